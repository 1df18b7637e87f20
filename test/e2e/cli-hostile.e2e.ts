import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eachOf, luthier } from './cli-support.js';

// ESC sequences (title, colour, clipboard), BEL, backspace, C1, and bidi overrides, each around a word
const EVIL =
  '\u001b]0;own\u0007\u001b[31mred\u001b[0m\u001b]52;c;cm0=\u0007\u0007\bx\u009b2J\u202egnp\u2066\u061c.exe\r over';
// eslint-disable-next-line no-control-regex -- the point of the test
const BAD = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const has = (program: string) => spawnSync(program, ['--version']).status === 0;
const job = (state: string, id = 'job_1') => ({
  ...{
    id,
    object: 'job',
    kind: 'finetune',
    state,
    meaning: EVIL,
    target: EVIL,
    needs: [],
    spec: { base: `${EVIL}${state}` },
  },
  ...{
    progress: null,
    result: { metrics: { loss: 1 }, artifacts: { [EVIL]: EVIL } },
    reuse: 'never',
    seed: 1,
  },
  ...{ created_at: 1, started_at: 1, finished_at: 2, metadata: null, decision: EVIL },
  error: state === 'failed' ? { code: EVIL, reason: EVIL, message: EVIL, advice: EVIL } : null,
  ending: null,
});
const page = (...data: object[]) => ({ object: 'list', data, has_more: false });
const model = { slug: EVIL, state: EVIL, hub_id: EVIL, revision: EVIL, created_at: 1 };
const ANSWERS: Record<string, unknown> = {
  '/v1/jobs': page({ ...job('running'), kind: EVIL }),
  '/v1/jobs/job_1': job('running'),
  '/v1/jobs/job_ok': job('succeeded', 'job_ok'),
  '/v1/jobs/job_failed': job('failed', 'job_failed'),
  '/v1/jobs/job_gone': job('cancelled', 'job_gone'),
  '/v1/base_models': page(model),
  '/v1/registered_models': page({ name: EVIL, latest_version: 1, aliases: { [EVIL]: EVIL }, created_at: 1 }),
  '/v1/dataset_versions/dsv_1/preview': {
    ...{ split: 'train', total_rows: 1 },
    rows: [{ messages: [{ role: EVIL, content: EVIL }], [EVIL]: EVIL }],
  },
};

let server: Server;
let env: Record<string, string>;
const open = new Set<ServerResponse>();
beforeAll(async () => {
  server = createServer((request, response) => {
    const path = new URL(request.url!, 'http://x').pathname;
    if (path === '/v1/jobs/job_1/logs')
      return void response.end(request.url!.endsWith('offset=0') ? EVIL : '');
    if (path === '/v1/jobs/job_1/events/stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`id: 1\ndata: ${JSON.stringify({ type: 'message', message: EVIL, data: null })}\n\n`);
      return void open.add(response);
    }
    if (path === '/v1/chat/completions') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`data: ${JSON.stringify({ choices: [{ delta: { content: EVIL } }] })}\n\n`);
      return void open.add(response);
    }
    if (path.endsWith('/events/stream')) return void response.end(': over\n\n');
    const found = ANSWERS[path];
    response.statusCode = found ? 200 : 404;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(found ?? { error: { message: EVIL, code: EVIL, param: EVIL, type: EVIL } }));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  env = { LUTHIER_BASE_URL: url, LUTHIER_API_KEY: 'lu-test' };
});
afterAll(async () => {
  for (const response of open) response.destroy();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const COMMANDS = [
  'ls', 'ls --json', 'base ls', 'base ls --json', 'ls models', 'job show job_1', 'job show job_1 --json', 'logs job_1',
  'logs job_1 --json', 'api GET /v1/jobs', 'api GET /v1/jobs --json', 'job show job_none', 'job show job_none --json',
  'compare job_ok job_failed', 'compare job_ok job_failed --json', 'data preview dsv_1', 'watch job_failed',
]; // prettier-ignore

describe('the command line before an API that is not to be trusted', () => {
  it('prints no control character of it', async () => {
    const said = await eachOf(COMMANDS, (command) => luthier(command.split(' '), env).ended);
    for (const [index, { out, err }] of said.entries()) {
      expect([COMMANDS[index], BAD.exec(out + err)]).toEqual([COMMANDS[index], null]);
      expect([COMMANDS[index], out + err]).toEqual([COMMANDS[index], expect.stringContaining('red')]);
    }
    const { out } = await luthier(['ls', '--json'], env).ended;
    expect((JSON.parse(out) as { data: { meaning: string }[] }).data[0]!.meaning).toBe(EVIL);
  }, 60_000);

  it('ends watching with the outcome of the job', async () => {
    const ids = ['job_ok', 'job_failed', 'job_gone'];
    const codes = (await eachOf(ids, (id) => luthier(['watch', id], env).ended)).map(({ code }) => code);
    expect(codes).toEqual([0, 1, 130]);
    const quiet = await luthier(['watch', 'job_ok', '--quiet'], env).ended;
    expect([quiet.err, quiet.out.trim()]).toEqual(['', 'job_ok succeeded']);
  }, 30_000);

  it('lets go at Ctrl-C and says how to come back', async () => {
    let going: () => void;
    const watching = new Promise<void>((seen) => (going = seen));
    const { child, ended } = luthier(['watch', 'job_1'], env, (said) => {
      if (said.includes('red')) going();
    });
    await watching;
    child.kill('SIGINT');
    const { code, err } = await ended;
    expect(code).toBe(130);
    expect(err).toContain('job_1 goes on. Come back with: luthier watch job_1');
    expect(BAD.exec(err)).toBeNull();
  }, 30_000);

  it('goes on where nobody reads its notes', async () => {
    const { child, ended } = luthier(['watch', 'job_ok'], env);
    child.stderr!.destroy();
    expect((await ended).code).toBe(0);
  }, 30_000);

  (has('script') ? it : it.skip)(
    'lets go of an answer, and of the prompt, at Ctrl-C on a terminal',
    async () => {
      const command = `${process.execPath} --no-warnings dist/apps/cli/main.js chat support:live`;
      const ended = (before: string[]) =>
        new Promise<number | null>((done) => {
          const child = spawn('script', ['-qefc', command, '/dev/null'], { env: { ...process.env, ...env } });
          let said = '';
          child.stdout.on('data', (chunk: Buffer) => {
            said += chunk.toString();
            if (!said.includes(before[0] ?? '\u0000')) return;
            before.shift();
            child.stdin.write(before.length > 0 ? 'hello\r' : '\u0003');
          });
          child.on('close', done);
        });
      expect(await Promise.all([ended(['> ', 'red']), ended(['> '])])).toEqual([130, 130]);
    },
    30_000,
  );
});

const TRIES: Record<string, string> = {
  bash: `source FILE; complete -p luthier; try() { COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _luthier; echo "\${COMPREPLY[@]}"; }
    try luthier da; try luthier data pu; try luthier data push --gen; try luthier finetune --method ''`,
  zsh: `autoload -Uz compinit; compinit -u -D; source FILE; print "complete $_comps[luthier]"
    _describe() { print -rl -- \${(P)@[-1]} }; compadd() { print -r -- $@ }; _files() { print files }
    words=(luthier da) CURRENT=2; _luthier; words=(luthier data pu) CURRENT=3; _luthier
    words=(luthier data push --gen) CURRENT=4; _luthier; words=(luthier finetune --method '') CURRENT=4; _luthier`,
  fish: `source FILE; for line in 'luthier da' 'luthier data pu' 'luthier data push --gen' 'luthier finetune --method '
      complete -C $line; end; complete -c luthier`,
};

describe('completion', () => {
  it.each(Object.keys(TRIES))('works in %s, where it is installed', async (shell) => {
    const { code, out } = await luthier(['completion', shell], {}).ended;
    expect(code).toBe(0);
    if (!has(shell)) return expect(out).toContain('generated-by');
    const folder = mkdtempSync(join(tmpdir(), 'luthier-completion-'));
    const file = join(folder, 'luthier');
    writeFileSync(file, out);
    const flags = { bash: ['--norc', '-c'], zsh: ['-f', '-c'], fish: ['--no-config', '-c'] }[shell]!;
    const shown = spawnSync(shell, [...flags, TRIES[shell]!.replace('FILE', file)], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect(shown.stderr).toBe('');
    for (const word of ['complete', 'data', 'push', '--generated-by', 'orpo'])
      expect(shown.stdout).toContain(word);
  });
});
