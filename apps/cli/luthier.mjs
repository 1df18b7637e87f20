#!/usr/bin/env node
// Finds the project's Node 24 and the built program; imports nothing that npm would have to bring.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const main = at('dist/apps/cli/main.js');
const bootstrap = at('apps/launcher/bootstrap.mjs');
const ownNode = at('node_modules/.bin/node');
const [command, ...args] = process.argv.slice(2);
// what must work before anything is built; the demo sets up and starts the service, then comes back here over HTTP
const LAUNCHER = { up: 'start', stop: 'stop', status: 'status', doctor: 'doctor', demo: 'demo' };
const help = args.includes('--help') || args.includes('-h');

// none of them asks anything; quiet is without what they tell people, and the error is on stderr
const has = (...names) => args.some((arg) => names.includes(arg));
// a slip is answered with what was meant
const isSlip =
  command !== 'demo' &&
  args.some((arg) => !['--detach', '--json', '--no-input', '--quiet', '-q'].includes(arg));
const rest = args.filter((arg) => !['--no-input', '--quiet', '-q'].includes(arg));

let argv;
let stdout = 'inherit';
if (Object.hasOwn(LAUNCHER, command ?? '') && !((help || isSlip) && existsSync(main))) {
  argv = [bootstrap, LAUNCHER[command], ...(command === 'demo' ? args : rest)];
  if (command !== 'demo' && has('--quiet', '-q') && !has('--json')) stdout = 'ignore';
} else if (existsSync(main)) {
  argv = ['--no-warnings', main, ...process.argv.slice(2)];
} else {
  process.stderr.write(
    'error: luthier is not built yet\nfix: luthier up, or node apps/launcher/bootstrap.mjs setup\n',
  );
  process.exit(7);
}
const { env } = process;
// compiled once, where the service keeps its own (LUTHIER_CACHE_DIR): each command starts a fifth sooner
const cache = env.LUTHIER_CACHE_DIR || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'luthier');
const child = spawn(existsSync(ownNode) ? ownNode : process.execPath, argv, {
  env: { NODE_COMPILE_CACHE: join(cache, 'compiled'), ...env },
  stdio: ['inherit', stdout, 'inherit'],
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  process.stderr.write(`error: ${error.message}\n`);
  process.exit(1);
});
child.on('close', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
