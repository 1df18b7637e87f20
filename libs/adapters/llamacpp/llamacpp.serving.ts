import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type {
  ServerAbilities,
  ServerAddress,
  ServerHandle,
  ServerSeen,
  ServerSpec,
  ServerUsage,
  ServingPort,
} from '#deployments/serving.port.js';
import {
  LlamacppServerReady,
  LlamacppServerUsage,
  type LlamacppServerConfig,
} from '#jobs/recipe-output.contract.js';
import { endGroup, findByArgument, incarnationOf, runs } from './server-process.js';

export interface LlamacppOptions {
  /** Interpreter that has xllamacpp. */
  python: string;
  /** jobs/serve/llamacpp_server.py. */
  script: string;
  /** Folder for one folder a server: configuration, key, address, log. */
  runDir: string;
  /** Eight characters; servers of other installations are never touched. */
  installation: string;
}

const HEALTH_TIMEOUT_MS = 5_000;
const LOG_TAIL_BYTES = 2_000;

/** llama.cpp servers as processes of this machine. They outlive the worker; records on disk let the next one adopt them. */
export class LlamacppServing implements ServingPort {
  readonly engine = 'llamacpp';

  constructor(private readonly options: LlamacppOptions) {}

  async start(server: ServerSpec): Promise<ServerHandle> {
    if (!server.name.startsWith(this.prefix))
      throw new Error(`${server.name} is no server of this installation`);
    const known = this.find(server.name);
    if (known) return known;
    const files = this.files(server.name);
    await mkdir(files.folder, { recursive: true, mode: 0o700 });
    await rm(files.ready, { force: true });
    await rm(files.record, { force: true });
    await rm(files.key, { force: true });
    await rm(files.usage, { force: true });
    await writeFile(files.key, randomBytes(32).toString('base64url'), { mode: 0o600 });
    await writeFile(files.config, JSON.stringify(config(server, files)));
    const pid = this.spawn(files);
    const incarnation = incarnationOf(pid) ?? 'ended';
    const handle = { name: server.name, pid, incarnation };
    writeFileSync(`${files.record}.new`, JSON.stringify(handle));
    renameSync(`${files.record}.new`, files.record);
    return handle;
  }

  async get(handle: ServerHandle): Promise<ServerSeen> {
    if (!runs(handle)) return { phase: 'exited', endpoint: null, detail: await this.logTail(handle.name) };
    const address = await this.connect(handle);
    if (!address) return { phase: 'starting', endpoint: null };
    const phase = (await healthy(address)) ? 'ready' : 'starting';
    return { phase, endpoint: address.endpoint };
  }

  async connect(handle: ServerHandle): Promise<ServerAddress | null> {
    const files = this.files(handle.name);
    try {
      const ready = LlamacppServerReady.parse(JSON.parse(await readFile(files.ready, 'utf8')));
      const apiKey = (await readFile(files.key, 'utf8')).trim();
      return { endpoint: `http://127.0.0.1:${ready.port}`, apiKey };
    } catch {
      return null;
    }
  }

  async abilities({ endpoint, apiKey }: ServerAddress): Promise<ServerAbilities> {
    const answer = await fetch(`${endpoint}/props`, {
      headers: { authorization: `Bearer ${apiKey}` },
      signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS),
    });
    const { chat_template_caps: caps } = (await answer.json()) as {
      chat_template_caps?: { supports_tools?: boolean };
    };
    return { tools: caps?.supports_tools === true };
  }

  async usage({ name }: ServerHandle): Promise<ServerUsage | null> {
    try {
      return LlamacppServerUsage.parse(JSON.parse(await readFile(this.files(name).usage, 'utf8')));
    } catch {
      return null;
    }
  }

  async stop(handle: ServerHandle, graceSeconds: number): Promise<void> {
    await endGroup(handle, graceSeconds);
    const record = this.record(handle.name);
    const successor = record !== null && record.incarnation !== handle.incarnation && runs(record);
    if (successor) return;
    const files = this.files(handle.name);
    for (const path of [files.ready, files.key, files.record]) await rm(path, { force: true });
  }

  async list(): Promise<ServerHandle[]> {
    const names = await readdir(this.options.runDir).catch(() => [] as string[]);
    return names
      .filter((name) => name.startsWith(this.prefix))
      .map((name) => this.find(name))
      .filter((handle) => handle !== null);
  }

  private get prefix(): string {
    return `lu-${this.options.installation}-`;
  }

  private files(name: string) {
    const folder = join(this.options.runDir, name);
    const at = (file: string) => join(folder, file);
    return {
      folder,
      config: at('config.json'),
      key: at('api-key'),
      ready: at('ready.json'),
      record: at('server.json'),
      usage: at('usage.json'),
      log: at('server.log'),
    };
  }

  /** By its record, or by its command line when a crash came between the start and the record. */
  private find(name: string): ServerHandle | null {
    const record = this.record(name);
    if (record && runs(record)) return record;
    const found = findByArgument(this.files(name).config);
    return found && { name, ...found };
  }

  private record(name: string): ServerHandle | null {
    try {
      return JSON.parse(readFileSync(this.files(name).record, 'utf8')) as ServerHandle;
    } catch {
      return null;
    }
  }

  private spawn(files: { folder: string; config: string; log: string }): number {
    const log = openSync(files.log, 'w', 0o600);
    try {
      const child = spawn(this.options.python, [this.options.script, files.config], {
        cwd: files.folder,
        detached: true,
        stdio: ['ignore', log, log],
        // nothing of the worker's environment: it holds secrets
        env: {
          PATH: `${dirname(this.options.python)}:/usr/local/bin:/usr/bin:/bin`,
          HOME: files.folder,
          LANG: 'C.UTF-8',
          PYTHONDONTWRITEBYTECODE: '1',
          PYTHONUNBUFFERED: '1',
        },
      });
      child.on('error', () => undefined);
      child.unref();
      if (child.pid === undefined) throw new Error(`cannot start ${this.options.python}`);
      return child.pid;
    } finally {
      closeSync(log);
    }
  }

  private async logTail(name: string): Promise<string> {
    const file = await open(this.files(name).log, 'r').catch(() => null);
    if (!file) return 'the server left no log';
    try {
      const { size } = await file.stat();
      const start = Math.max(0, size - LOG_TAIL_BYTES);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
      return buffer.subarray(0, bytesRead).toString('utf8').trim();
    } finally {
      await file.close();
    }
  }
}

function config(
  server: ServerSpec,
  files: { key: string; ready: string; usage: string },
): LlamacppServerConfig {
  return {
    gguf: server.modelPath,
    gguf_sha256: server.modelSha256,
    alias: server.alias,
    n_ctx: server.contextLength,
    n_parallel: server.parallel,
    threads: server.threads,
    host: '127.0.0.1',
    port: 0,
    api_key_file: files.key,
    ready_file: files.ready,
    usage_file: files.usage,
  };
}

/** llama.cpp leaves /health and /v1/models open; /tokenize asks for the key. A server that takes none is not ours. */
async function healthy({ endpoint, apiKey }: ServerAddress): Promise<boolean> {
  const ask = async (authorization: string) => {
    const response = await fetch(`${endpoint}/tokenize`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ content: 'ok' }),
      signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS),
    });
    await response.body?.cancel();
    return response.status;
  };
  try {
    return (await ask(`Bearer ${apiKey}`)) === 200 && (await ask('Bearer none')) === 401;
  } catch {
    return false;
  }
}
