import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  'job ls', 'data ls', 'model ls', 'eval ls',
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

  it('exports who did what with a signature that anybody checks with the public key alone', async () => {
    const [whole, part] = [join(folder, 'audit.jsonl'), join(folder, 'part.jsonl')];
    const key = join(service.dataDir, 'secrets/signing-key.pub');
    expect(await run(['audit', 'export', '-o', whole])).toMatchObject({
      ...{ code: 0, out: expect.stringMatching(/^\d+ event/) },
    });
    const check = (file: string, by = key) =>
      luthier(['audit', 'verify', file, '--key', by, '--json'], {}).ended.then(({ code, out }) => ({
        code,
        ...(JSON.parse(out.split('\n')[0]!) as { whole: boolean; faults: { line: number; fault: string }[] }),
      }));
    expect(await check(whole)).toMatchObject({ code: 0, whole: true, faults: [] });
    const printed = await run(['audit', 'export', '--action', 'dataset.created', '--action', 'none.done']);
    writeFileSync(part, printed.out);
    const told = await luthier(['audit', 'verify', part, '--key', key], {}).ended;
    expect(told).toMatchObject({
      code: 0,
      out: expect.stringMatching(/a part: .*with action dataset.created or none.done/),
    });
    expect(told.out).toContain('cannot prove');

    const lines = readFileSync(whole, 'utf8').split(/(?<=\n)/);
    const [first, second, third, ...rest] = lines as [string, string, string];
    const spoilt: [string[], RegExp][] = [
      [[first, second.replace(/"actor":"[^"]+"/, '"actor":"somebody"'), third, ...rest], /#2 was changed/],
      [[first, third, ...rest], /#2 is missing/],
      [[first, third, second, ...rest], /out of order/],
      [[...lines, first], /after the signature/],
      [lines.slice(0, -1), /without its signature: it was cut off/],
    ];
    for (const [wrong, fault] of spoilt) {
      const file = join(folder, 'spoilt.jsonl');
      writeFileSync(file, wrong.join(''));
      const { code, faults } = await check(file);
      expect([code, faults.map((one) => one.fault).join('; ')]).toEqual([1, expect.stringMatching(fault)]);
    }
    for (const [args, hint] of [
      [[whole], /which key/],
      [[whole, '--key', whole], /no public key/],
    ] as const)
      expect(await luthier(['audit', 'verify', ...args], {}).ended).toMatchObject({
        err: expect.stringMatching(hint),
      });
    expect((await run(['audit', 'export', '--from', '5', '--to', '2'])).code).toBe(2);

    // rotated: the old key stays good for what it has signed, and is no good for what comes after
    const [old, secrets] = [join(folder, 'old.pub'), join(service.dataDir, 'secrets')];
    writeFileSync(old, readFileSync(key));
    rmSync(join(secrets, 'signing-key.pem'));
    await service.restart();
    await run(['audit', 'export', '-o', part]);
    expect(await check(part)).toMatchObject({ code: 0, whole: true });
    expect(await check(whole, old)).toMatchObject({ code: 0, whole: true });
    for (const [file, by] of [
      [part, old],
      [whole, key],
    ] as const)
      expect(await check(file, by)).toMatchObject({
        code: 1,
        faults: [{ fault: expect.stringContaining('secrets/trusted') }],
      });
  }, 120_000);

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
    [
      2,
      ['train', '--json'],
      /^\{"error":\{"message":"unknown command 'train'".*it is: luthier finetune"\}\}\n$/,
    ],
    [2, ['license', 'ask', '-f', 'nofile.yaml'], /nofile\.yaml cannot be read/],
    [2, ['logs', 'job_1', '--tail', 'x'], /no number of lines/],
    [2, ['finetune', '--base', 'b', '--data', 'cards', '--epochs', 'many'], /--epochs is no number: many/],
    [2, ['plan', '--base', 'b', '--data', 'cards', '--quantize', 'q8_0'], /fix: give --publish/],
    [5, ['target', 'show', 'nothing'], /fix: luthier target ls lists them/],
    [5, ['metrics', 'job_nothing'], /fix: luthier ls lists the jobs/],
    [2, ['ls', '--lmit', '3'], /Did you mean --limit/],
    [2, ['train'], /it is: luthier finetune/],
    [2, ['deploy', 'x'], /it is: luthier promote/],
    [2, ['status', '--jsn'], /Did you mean --json/],
    [5, ['clone', 'nobody@1'], /fix: luthier ls models/],
    [5, ['decision', 'explain', 'nobody@1'], /fix: luthier ls models/],
    [5, ['license', 'explain', 'nobody:production'], /fix: luthier ls models/],
    [5, ['chat', 'nobody@1', 'hello'], /fix: luthier ls models/],
    [2, ['start', '--help'], /^error: unknown command 'start'\n\(it is: luthier up\)/],
    [
      2,
      ['start', '--help', '--json'],
      /^\{"error":\{"message":"unknown command 'start'".*luthier up"\}\}\n$/,
    ],
    [2, ['help', 'start'], /^error: unknown command 'start'\n\(it is: luthier up\)/],
    [2, ['help', 'start', '--json'], /^\{"error":\{"message":"unknown command 'start'".*luthier up"\}\}\n$/],
    [2, ['data', 'help', 'nothing'], /^error: unknown command 'nothing'\n\(add --help/],
    [0, ['help', 'eval'], /Usage: luthier eval /],
    [2, ['eval', 'foo', '--help'], /^error: unknown command 'foo'\n\(add --help/],
    [2, ['data', 'upload', 'a.jsonl'], /it is: luthier data push/],
    [0, ['eval', '--help'], /Usage: luthier eval /],
    [0, ['help'], /7 service unavailable/],
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
    expect(JSON.parse(silent.err)).toMatchObject({
      error: { code: 'unreachable', fix: expect.stringContaining('luthier up') },
    });
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
    const tried = await run(['project', 'set', '--max-regression', 'production=0.02', '--dry-run']);
    expect(tried).toMatchObject({ code: 0, out: expect.stringMatching(/Nothing was promoted yet/) });
    const slip = await run(['project', 'set', '--max-regression', 'production:0.02']);
    expect([slip.code, slip.err]).toEqual([2, expect.stringMatching(/ALIAS=SHARE/)]);
    const [used, kept] = await eachOf(
      [
        ['--purpose', 'internal', '--dry-run'],
        ['--max-regression', 'beta=0.1', '--protect', 'beta'],
      ],
      (args) => run(['project', 'set', ...args, '--json']),
    );
    expect([used!.code, used!.err]).toEqual([2, expect.stringMatching(/decide no promotion/)]);
    expect(JSON.parse(kept!.out)).toMatchObject({
      ...{ max_regression: { beta: 0.1 }, protected_aliases: expect.arrayContaining(['beta']) },
    });
    const patch = ['api', 'PATCH', '/v1/projects/current', '-d', '{"require_parity":false}', '--if-match'];
    expect((await run([...patch, '1'])).code).toBe(6);
    expect((await run([...patch, String(JSON.parse(kept!.out).revision)])).code).toBe(0);
  }, 30_000);

  it('clones a training, changed where it is told to, and nothing else', async () => {
    const inside = await openInside(service);
    const { runs } = await seedTrainings(service, inside);
    await inside.close();
    await drawsCurves(runs[0]);
    await plans((await (await service.call('GET', `/v1/jobs/${runs[0]}`)).json()) as never);
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
  }, 90_000);

  async function drawsCurves(id: string): Promise<void> {
    const [table, one, json, unknown] = await eachOf(
      [[], ['--key', 'train_loss', '--to', '3'], ['--json'], ['--key', 'nothing']],
      (args) => run(['metrics', id, ...args]),
    );
    expect([table!.code, table!.out.split('\n')[0]]).toEqual([0, expect.stringMatching(/^STEP +TRAIN_LOSS/)]);
    expect(one!.out.trimEnd().split('\n').length).toBeLessThanOrEqual(4);
    const points = JSON.parse(json!.out) as { data: { key: string; step: number }[] };
    expect(points.data.length).toBeGreaterThan(table!.out.split('\n').length - 2);
    expect([unknown!.code, unknown!.err]).toEqual([5, expect.stringMatching(/fix: there are: .*train_loss/)]);
  }

  /** Of what is published, too, and the two commands of one mind. */
  async function plans({ spec }: { spec: { base_model: string; dataset_version: string } }): Promise<void> {
    const asked = ['--base', spec.base_model, '--data', spec.dataset_version, '--publish', 'bot', '--json'];
    const [planned, estimated, refused] = await eachOf(
      [
        ['plan', '--gpus', 'l4', ...asked],
        ['estimate', ...asked],
        ['estimate', '--engines', 'vllm', ...asked.slice(0, 4)],
      ],
      (args) => run(args),
    );
    const [plan, estimate] = [planned, estimated].map((said) => JSON.parse(said!.out));
    const { targets, gpus, ...same } = plan;
    expect([planned!.code, estimated!.code]).toEqual([0, 0]);
    expect(same).toEqual({ ...estimate, gpus: undefined });
    expect(estimate.total.jobs).toBeGreaterThan(2);
    expect(gpus).toHaveLength(1);
    expect(targets).toEqual([]); // no worker has told of one
    expect((await run(['plan', ...asked.slice(0, -1)])).out).toContain('no worker has seen it');
    expect(refused!.code).toBe(2);
  }

  it('asks about a license by the names of what it is about, once, and by the review that asks it already', async () => {
    const file = join(folder, 'ours.jsonl');
    writeFileSync(file, Array.from({ length: 12 }, (_, at) => `${row(`our ${at}`)}\n`).join(''));
    const declared = ['--license', 'our-tickets', '--declared-by', 'Ann Owner'];
    expect((await run(['data', 'push', file, '--name', 'ours', ...declared])).code).toBe(0);
    const { data } = JSON.parse((await run(['review', 'ls', '--json'])).out) as { data: any[] };
    const asked = data.find(({ gate, subject }) => gate === 'G1' && subject.type === 'dataset_version');
    const jobs = (await (await service.call('GET', '/v1/jobs?kind=finetune&limit=1')).json()) as any;
    const training = ['--base', jobs.data[0].spec.base_model, '--data', 'ours', '--publish', 'bot'];
    const [shown, planned, estimated] = await eachOf(
      [
        ['review', 'show', asked.id],
        ['plan', ...training],
        ['estimate', ...training],
      ],
      (args) => run(args),
    );
    expect(shown!.out).toMatch(/ at G1 \(import or upload\) for dataset version ours@1 \(dsv_/);
    expect(shown!.out).toMatch(/ declared our-tickets by Ann Owner +no license file, link, name or tag/);
    expect(shown!.out).toContain(`luthier review approve ${asked.id} --holds-for lineage`);
    expect([planned!.code, estimated!.code]).toEqual([0, 0]);
    for (const { out } of [planned!, estimated!]) {
      expect(out.split('License question')).toHaveLength(2);
      expect(out).toMatch(
        new RegExp(`^License question.* beside ${asked.id}, which asks for the same license`),
      );
      expect(out).not.toMatch(/job_|reached by/);
    }
    expect(planned!.out).toMatch(/^On GPUs: luthier plan … --gpus/m);
    expect(estimated!.out).toMatch(/^train \(finetune\)$/m);
  }, 30_000);

  it('opens what an id or a name means at its page', async () => {
    const { data } = (await (await service.call('GET', '/v1/jobs?limit=1')).json()) as any;
    const [job, ...unknown] = await eachOf([data[0].id, 'job_01k', 'rev_01k', 'dep_01k', 'bm_01k'], (id) =>
      run(['open', id]),
    );
    expect(new URL(job!.out.trim()).searchParams.get('return_to')).toBe(`/jobs/${data[0].id}`);
    expect(unknown.map(({ code }) => code)).toEqual([5, 5, 5, 5]);
    const cards = await run(['open', 'cards']);
    expect(cards.out).toMatch(/return_to=%2Fdatasets%2Fds_/);
    expect((await run(['open', 'nothing'])).code).toBe(5);
  }, 30_000);
});
