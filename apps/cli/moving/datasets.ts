import { answer } from '#client/client.js';
import { type DatasetVersion, ensureDataset } from '../data.js';
import { CliError, EXIT } from '../exits.js';
import type { Session } from '../session.js';
import type { Copied, Copier } from './copy.js';
import type { Plan, PlanFileEntry, PlanJob } from './plan-file.js';

export interface Brought {
  version: DatasetVersion;
  copied: Copied[];
}

/** The dataset version of a job: its files as splits, under the license that the plan declares, with OpenAI's ids as its source. */
export async function bringData(
  session: Session,
  { plan, job, copier }: { plan: Plan; job: PlanJob; copier: Copier },
): Promise<Brought> {
  const { hold_out: held } = job.to;
  const train = await copier.copy(entry(plan, job.training_file), held ? 'kept' : 'whole', held);
  const validation = job.validation_file ? entry(plan, job.validation_file) : null;
  const copied = [train, ...(validation ? [await copier.copy(validation, 'whole', null)] : [])];
  const test = await testRows(plan, job, copier);
  const datasetId = await ensureDataset(session, job.to.dataset);
  const { license, declared_by: declaredBy, generated_by: models } = plan.data;
  const version = await answer(
    session.client.POST('/v1/datasets/{id}/versions', {
      params: { path: { id: datasetId } },
      body: {
        files: {
          train: train.id,
          ...(copied[1] ? { validation: copied[1].id } : {}),
          ...(test ? { test: test.id } : {}),
        },
        license: license!,
        ...(declaredBy ? { declared_by: declaredBy } : {}),
        source: { name: sourceName(job) },
        generated_by: models.map((one) => ({ role: 'generated' as const, ...one })) as never,
      },
    }),
  );
  checkBytes(version, { train, validation: copied[1] });
  return { version, copied: test ? [...copied, test] : copied };
}

export const sourceName = (job: PlanJob): string =>
  `OpenAI ${[job.training_file, job.validation_file].filter(Boolean).join(', ')}`.slice(0, 200);

export function entry(plan: Plan, id: string): PlanFileEntry {
  const found = plan.files.find((file) => file.id === id);
  if (found?.state === 'there') return found;
  throw new CliError(
    found ? `${id} is ${found.state} at OpenAI` : `the plan has no file ${id}`,
    EXIT.notFound,
    'set move: false for its jobs, or make the plan anew',
  );
}

/** Rows to measure on: a file of the plan's evals, or the rows held out of training. */
async function testRows(plan: Plan, job: PlanJob, copier: Copier): Promise<Copied | null> {
  const { hold_out: held, test_file: path } = job.to;
  if (path !== null) return copier.send(path);
  return held ? copier.copy(entry(plan, job.training_file), 'held', held) : null;
}

/** What the service holds is what OpenAI sent, byte for byte. */
function checkBytes(
  version: DatasetVersion,
  copies: Partial<Record<'train' | 'validation', Copied | undefined>>,
) {
  for (const split of ['train', 'validation'] as const) {
    const [sent, kept] = [copies[split]?.sha256, version.splits[split]?.sha256];
    if (sent && kept && sent !== kept)
      throw new CliError(`the ${split} rows changed on their way: ${sent} was sent, ${kept} is kept`);
  }
}
