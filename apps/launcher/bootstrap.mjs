// First program of a fresh clone: runs on Node 20 or later and imports nothing that npm would have to bring.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMMANDS, helpText } from './help.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const ownNode = join(root, 'node_modules/.bin/node');
const work = join(root, '.luthier');
const [command = 'help', ...args] = process.argv.slice(2);
const say = (text) => (args.includes('--json') ? process.stderr : process.stdout).write(`${text}\n`);

let child;
let interrupted;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    interrupted = signal;
    child?.kill(signal);
  });
}

class Refusal extends Error {}

/** Runs a program of this clone; resolves to its exit code, 128 + n after a signal. */
function run(program, argv, options) {
  return new Promise((resolve, reject) => {
    child = spawn(program, argv, { cwd: root, ...options });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      child = undefined;
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

async function step(title, program, argv) {
  const started = Date.now();
  const log = join(work, `${title.replace(/\W/g, '-')}.log`);
  const fd = openSync(log, 'w', 0o600);
  say(`- ${title} ...`);
  const code = await run(program, argv, { stdio: ['ignore', fd, fd] }).finally(() => closeSync(fd));
  if (interrupted) throw new Refusal(`${title}: interrupted`);
  if (code !== 0) {
    const tail = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-20).join('\n');
    throw new Refusal(`${title} failed (exit ${code}):\n${tail}\nThe whole output: ${log}`);
  }
  say(`- ${title}: done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

function hashOf(...names) {
  const hash = createHash('sha256');
  const visit = (path) => {
    if (!existsSync(path)) return;
    const entries = path.endsWith('/') ? readdirSync(path, { withFileTypes: true }) : null;
    if (!entries)
      return hash.update(relative(root, path)).update('\0').update(readFileSync(path)).update('\0');
    for (const e of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (e.name === 'generated' || e.name === 'node_modules') continue;
      if (e.isDirectory()) visit(`${path}${e.name}/`);
      else if (/\.(tsx?|mjs|js|css|html|svg|prisma|json|yaml)$/.test(e.name)) visit(`${path}${e.name}`);
    }
  };
  for (const name of names) visit(join(root, name));
  return hash.digest('hex');
}

const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');
const pidStart = (pid) => {
  const stat = read(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
};

/** Holds .luthier/setup.lock during work(); a lock whose owner is gone is taken over. */
async function locked(doWork) {
  const lock = join(work, 'setup.lock');
  for (let told = false; ;) {
    try {
      writeFileSync(lock, `${process.pid} ${pidStart(process.pid)}`, { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const [pid, start] = read(lock).split(' ');
    if (pid && pidStart(pid) !== start) {
      rmSync(lock, { force: true });
      continue;
    }
    if (interrupted) throw new Refusal('interrupted');
    if (!told) say(`- waiting for another set-up of this clone (pid ${pid}) ...`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  try {
    return await doWork();
  } finally {
    rmSync(lock, { force: true });
  }
}

async function install() {
  const stamp = join(root, 'node_modules/.luthier-stamp');
  const hash = hashOf('package.json', 'package-lock.json');
  if (read(stamp) === hash) return;
  // dev packages hold the compiler, so NODE_ENV=production must not leave them out
  await step('npm packages', 'npm', ['install', '--include=dev', '--no-progress']);
  writeFileSync(stamp, hash);
}

async function build() {
  const generated = join(root, 'libs/platform/generated/.luthier-stamp');
  const schema = hashOf('prisma/schema/', 'prisma.config.ts', 'package-lock.json');
  if (read(generated) !== schema) {
    await step('database client', 'npm', ['run', 'generate']);
    writeFileSync(generated, schema);
  }
  const built = join(root, 'dist/.luthier-stamp');
  const sources = hashOf('apps/', 'libs/', '.swcrc', 'package.json', 'prisma/schema/');
  if (read(built) === sources) return;
  await step('build', 'npm', ['run', 'build']);
  writeFileSync(built, sources);
}

function chooseNode() {
  if (existsSync(ownNode)) return ownNode;
  const major = Number(process.versions.node.split('.')[0]);
  say(
    `! the project's own Node 24 did not come with the packages; using the system's Node ${process.versions.node}`,
  );
  if (major < 24) say('! Node 24 is what is tested; fix: npm install on Linux x64 without --omit=optional');
  return process.execPath;
}

async function main() {
  if (args.includes('--help') || args.includes('-h') || !(command in COMMANDS)) {
    say(helpText(command));
    return command in COMMANDS || /^(-h|(--)?help)$/.test(command) ? 0 : 2;
  }
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new Refusal(
      `Node ${process.versions.node} is too old. Fix: install Node 20.19 or later from nodejs.org`,
    );
  mkdirSync(work, { recursive: true, mode: 0o700 });
  const readOnly =
    ['stop', 'status', 'doctor'].includes(command) && existsSync(join(root, 'dist/.luthier-stamp'));
  if (!readOnly) await locked(() => install().then(build));
  return run(chooseNode(), ['--no-warnings', join(root, 'dist/apps/launcher/main.js'), command, ...args], {
    stdio: 'inherit',
  });
}

main().then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(`${error instanceof Refusal ? error.message : error.stack}\n`);
    process.exit(interrupted ? 130 : 1);
  },
);
