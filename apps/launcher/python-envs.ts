import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '#platform/config.js';
import { requireDisk } from './disk.js';
import { execOk } from './exec.js';
import { Failure } from './failure.js';
import { withLock } from './lock.js';
import type { Python } from './python.js';

export interface EnvSpec {
  /** train, mlflow or gguf; the folder is `<name>-<hash>`. */
  name: string;
  /** Fully pinned requirements file. */
  requirements: string;
  /** venv: an environment of its own. target: a folder of packages for another environment's interpreter. */
  kind: 'venv' | 'target';
  gigabytes: number;
}

export interface BuildContext {
  envsDir: string;
  log: string;
  env: Environment;
  signal: AbortSignal;
  python: Python;
  torchIndex: string;
  gpu: boolean;
  note: (detail: string) => void;
}

// Raise it when the way environments are made changes.
const RECIPE = 1;

/** The folder that holds, or will hold, this environment: its name follows from everything that shapes it. */
export function envDir(spec: EnvSpec, context: Pick<BuildContext, 'envsDir' | 'python' | 'gpu'>): string {
  const hash = createHash('sha256')
    .update(readFileSync(spec.requirements))
    .update(`\0${RECIPE} ${spec.kind} ${context.python.path} ${context.python.version}`)
    .update(torchPin(spec) && context.gpu ? ' cuda' : ' cpu')
    .digest('hex')
    .slice(0, 16);
  return join(context.envsDir, `${spec.name}-${hash}`);
}

/** Makes the environment unless it is there. It appears under its name only when it is complete. */
export async function ensureEnv(spec: EnvSpec, context: BuildContext): Promise<string> {
  const final = envDir(spec, context);
  if (existsSync(final)) return final;
  const onWait = (holder: { pid: number }) => context.note(`waiting for the set-up of process ${holder.pid}`);
  return withLock(`${final}.lock`, { signal: context.signal, onWait }, async () => {
    if (existsSync(final)) return final;
    requireDisk(context.envsDir, spec.gigabytes);
    const part = `${final}.part`;
    rmSync(part, { recursive: true, force: true });
    try {
      await (spec.kind === 'venv' ? buildVenv(spec, part, context) : buildTarget(spec, part, context));
      writeFileSync(join(part, 'luthier-requirements.txt'), readFileSync(spec.requirements));
      retarget(part, final);
      renameSync(part, final);
    } catch (error) {
      rmSync(part, { recursive: true, force: true });
      throw error;
    }
    return final;
  });
}

async function buildVenv(spec: EnvSpec, dir: string, context: BuildContext): Promise<void> {
  context.note('making the environment');
  await execOk(context.python.path, ['-m', 'venv', '--clear', dir], context);
  const pip = pipOf(join(dir, 'bin/python'), context);
  const torch = torchPin(spec);
  if (torch) await installTorch(torch, pip, context);
  context.note(`installing ${spec.name} packages`);
  await pip(['install', '-r', spec.requirements]);
}

async function buildTarget(spec: EnvSpec, dir: string, context: BuildContext): Promise<void> {
  mkdirSync(dir, { recursive: true });
  context.note(`installing ${spec.name} packages`);
  const pip = pipOf(context.python.path, context);
  await pip(['install', '--no-deps', '--target', dir, '-r', spec.requirements]);
}

type Pip = (args: string[]) => Promise<void>;

const pipOf =
  (python: string, context: BuildContext): Pip =>
  (args) =>
    execOk(python, ['-m', 'pip', '--disable-pip-version-check', '--no-input', ...args], {
      ...context,
      env: { ...context.env, PYTHONNOUSERSITE: '1', PIP_USER: '0' },
    });

async function installTorch(torch: string, pip: Pip, context: BuildContext): Promise<void> {
  if (context.gpu) {
    context.note(`installing ${torch} with CUDA (several GB)`);
    return pip(['install', torch]);
  }
  try {
    context.note(`looking for a wheel of ${torch} at hand`);
    return await pip(['install', '--no-index', '--no-deps', torch]);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
  context.note(`installing ${torch} from ${new URL(context.torchIndex).host}`);
  try {
    await pip(['install', '--no-deps', '--index-url', context.torchIndex, torch]);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(
      error.message,
      `name an index that has the CPU build of ${torch} (LUTHIER_PIP_TORCH_INDEX=https://...), or put its wheel ` +
        'into a folder and name that folder with PIP_FIND_LINKS=/folder',
    );
  }
}

function torchPin(spec: EnvSpec): string | null {
  return /^torch==[^\s;+]+/m.exec(readFileSync(spec.requirements, 'utf8'))?.[0] ?? null;
}

/** Scripts of a venv name their interpreter by absolute path: point them from the build folder to the final one. */
function retarget(from: string, to: string): void {
  const bin = join(from, 'bin');
  if (!existsSync(bin)) return;
  for (const name of readdirSync(bin)) {
    const path = join(bin, name);
    if (!lstatSync(path).isFile()) continue;
    const bytes = readFileSync(path);
    if (!bytes.includes(from)) continue;
    writeFileSync(path, bytes.toString('utf8').replaceAll(from, to));
  }
}
