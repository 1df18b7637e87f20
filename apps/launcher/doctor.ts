import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { App } from './app.js';
import { readArgs } from './args.js';
import { freeBytes } from './disk.js';
import { docker } from './doctor-docker.js';
import { isSupervised, readState } from './state.js';
import { holderOf, isFree } from './ports.js';
import { clusterFolder } from './postgres-files.js';
import { hasNvidiaGpu, probePython, pythonFault } from './python.js';

const execute = promisify(execFile);

export interface Finding {
  name: string;
  /** warn: something is missing that only some uses need. */
  level: 'ok' | 'warn' | 'fail';
  found: string;
  fix?: string;
}

/** Exit code 1 when something that every use needs is missing. */
export async function doctor(app: App, args: string[]): Promise<number> {
  const options = readArgs(args, { json: { type: 'boolean' } });
  const findings = (await Promise.all(CHECKS.map(async (check) => check(app)))).flat();
  if (options.json) process.stdout.write(`${JSON.stringify({ findings })}\n`);
  else for (const finding of findings) app.progress.say(toText(finding));
  return findings.some((f) => f.level === 'fail') ? 1 : 0;
}

const toText = (f: Finding) =>
  `${{ ok: '✔', warn: '!', fail: '✖' }[f.level]} ${f.name.padEnd(11)} ${f.found}${f.fix ? `\n    Fix: ${f.fix}` : ''}`;

type Check = (app: App) => Promise<Finding[] | Finding> | Finding[] | Finding;

const CHECKS: Check[] = [
  node,
  python,
  gpu,
  disk,
  port,
  database,
  (app) => docker(app.config),
  runc,
  memory,
  mail,
];

function node(): Finding[] {
  const { node: version } = process.versions;
  const tested = version.startsWith('24.');
  const fix = tested ? undefined : 'npm install on Linux x64, which brings Node 24';
  return [{ name: 'node', level: tested ? 'ok' : 'warn', found: `${version} (${process.execPath})`, fix }];
}

async function python(app: App): Promise<Finding[]> {
  const found = await probePython(app.config.LUTHIER_PYTHON, app.env);
  const fault = pythonFault(app.config.LUTHIER_PYTHON, found);
  if (fault) return [{ name: 'python', level: 'fail', found: fault.problem, fix: fault.fix }];
  return [{ name: 'python', level: 'ok', found: `${found!.version} with venv (${found!.path})` }];
}

async function gpu(app: App): Promise<Finding> {
  const found = await hasNvidiaGpu(app.env);
  return { name: 'gpu', level: 'ok', found: found ? 'NVIDIA GPU' : 'no NVIDIA GPU: torch runs on the CPU' };
}

function disk(app: App): Finding[] {
  const needs = [
    { setting: 'LUTHIER_CACHE_DIR', gigabytes: 8 },
    { setting: 'LUTHIER_DATA_DIR', gigabytes: 5 },
  ] as const;
  return needs.map(({ setting, gigabytes }) => {
    const dir = app.config[setting];
    const free = freeBytes(dir) / 1e9;
    const found = `${free.toFixed(1)} GB free for ${dir}`;
    if (free >= gigabytes) return { name: 'disk', level: 'ok', found };
    return { name: 'disk', level: 'warn', found, fix: `have ${gigabytes} GB there, or set ${setting}` };
  });
}

async function port(app: App): Promise<Finding> {
  const { LUTHIER_PORT: number, LUTHIER_HOST: host } = app.config;
  const state = readState(app.paths.run);
  if (state && isSupervised(state))
    return { name: 'port', level: 'ok', found: `the service runs at ${state.url}` };
  if (await isFree(number, host)) return { name: 'port', level: 'ok', found: `${number} is free` };
  const holder = holderOf(number);
  const who = holder ? ` by process ${holder.pid} (${holder.command})` : '';
  return {
    name: 'port',
    level: 'fail',
    found: `${number} is taken${who}`,
    fix: `LUTHIER_PORT=${number + 1} npm start`,
  };
}

function database(app: App): Finding {
  if (app.config.DATABASE_URL)
    return { name: 'postgres', level: 'ok', found: 'the one that DATABASE_URL names' };
  try {
    const there = existsSync(app.config.LUTHIER_DATA_DIR);
    const where = there ? clusterFolder(app.config.LUTHIER_DATA_DIR) : 'not made yet';
    return { name: 'postgres', level: 'ok', found: `embedded, ${where}` };
  } catch (error) {
    return { name: 'postgres', level: 'fail', found: (error as Error).message };
  }
}

async function runc(): Promise<Finding> {
  const version = /runc version (\S+)/.exec((await output('runc', ['--version'])) ?? '')?.[1];
  if (!version) return { name: 'runc', level: 'ok', found: 'not installed; only the docker target needs it' };
  // CVE-2025-31133, -52565 and -52881 (container escapes) are fixed in 1.2.8, 1.3.3 and 1.4.0.
  const [major = 0, minor = 0, patch = 0] = version.split(/[.+~-]/).map(Number);
  const fixed = major > 1 || minor > 3 || (minor === 3 && patch >= 3) || (minor === 2 && patch >= 8);
  if (fixed) return { name: 'runc', level: 'ok', found: version };
  const fix =
    'upgrade to 1.2.8, 1.3.3 or later before untrusted code runs in containers (a distribution may have patched it)';
  return { name: 'runc', level: 'warn', found: `${version} has known container escapes`, fix };
}

function memory(): Finding {
  const [total, free] = [totalmem() / 1e9, freemem() / 1e9];
  const found = `${total.toFixed(1)} GB, ${free.toFixed(1)} GB free`;
  if (total >= 6) return { name: 'memory', level: 'ok', found };
  return { name: 'memory', level: 'warn', found, fix: 'the demo needs about 6 GB' };
}

/** Whether the mail server answers and takes the credentials. */
async function mail({ config }: App): Promise<Finding> {
  const { LUTHIER_SMTP_URL: url } = config;
  if (!url) return { name: 'mail', level: 'ok', found: 'off: LUTHIER_SMTP_URL is not set' };
  const { SmtpTransport } = await import('#adapters/smtp/smtp.transport.js');
  const why = await new SmtpTransport(url).probe();
  const { host } = new URL(url);
  if (why === null) return { name: 'mail', level: 'ok', found: `${host} answers` };
  return { name: 'mail', level: 'warn', found: `${host}: ${why}`, fix: 'check LUTHIER_SMTP_URL' };
}

async function output(program: string, args: string[]): Promise<string | null> {
  try {
    const { stdout } = await execute(program, args, { timeout: 10_000 });
    return stdout.trim() || null;
  } catch {
    return null;
  }
}
