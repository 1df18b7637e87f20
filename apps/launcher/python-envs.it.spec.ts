import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '#platform/config.js';
import { type BuildContext, type EnvSpec, ensureEnv, envDir } from './python-envs.js';
import { probePython, pythonFault, requirePython } from './python.js';

// No network: every package is a wheel written here, found by PIP_FIND_LINKS.
let dir: string;
let context: BuildContext;
const notes: string[] = [];
const abort = { controller: new AbortController() };

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'envs-'));
  mkdirSync(join(dir, 'wheels'));
  mkdirSync(join(dir, 'envs'));
  notes.length = 0;
  abort.controller = new AbortController();
  const env = { ...readEnvironment(), PIP_FIND_LINKS: join(dir, 'wheels'), PIP_NO_INDEX: '1' };
  context = {
    envsDir: join(dir, 'envs'),
    log: join(dir, 'setup.log'),
    env,
    signal: abort.controller.signal,
    python: await requirePython('python3', env),
    torchIndex: 'https://index.invalid/whl/cpu',
    gpu: false,
    note: (n) => notes.push(n),
  };
});
afterEach(() => rmSync(dir, { recursive: true }));

function wheel(name: string, version: string) {
  const script = `
import sys, zipfile
name, version, folder = sys.argv[1:]
info = f"{name}-{version}.dist-info"
with zipfile.ZipFile(f"{folder}/{name}-{version}-py3-none-any.whl", "w") as z:
    z.writestr(f"{name}.py", f"def main():\\n    print({version!r})\\n")
    z.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
    z.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    z.writestr(f"{info}/entry_points.txt", f"[console_scripts]\\n{name}={name}:main\\n")
    z.writestr(f"{info}/RECORD", "")
`;
  execFileSync('python3', ['-c', script, name, version, join(dir, 'wheels')]);
}
function spec(kind: EnvSpec['kind'], lines: string[]): EnvSpec {
  const requirements = join(dir, 'requirements.txt');
  writeFileSync(requirements, `${lines.join('\n')}\n`);
  return { name: 'train', requirements, kind, gigabytes: 0.1 };
}

describe('ensureEnv', () => {
  it('takes a torch wheel that is at hand, and the scripts run after the folder got its name', async () => {
    wheel('torch', '2.0.0+cpu');
    wheel('tinytool', '1.2.3');
    const built = await ensureEnv(spec('venv', ['torch==2.0.0', 'tinytool==1.2.3']), context);
    expect(execFileSync(join(built, 'bin/tinytool'), { encoding: 'utf8' })).toBe('1.2.3\n');
    expect(execFileSync(join(built, 'bin/torch'), { encoding: 'utf8' })).toBe('2.0.0+cpu\n');
    expect(notes).toContain('looking for a wheel of torch==2.0.0 at hand');
    expect(notes.join()).not.toContain('index.invalid');
    expect(readdirSync(context.envsDir)).toEqual([built.split('/').at(-1)]);
  }, 60_000);

  it('makes it once, and anew when a pin or the Python changes', async () => {
    wheel('tinytool', '1.2.3');
    const one = spec('target', ['tinytool==1.2.3']);
    const [first, second] = await Promise.all([ensureEnv(one, context), ensureEnv(one, context)]);
    expect(second).toBe(first);
    expect(existsSync(join(first, 'tinytool.py'))).toBe(true);
    expect(readFileSync(context.log, 'utf8').match(/Successfully installed/g)).toHaveLength(1);
    const newer = { ...context, python: { ...context.python, version: '3.99.0' } };
    expect(envDir(one, newer)).not.toBe(first);
    expect(envDir(spec('target', ['tinytool==1.2.4']), context)).not.toBe(first);
  }, 60_000);

  it('leaves nothing behind when a package cannot be had, and says what pip said', async () => {
    await expect(ensureEnv(spec('target', ['absent==1']), context)).rejects.toThrow(/absent==1/);
    expect(readdirSync(context.envsDir)).toEqual([]);
  }, 60_000);

  it('leaves nothing behind when interrupted', async () => {
    wheel('tinytool', '1.2.3');
    const stopping = { ...context, note: () => abort.controller.abort() };
    await expect(ensureEnv(spec('venv', ['tinytool==1.2.3']), stopping)).rejects.toThrow('interrupted');
    expect(readdirSync(context.envsDir)).toEqual([]);
  }, 60_000);
});

describe('python', () => {
  it('names what is missing and the fix', async () => {
    expect(await probePython('/no/such/python', {})).toBeNull();
    await expect(requirePython('/no/such/python', {})).rejects.toThrow(/cannot be run\nFix: apt-get install/);
    const at = { path: '/usr/bin/python3', version: '3.12.1', hasVenv: true };
    expect(pythonFault('python3', at)).toBeNull();
    expect(pythonFault('python3', { ...at, version: '3.10.9' })?.problem).toContain('3.11 or later');
    expect(pythonFault('python3', { ...at, hasVenv: false })?.fix).toContain('apt-get install python3-venv');
  });
});
