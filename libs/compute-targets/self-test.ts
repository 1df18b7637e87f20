import type { AttemptFolder } from '#jobs/attempt-folder.js';
import type { AttemptLaunch, ComputePort, Handle } from '#jobs/compute.port.js';
import { diskOf } from '#platform/disk.js';
import { failpoint } from '#platform/failpoints.js';
import { endOf, importsOf, outputOf, type Report, reportOf } from './check-program.js';
import type { CheckRun } from './check-run.js';
import { StepFailure } from './check-steps.js';

/** What `luthier doctor` asks of the same disk. */
const LEAST_FREE_GB = 5;
const ANSWER_SECONDS = 30;
/** An environment is asked of its own interpreter; a cold disk may take its time over the packages. */
const ENVIRONMENT_SECONDS = 90;
const START_SECONDS = 60;
const PROGRAM_SECONDS = 300;
/** Next to no load, and no slot: it waits for no job and keeps none waiting. */
const RESOURCES = { cpus: 1, memoryMb: null, gpus: [], pids: 1024 };

export interface Subject {
  id: string;
  name: string;
  folder: AttemptFolder;
  jobsDir: string;
  /** What the program has to write and to say: nobody could know it beforehand. */
  word: string;
  /** Stops the program, if it still runs, and has the target forget it. */
  clear(handle: Handle): Promise<void>;
}

/** Has a target show that a program can be started there, from the first question to the last trace. */
export async function selfTest(run: CheckRun, target: ComputePort, of: Subject): Promise<void> {
  await run.step('answers', ANSWER_SECONDS, async () => {
    const { cpus, memoryMb, gpus } = await target.capabilities();
    const accelerators = gpus.length === 0 ? 'no GPU' : gpus.length === 1 ? '1 GPU' : `${gpus.length} GPUs`;
    return `It has ${cpus} processors, ${(memoryMb / 1024).toFixed(1)} GiB of memory and ${accelerators}.`;
  });
  await run.step('disk', ANSWER_SECONDS, () => room(of.jobsDir));
  await run.step('environment', ENVIRONMENT_SECONDS, async () => {
    const found = await target.environment();
    if (!found) return 'It cannot say what programs run in there.';
    return found.image
      ? `The image ${found.image} is there.`
      : `The interpreter is there; its environment is ${found.sha256}.`;
  });
  let handle: Handle | null = null;
  try {
    await run.step('starts', START_SECONDS, async () => {
      handle = await started(target, of);
      failpoint('check.started');
      return 'A program was started.';
    });
    await program(run, target, of, () => handle!);
  } catch (error) {
    if (handle) await of.clear(handle).catch(() => undefined); // another worker has the test; what is left is cleared by it
    throw error;
  }
  await run.step('forgotten', START_SECONDS, async () => {
    await of.clear(handle!);
    if (await target.find(of.name))
      throw new Error('The target still knows the program after it was to forget it.');
    return 'Nothing of it is left at the target.';
  });
}

async function program(run: CheckRun, target: ComputePort, of: Subject, handle: () => Handle): Promise<void> {
  let report: Report;
  await run.step('ends', PROGRAM_SECONDS, async () => {
    const { startedAt, finishedAt } = await endOf(target, handle(), of.folder);
    failpoint('check.ended');
    const ms = startedAt && finishedAt ? finishedAt.getTime() - startedAt.getTime() : null;
    return `It ended by itself with code 0${ms === null ? '' : ` after ${(ms / 1000).toFixed(1)} s`}.`;
  });
  await run.step('workspace', ANSWER_SECONDS, async () => {
    report = await reportOf(of.folder, of.word);
    return 'It read its spec and wrote what it was told, with the right digest.';
  });
  await run.step('output', ANSWER_SECONDS, async () => {
    return `${await outputOf(target, handle(), of.word)} bytes that it printed were read.`;
  });
  await run.step('imports', ANSWER_SECONDS, async () => importsOf(report));
}

async function started(target: ComputePort, { id, name, folder, word }: Subject): Promise<Handle> {
  await folder.create({
    ...{
      schema_version: 1,
      job_id: id,
      attempt: 1,
      seed: 0,
      kind: 'check',
      recipe: 'check_target',
      inputs: {},
    },
    params: { word },
  });
  const launch: AttemptLaunch = {
    ...{ name, jobId: id, attempt: 1, epoch: 1, folder: folder.path, readPaths: [], resources: RESOURCES },
  };
  try {
    return await target.launch(launch);
  } catch (error) {
    const found = await target.find(name).catch(() => null);
    if (found) return found;
    throw error;
  }
}

async function room(path: string): Promise<string> {
  const disk = await diskOf(path);
  if (!disk) throw new Error('The disk that holds the folders of attempts cannot be asked.');
  const gb = (bytes: number) => (bytes / 1e9).toFixed(1);
  const found = `${gb(disk.freeBytes)} GB of ${gb(disk.totalBytes)} GB are free for the folders of attempts`;
  if (disk.freeBytes >= LEAST_FREE_GB * 1e9) return `${found}.`;
  throw new StepFailure(
    `${found}; ${LEAST_FREE_GB} GB are needed.`,
    'Free space there, or name another folder in LUTHIER_DATA_DIR.',
  );
}
