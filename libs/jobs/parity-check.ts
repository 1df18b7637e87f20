import type { EvaluateSpec, StoredRef } from './spec.js';

/** Few, and no answers: a broken template shows in any prompt, and training's side needs no weights for that. */
export const CHECKED_PROMPTS = 4;

/**
 * The parity evaluation that comes with a quantisation for serving. What its prompts are is no matter of held-out data, for no score is
 * made of them: where no rows were kept back those of training do. Null for rows that are no chats: there is no prompt to take from them.
 */
export function parityCheck(
  version: { id: string; format: string; splits: unknown },
  gguf: StoredRef,
): EvaluateSpec | null {
  if (version.format !== 'chat') return null;
  const split = (['test', 'validation', 'train'] as const).find((one) =>
    Object.hasOwn(version.splits as object, one),
  );
  if (!split) return null;
  return {
    ...{ kind: 'evaluate', name: 'parity', task: 'parity', engine: 'llamacpp' },
    ...{ model: gguf, dataset_version: version.id, split },
    ...{ max_rows: CHECKED_PROMPTS, max_new_tokens: 0, batch_size: 1, restrict_to: null },
  };
}
