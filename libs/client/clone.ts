import { answer, type Luthier } from './client.js';
import type { FinetuneBody } from './pipeline.js';
import type { paths } from './schema.js';

type Job = paths['/v1/jobs/{id}']['get']['responses'][200]['content']['application/json'];
type Made = Pick<Job, 'kind' | 'spec' | 'seed' | 'target'>;

/** The fault suite's own trainer, and recipes of the operator, have no settings of a training. */
export const canClone = ({ kind, spec }: Pick<Job, 'kind' | 'spec'>): boolean =>
  kind === 'finetune' && typeof spec['base_model'] === 'string';

/** The training again, as it can be submitted: with the numbers that `auto` was resolved to, and its seed. */
export async function cloneOf(client: Luthier, job: Made, signal?: AbortSignal): Promise<FinetuneBody> {
  return trainingOf(job, await startOf(client, job, signal));
}

/** `from`: the artifact that it went on from. */
export function trainingOf({ spec, seed, target }: Made, from: string | null): FinetuneBody {
  const { params, processes, samples } = spec as Record<string, object | undefined>;
  const { device: _, ...settings } = (params ?? {}) as { device?: string };
  return {
    kind: 'finetune',
    base_model: spec['base_model'] as string,
    dataset_version: spec['dataset_version'] as string,
    ...settings,
    ...processes,
    ...(samples ? { samples } : {}),
    ...(from === null ? {} : { continue_from: from }),
    seed,
    target: target as FinetuneBody['target'],
  };
}

/** Null too where what it went on from has left nothing. */
async function startOf(client: Luthier, { spec }: Made, signal?: AbortSignal): Promise<string | null> {
  const from = spec['continue_from'] as { artifact: string; job?: string } | undefined;
  if (from?.job === undefined) return from?.artifact ?? null;
  const asked = { params: { path: { id: from.job } }, ...(signal ? { signal } : {}) };
  const before = await answer(client.GET('/v1/jobs/{id}', asked));
  return before.result?.artifacts?.[from.artifact] ?? null;
}
