import { newId } from '#kernel/ids.js';
import { type Inside } from '../fault/inside.js';
import { aBase, aFinishedPipeline, anExactMatch } from '../support/a-version.js';
import { chatFile } from '../support/datasets-app.js';
import type { Stage } from '../support/stage.js';
import type { Service } from './harness.js';

export interface Trainings {
  /** Slug of a base that may be trained, and of one whose license forbids the declared use. */
  open: string;
  closed: string;
  dataset: string;
  version: string;
  /** Two finished trainings whose models answered the same rows. */
  runs: [string, string];
}
const EXPECTED = 'card_arrival';
const WRONG = ['card_linking', 'Certainly not, and <b>why</b> would you ask?'];

/** Bases, rows and two finished trainings with curves and evaluations, as their jobs would have left them. */
export async function seedTrainings(service: Service, inside: Inside): Promise<Trainings> {
  const stage = { t: { db: inside.db }, ctx: inside.ctx, get: (type) => inside.get(type) } as Stage;
  const open = await aBase(stage);
  const closed = await aBase(stage, 'cc-by-nc-4.0');
  const config = { hiddenSize: 576, layers: 30, vocabSize: 49_152 };
  const known = { parameterCount: 134_515_008n, config, architecture: 'LlamaForCausalLM' };
  const slugs = ['open-135m', 'closed-135m'];
  for (const [at, { base }] of [open, closed].entries())
    await inside.db.tx(inside.ctx, (tx) =>
      tx.baseModel.update({ where: { id: base }, data: { ...known, slug: slugs[at]! } }),
    );
  const { dataset, version } = await aDataset(service);
  const runs: string[] = [];
  for (const [at, rank] of [8, 16].entries()) {
    const made = await aFinishedPipeline(stage, { base: open.base, data: version }, null);
    const right = [true, at === 0, true, at === 1];
    const answers = right.map((isRight, row) => ({
      ...{ question: `Where is my card? test${row}`, expected: EXPECTED },
      answer: isRight ? EXPECTED : WRONG[at]!,
    }));
    await anExactMatch(stage, { subject: made.artifacts.gguf, data: version, right, answers });
    const job = await inside.db.tx(inside.ctx, (tx) =>
      tx.job.findUniqueOrThrow({ where: { id: made.jobs.finetune } }),
    );
    const spec = job.spec as { params: { adapter: object } };
    const params = { ...spec.params, adapter: { ...spec.params.adapter, r: rank } };
    await inside.db.tx(inside.ctx, async (tx) => {
      await tx.job.update({ where: { id: job.id }, data: { spec: { ...spec, params } } });
      const value = { multiply: 1 + at / 4 };
      await tx.jobMetric.updateMany({ where: { jobId: job.id }, data: { value } });
    });
    runs.push(job.id);
  }
  return { open: slugs[0]!, closed: slugs[1]!, dataset, version, runs: runs as [string, string] };
}

async function aDataset(service: Service): Promise<{ dataset: string; version: string }> {
  const sent = async (path: string, body: object) => {
    const response = await service.call('POST', path, body);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as { id: string };
  };
  const upload = async (rows: number, name: string) => {
    const form = new FormData();
    form.set('purpose', 'fine-tune');
    form.set('file', new Blob([chatFile(rows, name)]), `${name}.jsonl`);
    return (await sent('/v1/files', form)).id;
  };
  const { id } = await sent('/v1/datasets', { name: `support-${newId('ds_').slice(-4)}` });
  const files = { train: await upload(480, 'train'), test: await upload(12, 'test') };
  const made = await sent(`/v1/datasets/${id}/versions`, { files, license: 'CC-BY-4.0', attribution: 'us' });
  return { dataset: id, version: made.id };
}
