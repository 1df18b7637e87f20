import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { createClient, type Luthier } from '#client/client.js';
import { HEAP_FLAGS } from '#platform/heap-flags.js';
import { removeTree } from '#platform/remove-tree.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

const PROGRAMS = ['api', 'worker'] as const;
type Program = (typeof PROGRAMS)[number];

export interface ServiceOptions {
  programs?: readonly Program[];
  /** Where base models come from. */
  hubUrl?: string;
  env?: Record<string, string>;
}

/** What the service has kept: rows by table, and every file of its data folder that is not a log. */
export interface Kept {
  rows: Record<string, number>;
  files: string[];
}

/** One life of a program. */
export interface Life {
  program: Program;
  pid: number;
  /** Resolves when it takes work; rejects when it ends before. */
  ready: Promise<void>;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** What it wrote to stderr. */
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
}

/** The real api and worker on a database, a data folder and a port of their own. */
export class Service {
  baseUrl = '';
  adminKey = '';
  private readonly lives = new Set<Life>();
  private readonly output: string[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly dataDir: string,
    private readonly options: ServiceOptions,
  ) {}

  static async start(options: ServiceOptions = {}): Promise<Service> {
    const database = await openTestDatabase();
    const service = new Service(database, mkdtempSync(join(tmpdir(), 'luthier-e2e-')), options);
    try {
      // one after the other: the api writes the keys that both sign with
      for (const program of options.programs ?? PROGRAMS) await service.launch(program).ready;
    } catch (error) {
      await service.stop();
      throw error;
    }
    if (options.programs?.length !== 0) service.readKey();
    return service;
  }

  /** The first admin key, which the api writes at its first start. */
  readKey(): void {
    this.adminKey = readFileSync(join(this.dataDir, 'secrets/admin-key'), 'utf8').trim();
  }

  /** A client with the admin key, or with another. */
  client(apiKey = this.adminKey): Luthier {
    return createClient({ baseUrl: this.baseUrl, apiKey, tries: 8 });
  }

  /** A raw call: what the typed client would not let through. */
  call(
    method: string,
    path: string,
    body?: unknown,
    apiKey: string | null = this.adminKey,
  ): Promise<Response> {
    const raw = body === undefined || typeof body === 'string' || body instanceof FormData;
    return fetch(`${this.baseUrl}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
        ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
      },
      body: raw ? (body ?? null) : JSON.stringify(body),
    });
  }

  async kept(): Promise<Kept> {
    const files = readdirSync(this.dataDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.dataDir.length + 1))
      .filter((path) => !/^(logs|run)\//.test(path));
    return { rows: await this.rowCounts(), files: files.sort() };
  }

  private async rowCounts(): Promise<Record<string, number>> {
    const client = new pg.Client({ connectionString: adminUrl(this.database.url) });
    await client.connect();
    try {
      const tables = await client.query<{ name: string }>(
        `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_prisma%'`,
      );
      const counts: Record<string, number> = {};
      for (const { name } of tables.rows) {
        // a refusal on record is what a refused request leaves behind
        const but = name === 'audit_event' ? `WHERE action <> 'access.refused'` : '';
        const { rows } = await client.query<{ n: string }>(`SELECT count(*) AS n FROM "${name}" ${but}`);
        counts[name] = Number(rows[0]!.n);
      }
      return counts;
    } finally {
      await client.end();
    }
  }

  /** Starts one more life of a program; the caller waits for `ready`. */
  launch(program: Program, env: Record<string, string> = {}): Life {
    const child = spawn(process.execPath, ['--no-warnings', ...HEAP_FLAGS, `dist/apps/${program}/main.js`], {
      env: { ...this.environment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const errors: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => {
      errors.push(chunk.toString());
      this.output.push(chunk.toString());
    });
    const ended: Life['ended'] = new Promise((done) =>
      child.once('close', (code, signal) => done({ code, signal })),
    );
    const ready = new Promise<void>((isReady, failed) => {
      void ended.then((end) =>
        failed(new Error(`${program} ended with ${end.signal ?? end.code}:\n${this.tail()}`)),
      );
      createInterface({ input: child.stdout }).on('line', (line) => {
        this.output.push(line);
        const said = parse(line);
        if (said?.msg === 'api is ready') this.baseUrl = said.url!.replace('[::1]', '127.0.0.1');
        if (said?.msg === `${program} is ready`) isReady();
      });
    });
    ready.catch(() => undefined); // who waits for the end alone is not interested
    const life = {
      program,
      pid: child.pid!,
      ready,
      ended,
      stderr: () => errors.join(''),
      kill: (signal: NodeJS.Signals) => void child.kill(signal),
    };
    this.lives.add(life);
    void ended.then(() => this.lives.delete(life));
    return life;
  }

  /** The newest life of a program that goes on. */
  life(program: Program): Life {
    return [...this.lives].findLast((life) => life.program === program)!;
  }

  /** The last lines that api and worker wrote, for the message of a failing test. */
  tail(lines = 40): string {
    return this.output.slice(-lines).join('\n');
  }

  /** What api and worker logged from `level` on (pino: 40 is warn), and every line that is no log line. */
  complaints(level = 40): string[] {
    const loud = (line: string) => {
      const said = parse(line) as { level?: number } | null;
      return said === null ? line.trim() !== '' : (said.level ?? 0) >= level;
    };
    return this.output.filter(loud);
  }

  private environment(): Record<string, string> {
    const { PATH = '', HOME = '', LANG = 'C.UTF-8', TMPDIR = tmpdir() } = process.env;
    return {
      ...{ PATH, HOME, LANG, TMPDIR },
      DATABASE_URL: this.database.url,
      LUTHIER_PORT: '0',
      LUTHIER_RATE_LIMIT_PER_MINUTE: '1000000', // sweeps come from one key and one address
      LUTHIER_FAILED_AUTH_PER_MINUTE: '1000000',
      LUTHIER_DATA_DIR: this.dataDir,
      LUTHIER_CACHE_DIR: join(this.dataDir, 'run/cache'),
      NODE_COMPILE_CACHE: join(TMPDIR, 'compiled'), // as the launcher sets it
      LUTHIER_TRAIN_PYTHON: needed('LUTHIER_TEST_TRAIN_PYTHON'),
      LUTHIER_GGUF_DIR: needed('LUTHIER_TEST_GGUF_DIR'),
      ...(this.options.hubUrl ? { HF_ENDPOINT: this.options.hubUrl } : {}),
      ...this.options.env,
    };
  }

  /** Ends api and worker, and starts them anew on what is there; answers how they ended, and how long that took. */
  async restart(): Promise<{ ends: Awaited<Life['ended']>[]; stopMs: number }> {
    const started = performance.now();
    const lives = [...this.lives];
    await Promise.all(lives.map(end));
    const ends = await Promise.all(lives.map((life) => life.ended));
    const stopMs = performance.now() - started;
    for (const program of this.options.programs ?? PROGRAMS) await this.launch(program).ready;
    return { ends, stopMs };
  }

  /** Ends api, worker and whatever they left running, then drops the database and the folder. */
  async stop(): Promise<void> {
    await Promise.all([...this.lives].map(end));
    for (const pid of ownProcesses(this.dataDir)) kill(pid, 'SIGKILL');
    await this.database.drop();
    await removeTree(this.dataDir);
  }
}

export function needed(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests through \`npm test\``);
  return value;
}

export function adminUrl(url: string): string {
  const admin = new URL(needed('LUTHIER_TEST_DATABASE_URL'));
  admin.pathname = new URL(url).pathname;
  return admin.href;
}

function parse(line: string): { msg?: string; url?: string } | null {
  try {
    return JSON.parse(line) as { msg?: string; url?: string };
  } catch {
    return null;
  }
}

/** Asks a program to end; what does not within 30 s, or is stopped, is killed. */
export async function end(life: Life): Promise<void> {
  life.kill('SIGTERM');
  life.kill('SIGCONT');
  const timer = setTimeout(() => life.kill('SIGKILL'), 30_000);
  await life.ended;
  clearTimeout(timer);
}

/** Attempts and model servers outlive the worker on purpose; theirs is the only command line with this folder in it. */
export function ownProcesses(dataDir: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => (read(`/proc/${pid}/cmdline`) + read(`/proc/${pid}/environ`)).includes(dataDir))
    .map(Number);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // gone, or not ours
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // gone meanwhile
  }
}
