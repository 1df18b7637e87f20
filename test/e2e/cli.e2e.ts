import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openInside } from '../fault/inside.js';
import { eachOf, luthier } from './cli-support.js';
import { seedTrainings } from './console-training.seed.js';
import { Service } from './harness.js';

let service: Service;
let folder: string;
let rows: string;
let otherRows: string;
const run = (args: string[], env: Record<string, string> = {}) =>
  luthier(args, { LUTHIER_BASE_URL: service.baseUrl, LUTHIER_API_KEY: service.adminKey, ...env }).ended;
const row = (user: string) =>
  JSON.stringify({ messages: [{ role: 'user', content: user }, { role: 'assistant', content: 'ok' }] }); // prettier-ignore

beforeAll(async () => {
  service = await Service.start({ programs: ['api'] });
  folder = mkdtempSync(join(tmpdir(), 'luthier-cli-'));
  [rows, otherRows] = [join(folder, 'a.jsonl'), join(folder, 'b.jsonl')];
  writeFileSync(rows, [row('one'), row('two'), ''].join('\n'));
  writeFileSync(otherRows, [row('two'), row('three'), ''].join('\n'));
  for (const file of [rows, otherRows]) {
    const { code, err } = await run(['data', 'push', file, '--name', 'cards', '--license', 'CC-BY-4.0']);
    expect([code, err]).toEqual([0, expect.any(String)]);
  }
}, 60_000);
afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

const READS = [
  'target ls', 'ls jobs', 'ls pipelines', 'ls datasets', 'ls models', 'ls promotions', 'ls deployments', 'base ls', 'eval show',
  'review ls', 'review links', 'license review', 'license show MIT', 'license show --search mit', 'recipes ls',
  'member ls', 'key ls', 'project show', 'quota show', 'retention show', 'webhook ls', 'mail ls', 'audit verify',
  'data preview cards', 'data report cards', 'data diff cards@1 cards@2', 'open datasets', 'api GET /v1/jobs',
]; // prettier-ignore

describe('the command line', () => {
  it('prints one line of JSON and nothing else on stdout, for every read', async () => {
    const said = await eachOf(READS, (command) => run([...command.split(' '), '--json', '--quiet']));
    for (const [index, { code, out, err }] of said.entries()) {
      expect([READS[index], code, err]).toEqual([READS[index], 0, '']);
      expect(out.trimEnd().split('\n')).toHaveLength(1);
      expect(typeof JSON.parse(out)).toBe('object');
    }
    const { out } = await run(['data', 'diff', 'cards@1', 'cards@2', '--json']);
    expect(JSON.parse(out)).toMatchObject({
      object: 'dataset_diff',
      splits: { train: { changed: 0, added: 1, removed: 1, same: 1 } },
    });
  }, 60_000);

  it('checks rows by line and keeps nothing of them', async () => {
    const bad = join(folder, 'bad.jsonl');
    writeFileSync(bad, `${row('one')}\n{"messages":[{"role":"user","content":"hi"}]}\n`);
    const broken = join(folder, 'broken.jsonl');
    writeFileSync(broken, `${row('one')}\nno json\n`);
    const listed = async () => (await (await service.call('GET', '/v1/files')).json()) as { data: unknown[] };
    const before = (await listed()).data.length;
    const [good, faulty, none] = await eachOf([rows, bad, broken], (file) => run(['data', 'check', file]));
    expect(good).toMatchObject({ code: 0, out: expect.stringContaining('2 rows, 0 faults') });
    expect(faulty!.code).toBe(1);
    expect(faulty!.out).toMatch(/^.*bad\.jsonl:2: .*assistant/);
    expect(none!.code).toBe(1);
    expect(none!.out).toMatch(/^.*broken\.jsonl:2: /);
    expect((await listed()).data).toHaveLength(before);
  }, 30_000);

  it.each([
    [0, ['--help'], /7 service unavailable {2}130 interrupted/],
    [2, ['lss'], /Did you mean ls/],
    [2, ['ls', '--lmit', '3'], /Did you mean --limit/],
    [2, ['train'], /it is: luthier finetune/],
    [2, ['deploy', 'x'], /it is: luthier promote/],
    [2, ['status', '--jsn'], /Did you mean --json/],
    [5, ['clone', 'nobody@1'], /fix: luthier ls models/],
    [5, ['decision', 'explain', 'nobody@1'], /fix: luthier ls models/],
    [5, ['license', 'explain', 'nobody:production'], /fix: luthier ls models/],
    [5, ['chat', 'nobody@1', 'hello'], /fix: luthier ls models/],
    [2, ['approve', 'rev_1'], /luthier review approve/],
    [2, ['compare', 'job_1', 'eval_1'], /fix: give two jobs/],
    [2, ['login', '--no-input'], /--token-file/],
    [2, ['project', 'set'], /luthier project set --help/],
    [2, ['data', 'push', 'a.jsonl'], /fix: give --name DATASET/],
    [5, ['clone', 'job_nothing'], /fix: luthier ls lists the jobs/],
    [5, ['job', 'show', 'job_nothing'], /fix: luthier ls lists the jobs/],
    [5, ['rollback', 'production'], /nothing was ever promoted/],
    [5, ['compare', 'a@1', 'b@1'], /fix: luthier ls models/],
  ] as const)('ends with %i at %j and says what to do', async (code, args, said) => {
    const ended = await run([...args]);
    expect(ended.code).toBe(code);
    expect(ended.err + ended.out).toMatch(said);
    expect(ended.err + ended.out).not.toContain('\u001b');
  });

  it('tells a bad key from a silent service, and errors as JSON on stderr alone', async () => {
    expect((await run(['ls'], { LUTHIER_API_KEY: 'lu-wrong' })).code).toBe(4);
    const silent = await run(['ls', '--json'], { LUTHIER_BASE_URL: 'http://127.0.0.1:1' });
    expect([silent.code, silent.out]).toEqual([7, '']);
    expect(JSON.parse(silent.err)).toMatchObject({ error: { code: 'unreachable' } });
    const lost = await run(['job', 'show', 'job_nothing', '--json']);
    expect(JSON.parse(lost.err)).toMatchObject({ error: { status: 404, fix: 'luthier ls lists the jobs' } });
  });

  it('leaves no dataset behind a file with faults, and goes on with one that is empty', async () => {
    const bad = join(folder, 'faulty.jsonl');
    writeFileSync(bad, 'no json\n');
    const push = (file: string) => run(['data', 'push', file, '--name', 'mended', '--license', 'CC-BY-4.0']);
    expect((await push(bad)).code).toBe(2);
    expect((await run(['ls', 'datasets'])).out).not.toContain('mended');
    await service.call('POST', '/v1/datasets', { name: 'mended' });
    expect((await run(['ls', 'datasets'])).out).toMatch(/mended +empty/);
    const good = await push(rows);
    expect([good.code, good.err]).toEqual([
      0,
      expect.stringMatching(/CC-BY-4\.0 asks for credit.*--attribution/),
    ]);
    expect((await run(['ls', 'datasets'])).out).toMatch(/mended +1 /);
  }, 30_000);

  it('tells whose key it made to make it their own', async () => {
    const made = await run(['key', 'create', 'desk', '--roles', 'reviewer', '--member', 'Dana Owens']);
    expect([made.code, made.err]).toEqual([0, expect.stringMatching(/Dana Owens runs luthier key rotate/)]);
  });

  it('changes what is named of the project, as it was read', async () => {
    const set = await run(['project', 'set', '--require-parity', 'on', '--commercial', 'off', '--json']);
    expect(JSON.parse(set.out)).toMatchObject({
      ...{ require_parity: true, declared_use: { purpose: 'internal', commercial: false } },
    });
    expect((await run(['project', 'show'])).out).toMatch(/require_parity +true/);
    const patch = ['api', 'PATCH', '/v1/projects/current', '-d', '{"require_parity":false}', '--if-match'];
    expect((await run([...patch, '1'])).code).toBe(6);
    expect((await run([...patch, String(JSON.parse(set.out).revision)])).code).toBe(0);
  }, 30_000);

  it('clones a training, changed where it is told to, and nothing else', async () => {
    const inside = await openInside(service);
    const { runs } = await seedTrainings(service, inside);
    await inside.close();
    const parent: any = await (await service.call('GET', `/v1/jobs/${runs[0]}`)).json();
    const printed = await run(['clone', runs[0], '--print', '--json']);
    expect(JSON.parse(printed.out)).toMatchObject({
      ...{ kind: 'finetune', base_model: parent.spec.base_model, seed: parent.seed },
      ...{ adapter: { type: 'lora', r: 8 }, trainer: { learning_rate: 0.001 } },
    });
    const file = join(folder, 'job.yaml');
    writeFileSync(file, (await run(['clone', runs[0], '--print'])).out);
    const [same, changed, piped] = await eachOf(
      [
        ['finetune', '-f', file],
        ['clone', runs[0], '-r', '32', '--batch-size', '4', '--packing'],
        ['clone', parent.pipeline],
      ],
      (args) => run([...args, '--json', '--quiet']),
    );
    expect([same!.err, changed!.err, piped!.code]).toEqual(['', '', 0]);
    const [again, other] = [same, changed].map((said) => JSON.parse(said!.out).spec.params);
    expect(again).toMatchObject({ adapter: { r: 8, alpha: 16 }, trainer: { learning_rate: 0.001 } });
    expect(other).toEqual({
      ...again,
      adapter: { ...again.adapter, r: 32, alpha: 64 },
      trainer: { ...again.trainer, batch_size: 4, packing: true, save_steps: expect.any(Number) },
    });
  }, 60_000);

  it('opens what an id or a name means at its page', async () => {
    const pages = { job_01k: '/jobs/job_01k', rev_01k: '/reviews/rev_01k', dep_01k: '/deployments/dep_01k' };
    const said = await eachOf(Object.keys(pages), (id) => run(['open', id]));
    for (const [index, path] of Object.values(pages).entries())
      expect(new URL(said[index]!.out.trim()).searchParams.get('return_to')).toBe(path);
    const cards = await run(['open', 'cards']);
    expect(cards.out).toMatch(/return_to=%2Fdatasets%2Fds_/);
    expect((await run(['open', 'nothing'])).code).toBe(5);
  }, 30_000);
});
