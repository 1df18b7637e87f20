import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { aBase } from '../../test/support/a-version.js';
import { chatFile } from '../../test/support/datasets-app.js';
import { openStage, type Stage } from '../../test/support/stage.js';

let stage: Stage;
let openai: OpenAI;
let model: string;
let file: string;
beforeAll(async () => {
  stage = await openStage();
  openai = new OpenAI({ baseURL: `${stage.url}/v1`, apiKey: stage.key, maxRetries: 0 });
  const { base } = await aBase(stage);
  model = (await stage.t.db.tx(stage.ctx, (tx) => tx.baseModel.findUniqueOrThrow({ where: { id: base } })))
    .slug;
  const declared = {
    defaultDatasetLicense: 'LicenseRef-own-data',
    defaultDatasetLicenseDeclaredBy: 'Dana Owens',
  };
  const where = { id: stage.ctx.projectId };
  await stage.t.db.tx(stage.ctx, (tx) => tx.project.update({ where, data: declared }));
  file = await upload(chatFile(60, 'dry'));
}, 60_000);
afterAll(() => stage?.close());

const upload = async (content: string) =>
  (await openai.files.create({ file: new File([content], 'a.jsonl'), purpose: 'fine-tune' })).id;

/** Rows by table, of the whole database. */
async function rows(): Promise<Record<string, number>> {
  return stage.t.db.tx({ projectId: '*' }, async (tx) => {
    const tables = await tx.$queryRaw<{ name: string }[]>`
      SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`;
    const counts: Record<string, number> = {};
    for (const { name } of tables) {
      const [row] = await tx.$queryRawUnsafe<{ n: bigint }[]>(`SELECT count(*) AS n FROM "${name}"`);
      counts[name] = Number(row!.n);
    }
    return counts;
  });
}
const create = (extra: object) => openai.fineTuning.jobs.create({ model, training_file: file, ...extra });

describe('dry_run', () => {
  it('answers the job that would be, with its numbers, and makes nothing at all', async () => {
    const before = await rows();
    const dry = await create({ dry_run: true, suffix: 'dry', seed: 5, metadata: { a: 'b' } });
    expect(dry).toMatchObject({
      ...{ id: null, object: 'fine_tuning.job', model, training_file: file, seed: 5, dry_run: true },
      hyperparameters: { n_epochs: 5, batch_size: 2, learning_rate_multiplier: 1 },
      method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 5 } } },
      estimate: { rows: 60, steps: 150 },
      metadata: { a: 'b' },
      user_provided_suffix: 'dry',
    });
    expect(await rows()).toEqual(before);
    expect((await openai.fineTuning.jobs.list()).data).toEqual([]);
  });

  it('is the same check as the real thing: what it refuses is refused, and leaves nothing either', async () => {
    const few = await upload(chatFile(3, 'few'));
    const before = await rows();
    const refused: [object, number, string, string][] = [
      [{ training_file: 'file-none' }, 404, 'file_not_found', 'training_file'],
      [{ training_file: few }, 400, 'invalid_n_examples', 'training_file'],
      [{ model: 'nobody' }, 404, 'base_model_not_found', 'model'],
      [{ hyperparameters: { n_epochs: 99 } }, 400, 'invalid_value', 'hyperparameters.n_epochs'],
      [{ dry_run: 'yes' }, 400, 'invalid_value', 'dry_run'],
    ];
    for (const [extra, status, code, param] of refused)
      await expect(create({ dry_run: true, ...extra })).rejects.toMatchObject({ status, code, param });
    expect(await rows()).toEqual(before);
  });

  it('takes a dataset version for a file: with its own license, and its own validation rows', async () => {
    const post = async (path: string, body: object) => {
      const headers = { authorization: `Bearer ${stage.key}`, 'content-type': 'application/json' };
      const reply = await fetch(`${stage.url}/v1${path}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      return (await reply.json()) as { id: string };
    };
    const { id: dataset } = await post('/datasets', { name: 'declared' });
    const of = (license: string) =>
      post(`/datasets/${dataset}/versions`, { files: { train: file }, license });
    const training_file = (await of('CC-BY-4.0')).id;
    expect(await create({ dry_run: true, training_file })).toMatchObject({
      training_file,
      estimate: { rows: 60 },
    });
    const forbidden = (await post('/datasets', { name: 'forbidden' })).id;
    const nc = await post(`/datasets/${forbidden}/versions`, {
      files: { train: file },
      license: 'CC-BY-NC-4.0',
    });
    const refused: [object, number, string, string | null][] = [
      [{ training_file, validation_file: file }, 400, 'invalid_value', 'validation_file'],
      [{ training_file: `dsv_${'0'.repeat(26)}` }, 404, 'dataset_version_not_found', 'training_file'],
      [{ training_file: nc.id }, 403, 'license_forbids_use', null],
    ];
    for (const [extra, status, code] of refused)
      await expect(create({ dry_run: true, ...extra })).rejects.toMatchObject({ status, code });
  });

  it('false makes the job', async () => {
    const job = await create({ dry_run: false });
    expect(job.id).toMatch(/^ftjob-/);
    expect((await openai.fineTuning.jobs.list()).data.map(({ id }) => id)).toEqual([job.id]);
  });
});
