import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createClient } from '#client/client.js';
import { aBase } from '../../../test/support/a-version.js';
import { chatFile } from '../../../test/support/datasets-app.js';
import { openStage, type Stage } from '../../../test/support/stage.js';
import { EXIT } from '../exits.js';
import { Progress } from '../progress.js';
import type { Session } from '../session.js';
import { assertNoneFailed, carryOut, type Outcome, planApply, refusals, rehearsed } from './apply.js';
import { manifestsOf, ManifestError } from './read-files.js';

let stage: Stage;
let session: Session;
let folder: string;
let base: string;
let closed: string;
beforeAll(async () => {
  stage = await openStage();
  const slugOf = async (id: string) =>
    (await stage.t.db.tx(stage.ctx, (tx) => tx.baseModel.findUniqueOrThrow({ where: { id } }))).slug;
  base = await slugOf((await aBase(stage)).base);
  closed = await slugOf((await aBase(stage, 'cc-by-nc-4.0')).base);
  session = {
    client: createClient({ baseUrl: stage.url, apiKey: stage.key }),
    ...{
      baseUrl: stage.url,
      apiKey: stage.key,
      json: true,
      quiet: true,
      input: false,
      signal: new AbortController().signal,
    },
    ...{
      print: () => undefined,
      say: () => undefined,
      progress: () => new Progress(process.stderr, true),
      onDetach: () => undefined,
    },
  };
}, 60_000);
afterAll(() => stage?.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'luthier-declared-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const head = (kind: string, name: string) => `apiVersion: luthier/v1\nkind: ${kind}\nname: ${name}\nspec:\n`;
const dataset = (name: string, license = 'LicenseRef-own-data') =>
  `${head('Dataset', name)}  files: { train: rows.jsonl }\n  split: { test: 0.2 }\n  license: ${license}\n  declared_by: Dana Owens\n`;
const job = (name: string, data: string, more = 'seed: 7', model = base) =>
  `${head('Job', name)}  kind: finetune\n  base_model: ${model}\n  dataset_version: ${data}\n  ${more}\n`;
const pipeline = (name: string, data: string, more = '') =>
  `${head('Pipeline', name)}  jobs:\n    - { name: train, kind: finetune, base_model: ${base}, dataset_version: ${data} }\n    - { name: merge, kind: merge, adapter: { job: train } }\n${more}`;
const rows = (seed = 'declared') => write('rows.jsonl', chatFile(60, seed));

async function apply(source: string, retry = false): Promise<Outcome[]> {
  const plan = await planApply(session, await manifestsOf([write('all.yaml', source)]));
  return carryOut(session, plan, { retry });
}
const refused = async (source: string) => {
  const error = await apply(source).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ManifestError);
  const { faults, exit } = error as ManifestError;
  return { exit, faults: faults.map(({ line, column, message }) => `${line}:${column} ${message}`) };
};
const count = () =>
  stage.t.db.tx(stage.ctx, async (tx) => [
    await tx.job.count(),
    await tx.pipeline.count(),
    await tx.datasetVersion.count(),
    await tx.file.count(),
    await tx.auditEvent.count(),
  ]);
const actions = (outcomes: Outcome[]) => outcomes.map(({ name, action }) => `${name} ${action}`);

describe('luthier apply', () => {
  it('makes data, a job and a pipeline, and nothing when it is given the same again', async () => {
    rows();
    const all = [pipeline('bot', 'desk'), job('long', 'desk'), dataset('desk')].join('---\n');
    const first = await apply(all);
    expect(actions(first)).toEqual(['desk created', 'bot created', 'long created']);
    const before = await count();
    const again = await apply(
      `# moved\n${[dataset('desk'), job('long', 'desk'), pipeline('bot', 'desk')].join('---\n')}`,
    );
    expect(actions(again)).toEqual(['desk unchanged', 'long unchanged', 'bot unchanged']);
    expect(new Set(again.map(({ id }) => id))).toEqual(new Set(first.map(({ id }) => id)));
    expect(await count()).toEqual(before);
    // the keys are kept a day; what was declared is known for good
    await stage.t.db.tx(stage.ctx, (tx) => tx.idempotencyKey.deleteMany());
    expect(actions(await apply(all))).toEqual(['desk unchanged', 'bot unchanged', 'long unchanged']);
    expect(await count()).toEqual(before);
  }, 60_000);

  it('submits what has changed under its name, leaves what was there, and knows an earlier one again', async () => {
    rows();
    const [, one] = await apply(`${dataset('desk')}---\n${job('changing', 'desk')}`);
    const [two] = await apply(job('changing', 'desk', 'seed: 8'));
    expect(two).toMatchObject({ action: 'created', before: one!.id });
    const [back] = await apply(job('changing', 'desk'));
    expect(back).toMatchObject({ action: 'unchanged', id: one!.id });
    rows('others');
    const [, three] = await apply(`${dataset('desk')}---\n${job('changing', 'desk')}`);
    expect(three).toMatchObject({ action: 'created' });
    expect(three!.id).not.toBe(one!.id);
  }, 60_000);

  it('makes one job of two that come at the same moment', async () => {
    rows('declared');
    await apply(dataset('desk'));
    const both = await Promise.all([1, 2].map(() => apply(job('twice', 'desk'))));
    expect(both[0]![0]!.id).toBe(both[1]![0]!.id);
  }, 60_000);

  it('leaves what ended badly, says so, and submits it again when it is told to', async () => {
    const [made] = await apply(job('ends', 'desk'));
    await session.client.POST('/v1/jobs/{id}/cancel', { params: { path: { id: made!.id! } } });
    const left = await apply(job('ends', 'desk'));
    expect(left).toMatchObject([{ action: 'unchanged', state: 'cancelled', id: made!.id }]);
    expect(() => assertNoneFailed(left)).toThrow(expect.objectContaining({ exit: EXIT.failed }));
    const [again] = await apply(job('ends', 'desk'), true);
    expect(again).toMatchObject({ action: 'created', before: made!.id });
    expect(await apply(job('ends', 'desk'), true)).toMatchObject([{ action: 'unchanged', id: again!.id }]);
  }, 60_000);

  it('tells every fault of every document at its place, and makes nothing', async () => {
    rows();
    const before = await count();
    const more = 'trainer: { n_epochs: 99, epoch: 1 }';
    const bad = [job('good', 'desk'), job('bad', 'desk', more), pipeline('worse', 'desk', '    - { name: more, kind: finetune, base_model: nobody, dataset_version: desk }\n')]; // prettier-ignore
    const { exit, faults } = await refused(bad.join('---\n'));
    expect(exit).toBe(EXIT.usage);
    expect(faults).toEqual([
      expect.stringMatching(/^17:24 .*n_epochs/),
      expect.stringMatching(/^17:28 .*Unknown parameter: 'trainer.epoch'/),
      expect.stringMatching(/^26:49 .*nobody/),
    ]);
    expect(await count()).toEqual(before);
  }, 60_000);

  it.each([
    ['data that are not there', () => job('a', 'nobody'), EXIT.notFound, /^7:20 no dataset version nobody/],
    ['an id that is not there', () => job('a', 'dsv_0'), EXIT.notFound, /^7:20 .*dsv_0/],
    ['jobs in a job', () => `${job('a', 'desk')}  jobs: []\n`, EXIT.usage, /^9:3 'jobs' belongs to the kind Pipeline/],
    ['no kind', () => `${head('Job', 'a')}  training_file: file-1\n`, EXIT.usage, /^4:1 'spec.kind' is missing/],
    ['another license for the same bytes', () => dataset('desk', 'CC-BY-4.0'), EXIT.conflict, /^4:1 .*with another license|^7:12 /],
    ['an unknown field of a dataset', () => `${dataset('desk')}  licence: x\n`, EXIT.usage, /^9:3 .*Did you mean 'license'/],
    ['a file that is not there', () => dataset('desk').replace('rows', 'none'), EXIT.usage, /^5:19 none.jsonl cannot be read/],
    ['a file from elsewhere', () => dataset('desk').replace('rows.jsonl', '/etc/passwd'), EXIT.usage, /^5:19 .*lies outside/],
    ['shares of nothing', () => dataset('desk').replace('0.2', '2'), EXIT.usage, /^6:10 not a split/],
  ])('refuses %s', async (_what, source, exit, says) => {
    rows();
    const seen = await refused(source());
    expect(seen).toEqual({ exit, faults: [expect.stringMatching(says)] });
  }, 60_000); // prettier-ignore

  it('says what it would make, what that comes to and what the licenses say, and makes nothing', async () => {
    rows('unseen');
    const before = await count();
    const source = [dataset('unseen'), job('fresh', 'unseen'), job('known', 'desk', 'seed: 9'), job('shut', 'desk', 'seed: 9', closed)].join('---\n'); // prettier-ignore
    const plan = await planApply(session, await manifestsOf([write('all.yaml', source)]));
    expect(rehearsed(plan)).toMatchObject([
      { name: 'unseen', action: 'would_create' },
      { name: 'fresh', action: 'would_create', estimate: null },
      { name: 'known', estimate: { allowed_to_proceed: true, steps: { basis: 'formula' } } },
      { name: 'shut', estimate: { allowed_to_proceed: false } },
    ]);
    expect(refusals(plan)).toEqual([expect.stringMatching(/all\.yaml:\d+:7: Job\/shut: /)]);
    expect(await count()).toEqual(before);
  }, 60_000);
});
