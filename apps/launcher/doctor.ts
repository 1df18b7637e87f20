import { existsSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import type { App } from './app.js';
import { readArgs } from './args.js';
import { freeBytes } from './disk.js';
import { docker } from './doctor-docker.js';
import { clock, runc, secrets } from './doctor-host.js';
import { postgres, redis } from './doctor-stores.js';
import { isSupervised, readState } from './state.js';
import { holderOf, isFree } from './ports.js';
import { hasNvidiaGpu, probePython, pythonFault } from './python.js';
import { neededEnvs } from './setup.js';

export interface Finding {
  name: string;
  /** warn: something is missing that only some uses need. */
  level: 'ok' | 'warn' | 'fail';
  found: string;
  /** What goes wrong because of it. */
  why?: string | undefined;
  /** A command that ends it, or what to have. */
  fix?: string | undefined;
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
  `${{ ok: '✔', warn: '!', fail: '✖' }[f.level]} ${f.name.padEnd(11)} ${f.found}${f.why ? `\n    Why: ${f.why}` : ''}${f.fix ? `\n    Fix: ${f.fix}` : ''}`;

type Check = (app: App) => Promise<Finding[] | Finding> | Finding[] | Finding;

const CHECKS: Check[] = [
  node,
  python,
  environments,
  gpu,
  disk,
  port,
  postgres,
  redis,
  secrets,
  clock,
  (app) => docker(app.config),
  (app) => runc(app.config.LUTHIER_COMPUTE_TARGET),
  memory,
  mail,
];

function node(): Finding[] {
  const { node: version } = process.versions;
  const tested = version.startsWith('24.');
  const fix = tested ? undefined : 'npm install on Linux x64, which brings Node 24';
  const why = tested ? undefined : 'only Node 24 is tested';
  return [
    { name: 'node', level: tested ? 'ok' : 'warn', found: `${version} (${process.execPath})`, why, fix },
  ];
}

async function python(app: App): Promise<Finding[]> {
  const found = await probePython(app.config.LUTHIER_PYTHON, app.env);
  const fault = pythonFault(app.config.LUTHIER_PYTHON, found);
  if (fault)
    return [
      {
        name: 'python',
        level: 'fail',
        found: fault.problem,
        why: 'training and conversion run in environments that it makes',
        fix: fault.fix,
      },
    ];
  return [{ name: 'python', level: 'ok', found: `${found!.version} with venv (${found!.path})` }];
}

/** Made by the first `luthier up`; a moved or broken interpreter leaves one that is there and cannot run. */
async function environments(app: App): Promise<Finding[]> {
  const python = await probePython(app.config.LUTHIER_PYTHON, app.env);
  if (pythonFault(app.config.LUTHIER_PYTHON, python)) return []; // told already
  const wanted = await neededEnvs(app);
  const missing = wanted.filter(({ dir }) => !existsSync(dir)).map(({ title }) => title);
  const name = 'python env';
  if (missing.length > 0) {
    const found = `not made yet: ${missing.join(', ')}`;
    return [{ name, level: 'warn', found, why: 'the first start takes minutes and downloads', fix: 'luthier up --detach' }]; // prettier-ignore
  }
  const venvs = wanted.filter(({ dir }) => existsSync(`${dir}/bin/python`));
  const runs = await Promise.all(venvs.map(({ dir }) => probePython(`${dir}/bin/python`, app.env)));
  const broken = venvs.filter((_, index) => runs[index] === null);
  if (broken.length === 0) return [{ name, level: 'ok', found: wanted.map(({ title }) => title).join(', ') }];
  return broken.map(({ title, dir }) => ({
    ...{ name, level: 'fail' as const, found: `the one for ${title} cannot run (${dir})` },
    ...{ why: 'its interpreter was removed or replaced', fix: `rm -r ${dir} && luthier up --detach` },
  }));
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
    return {
      name: 'disk',
      level: 'warn',
      found,
      why: 'a set-up or a job that runs out of it fails half-way',
      fix: `have ${gigabytes} GB there, or name another folder: ${setting}=/bigger/folder luthier up`,
    };
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
    why: 'the API cannot listen there',
    fix: `LUTHIER_PORT=${number + 1} luthier up`,
  };
}

function memory(): Finding {
  const [total, free] = [totalmem() / 1e9, freemem() / 1e9];
  const found = `${total.toFixed(1)} GB, ${free.toFixed(1)} GB free`;
  if (total >= 6) return { name: 'memory', level: 'ok', found };
  return {
    name: 'memory',
    level: 'warn',
    found,
    why: 'the training of the demo takes about 6 GB',
    fix: 'close what else runs, or give the machine more',
  };
}

/** Whether the mail server answers and takes the credentials. */
async function mail({ config }: App): Promise<Finding> {
  const { LUTHIER_SMTP_URL: url } = config;
  if (!url) return { name: 'mail', level: 'ok', found: 'off: LUTHIER_SMTP_URL is not set' };
  const { SmtpTransport } = await import('#adapters/smtp/smtp.transport.js');
  const why = await new SmtpTransport(url).probe();
  const { host } = new URL(url);
  if (why === null) return { name: 'mail', level: 'ok', found: `${host} answers` };
  return {
    name: 'mail',
    level: 'warn',
    found: `${host}: ${why}`,
    why: 'members are not told of what waits for them',
    fix: 'correct LUTHIER_SMTP_URL, then: luthier up',
  };
}
