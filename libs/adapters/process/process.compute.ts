import { access } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  AttemptLaunch,
  Capabilities,
  Chunk,
  ComputePort,
  Cursor,
  Handle,
  Measured,
  Offset,
  Seen,
  TargetEnvironment,
} from '#jobs/compute.port.js';
import { JobFailure } from '#jobs/job-failure.js';
import { failpoint } from '#platform/failpoints.js';
import { Termination } from '#jobs/recipe-output.contract.js';
import { attemptEnvironment, hostPath } from './attempt-environment.js';
import {
  askStop,
  type Exit,
  type Launch,
  Records,
  readExit,
  readJson,
  readStarted,
  type Started,
} from './attempt-files.js';
import { ProcessEnvironment } from './environment.js';
import { machine, nvidiaGpus, nvidiaMemoryMb } from './devices.js';
import { incarnationOf, isAlive, kill, processesWith } from './identity.js';
import { readLog } from './log-file.js';
import { readReadings } from './readings.js';
import { startSupervisor } from './supervisor.js';

export interface ProcessComputeOptions {
  /** Eight characters; every attempt's name starts with `lu-<installation>-`. */
  installation: string;
  /** Absolute path of the interpreter that has the training packages. */
  python: string;
  /** Absolute path of jobs/run.py; supervise.py lies beside it unless named. */
  program: string;
  supervisor?: string;
  /** Where this target keeps its own records; private to the service. */
  runDir: string;
  /** Folder of the GGUF converter, given to recipes as JOB_CONVERTER_DIR. */
  converterDir?: string;
  /** Folder of libllama, given to recipes as JOB_LLAMA_DIR. */
  llamaDir?: string;
  /** Interpreter that has llm-compressor, given to recipes as JOB_LLMCOMPRESSOR_PYTHON; it may be made later. */
  llmcompressor?: string;
  /** Packages of lm-evaluation-harness, given to recipes as JOB_LM_EVAL_DIR; likewise. */
  lmEvalDir?: string;
  /** Programs of serving engines, given to recipes as JOB_VLLM and JOB_OLLAMA. */
  vllm?: string;
  ollama?: string;
}

const POLL_MS = 100;
const OBSERVE_MS = 250;
const ANSWER_MS = 10_000;

/**
 * Attempts as processes of this machine (Linux). Each has a supervisor (jobs/supervise.py) that outlives the worker; all
 * facts are files, so that any worker of the installation can go on where another died.
 */
export class ProcessCompute implements ComputePort {
  readonly target = 'process';
  private readonly records: Records;
  private readonly place: ProcessEnvironment;

  constructor(private readonly options: ProcessComputeOptions) {
    for (const path of [options.python, options.program, options.runDir]) {
      if (!isAbsolute(path)) throw new Error(`the process target needs an absolute path, not ${path}`);
    }
    this.records = new Records(options.runDir);
    this.place = new ProcessEnvironment(options);
  }

  async capabilities(): Promise<Capabilities> {
    const limits = { memory: true, cpu: false, pids: true, network: false };
    return {
      gpus: await nvidiaGpus(),
      gpuMemoryMb: await nvidiaMemoryMb(),
      ...machine(),
      gang: false,
      preemption: false,
      logStream: true,
      limits,
    };
  }

  environment(): Promise<TargetEnvironment | null> {
    return this.place.read();
  }

  async launch(attempt: AttemptLaunch): Promise<Handle> {
    if (!attempt.name.startsWith(`lu-${this.options.installation}-`))
      throw new Error(`${attempt.name} is not of installation ${this.options.installation}`);
    if (attempt.own && 'image' in attempt.own)
      throw new JobFailure('image_missing', 'An own image runs on the target docker alone.');
    const record = this.records.path(attempt.name);
    const known = await this.records.read(attempt.name);
    if (known && known.folder !== attempt.folder)
      throw new Error(`${attempt.name} was launched in ${known.folder}, not in ${attempt.folder}`);
    if (!known || !(await readStarted(attempt.folder))) {
      await access(join(attempt.folder, 'spec.json'));
      await this.records.write(this.launchOf(attempt));
      failpoint('process.after_record');
      const { python, program } = this.options;
      const script = this.options.supervisor ?? join(dirname(program), 'supervise.py');
      await startSupervisor({ python, script, record, folder: attempt.folder });
      failpoint('process.after_start');
    }
    const handle = await this.find(attempt.name);
    if (!handle) throw new Error(`${attempt.name} did not start: see output.log in ${attempt.folder}`);
    return handle;
  }

  async find(name: string): Promise<Handle | null> {
    const launch = await this.records.read(name);
    const started = launch && (await readStarted(launch.folder));
    return started ? handleOf(name, started) : null;
  }

  async *observe(_since: Cursor, signal: AbortSignal): AsyncIterable<Seen> {
    const told = new Map<string, Seen['phase']>();
    while (!signal.aborted) {
      for await (const handle of this.list()) {
        const seen = await this.get(handle);
        if (told.get(handle.name) !== seen.phase) yield seen;
        told.set(handle.name, seen.phase);
      }
      await sleep(OBSERVE_MS, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  async get(handle: Handle): Promise<Seen> {
    try {
      return await this.look(handle);
    } catch (error) {
      return { handle, phase: 'unknown', detail: (error as Error).message };
    }
  }

  async *logs(handle: Handle, from: Offset): AsyncIterable<Chunk> {
    const launch = await this.records.read(handle.name);
    if (launch) yield* readLog(join(launch.folder, 'output.log'), from);
  }

  async measured(handle: Handle, from: Offset): Promise<Measured> {
    const launch = await this.records.read(handle.name);
    const started = launch && (await readStarted(launch.folder));
    if (!started || incarnationOf(started) !== handle.incarnation) return { readings: [], nextOffset: from };
    return readReadings(launch.folder, from);
  }

  /** The supervisor goes on with it even if this worker dies meanwhile. */
  async stop(handle: Handle, graceSeconds: number): Promise<void> {
    const launch = await this.records.read(handle.name);
    if (!launch) return;
    const runs = async () => (await this.look(handle)).phase === 'running';
    if (!(await runs())) return;
    await askStop(launch.folder, Date.now() / 1000 + graceSeconds);
    const deadline = Date.now() + graceSeconds * 1000 + ANSWER_MS;
    while (await runs()) {
      await sleep(POLL_MS);
      const started = await readStarted(launch.folder);
      // a supervisor that does not answer: its death takes the program with it
      if (Date.now() > deadline && started && isAlive(started)) kill(started.pid);
    }
  }

  async *list(): AsyncIterable<Handle> {
    for (const name of await this.records.names()) {
      const handle = name.startsWith(`lu-${this.options.installation}-`) ? await this.find(name) : null;
      if (handle) yield handle;
    }
  }

  async forget(handle: Handle): Promise<void> {
    const { phase } = await this.get(handle);
    if (phase === 'running' || phase === 'unknown') throw new Error(`${handle.name} is ${phase}`);
    const present = await this.find(handle.name);
    if (present && present.incarnation !== handle.incarnation) return;
    await this.records.remove(handle.name);
  }

  private async look(handle: Handle): Promise<Seen> {
    const launch = await this.records.read(handle.name);
    const started = launch && (await readStarted(launch.folder));
    if (!started || incarnationOf(started) !== handle.incarnation)
      return { handle, phase: 'vanished', detail: 'no record of it' };
    const seen = { handle, startedAt: new Date(started.started_at * 1000) };
    const alive = isAlive(started);
    const exit = await readExit(launch.folder); // after the question, or an end in between would look like a loss
    if (exit) return { ...seen, ...ended(exit) };
    if (alive || killLeft(launch.folder, started)) return { ...seen, phase: 'running' };
    const termination = await readJson(join(launch.folder, 'workspace', 'termination.json'), Termination);
    if (termination)
      return {
        ...seen,
        phase: 'exited',
        exitCode: termination.code,
        signal: null,
        detail: termination.message,
      };
    return { ...seen, phase: 'vanished', detail: 'its supervisor was killed or the machine was restarted' };
  }

  private launchOf(attempt: AttemptLaunch): Launch {
    const { python, program, ...tools } = this.options;
    return {
      name: attempt.name,
      jobId: attempt.jobId,
      attempt: attempt.attempt,
      epoch: attempt.epoch,
      folder: attempt.folder,
      cwd: attempt.folder,
      argv: [python, program],
      env: attemptEnvironment(attempt, { ...tools, path: hostPath(python) }),
      memory_mb: attempt.resources.memoryMb,
      pids: attempt.resources.pids,
    };
  }
}

const handleOf = (name: string, started: Started): Handle => ({
  target: 'process',
  name,
  id: String(started.pid),
  incarnation: incarnationOf(started),
});

const ended = (exit: Exit) =>
  ({
    phase: 'exited',
    exitCode: exit.exit_code,
    signal: exit.signal,
    oomKilled: exit.oom_killed,
    finishedAt: new Date(exit.finished_at * 1000),
    ...(exit.detail && { detail: exit.detail }),
    ...(exit.energy && { metered: exit.energy }),
  }) as const;

/**
 * The program of a dead supervisor dies with it by the kernel's hand; what it had started dies by ours. True while there
 * was something to kill: an attempt is over only when nothing of it runs.
 */
function killLeft(folder: string, { program, boot }: Started): boolean {
  const left = new Set(processesWith(`JOB_SPEC=${join(folder, 'spec.json')}`));
  if (program && isAlive({ ...program, boot })) left.add(program.pid);
  for (const pid of left) kill(pid);
  return left.size > 0;
}
