import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Environment } from '#platform/config.js';
import { Failure } from './failure.js';

const execute = promisify(execFile);

export interface Python {
  path: string;
  version: string;
  hasVenv: boolean;
}

/** Asks the interpreter what it is; null when it cannot be run. */
export async function probePython(program: string, env: Environment): Promise<Python | null> {
  const script = [
    'import sys, importlib.util as u',
    'ok = all(u.find_spec(m) for m in ("venv", "ensurepip"))',
    'print(sys.executable, ".".join(map(str, sys.version_info[:3])), int(ok), sep="\\n")',
  ].join('\n');
  try {
    const { stdout } = await execute(program, ['-c', script], { env, timeout: 30_000 });
    const [path = '', version = '', ok] = stdout.trim().split('\n');
    return { path, version, hasVenv: ok === '1' };
  } catch {
    return null;
  }
}

/** The interpreter environments are built with. Throws a Failure that says what to install. */
export async function requirePython(program: string, env: Environment): Promise<Python> {
  const python = await probePython(program, env);
  const fault = pythonFault(program, python);
  if (fault) throw new Failure(fault.problem, fault.fix);
  return python!;
}

export function pythonFault(program: string, python: Python | null): { problem: string; fix: string } | null {
  if (!python) {
    return {
      problem: `${program} cannot be run`,
      fix: 'apt-get install python3 python3-venv, or name an interpreter: LUTHIER_PYTHON=/path/to/python3.12',
    };
  }
  const [major = 0, minor = 0] = python.version.split('.').map(Number);
  if (major !== 3 || minor < 11) {
    return {
      problem: `${python.path} is Python ${python.version}; 3.11 or later is needed`,
      fix: 'name a newer interpreter: LUTHIER_PYTHON=/path/to/python3.12',
    };
  }
  if (!python.hasVenv) {
    return {
      problem: `${python.path} lacks the venv module`,
      fix: `apt-get install python3-venv (or python${major}.${minor}-venv)`,
    };
  }
  return null;
}

/** Whether an NVIDIA GPU answers on this machine. */
export async function hasNvidiaGpu(env: Environment): Promise<boolean> {
  try {
    const { stdout } = await execute('nvidia-smi', ['-L'], { env, timeout: 20_000 });
    return /^GPU \d+:/m.test(stdout);
  } catch {
    return false;
  }
}
