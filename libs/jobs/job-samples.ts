import type { Samples } from './recipe-finetune.contract.js';
import type { SamplesBody } from './job-samples.contract.js';

/** Of a job; more than a recipe of ours writes: an own recipe must not fill the database. */
export const MOST_SAMPLES = 1000;

/** The request's field at fault, and what to do instead. */
export function* sampleFaults(
  { prompts, rows }: SamplesBody,
  validates: boolean,
): Generator<readonly [param: string, text: string]> {
  if (prompts === undefined && rows === undefined)
    yield [
      'samples',
      "Say in 'prompts' what is to be asked, or in 'rows' how many rows of the validation split.",
    ];
  if (prompts !== undefined && rows !== undefined)
    yield ['samples.rows', "'prompts' and 'rows' are two ways to say what is asked; use one of them."];
  if (rows !== undefined && !validates)
    yield [
      'samples.rows',
      "The dataset version has no validation split to take prompts from: name them in 'samples.prompts'.",
    ];
  for (const [at, prompt] of (prompts ?? []).entries())
    if (typeof prompt !== 'string' && prompt.at(-1)!.role !== 'user')
      yield [`samples.prompts[${at}]`, 'A conversation to be answered ends with a message of the user.'];
}

/** As the recipe reads it: every prompt a conversation. */
export function samplesOf({ prompts, rows, max_tokens }: SamplesBody): Samples {
  if (prompts === undefined) return { rows, max_tokens };
  const asked = prompts.map((one) =>
    typeof one === 'string' ? [{ role: 'user' as const, content: one }] : one,
  );
  return { prompts: asked, max_tokens };
}
