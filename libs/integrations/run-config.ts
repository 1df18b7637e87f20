import { idBody } from '#kernel/ids.js';
import type { FinetuneSpec } from '#jobs/spec.js';

/** What was asked for, as the row keeps it. */
export interface AskedRun {
  project: string;
  name: string | null;
  entity: string | null;
  tags: string[];
}

export interface RunFacts {
  job: { id: string; seed: number; suffix: string | null; projectId: string };
  spec: FinetuneSpec;
  base: { slug: string; hubId: string; revision: string | null; licenseId: string | null };
  /** Splits by name: the digest of their bytes, and how many rows. */
  dataset: { id: string; digest: string; splits: Record<string, { sha256: string; rows: number }> };
}

/** The run's id at W&B, as OpenAI names it: the job's, with a number from the second integration on. */
export const runIdOf = (jobId: string, position: number): string =>
  `ftjob-${idBody(jobId)}${position === 0 ? '' : `-${position + 1}`}`;

/** Facts and digests: no row, no key, and nothing that a person wrote into the metadata of the job. */
export function configOf({ job, spec, base, dataset }: RunFacts): Record<string, unknown> {
  const splits = Object.entries(dataset.splits).map(([split, { sha256, rows }]) => [split, { sha256, rows }]);
  return {
    job_id: `ftjob-${idBody(job.id)}`,
    model: base.slug,
    base_model: { hub_id: base.hubId, revision: base.revision, license: base.licenseId },
    dataset: { version: dataset.id, digest: dataset.digest, splits: Object.fromEntries(splits) },
    seed: job.seed,
    suffix: job.suffix,
    ...spec.params,
  };
}

const MAX_TAG = 64;

/** The user's first; ours say what the run is of, as OpenAI's do. */
export function tagsOf(asked: readonly string[], job: { id: string }, slug: string): string[] {
  const own = ['luthier/finetune', `luthier/${slug}`.slice(0, MAX_TAG), `luthier/ftjob-${idBody(job.id)}`];
  return [...new Set([...asked, ...own])];
}
