import { invalid } from '#kernel/errors.js';
import { dotted } from '#platform/zod-input.js';
import type { JobBody } from './jobs.contract.js';
import { SERVING_ENGINES } from './recipe.contract.js';
import { answersRows, type EvaluateSpec, type EvaluationTask, isBeside } from './spec.js';

type EvaluateBody = Extract<JobBody, { kind: 'evaluate' }>;
const NAMES: Record<EvaluationTask, string> = {
  exact_match: 'exact match',
  refusal: 'refusals',
  perplexity: 'perplexity',
  divergence: 'quantisation loss',
  parity: 'parity',
  lm_eval: 'lm_eval',
};
type Asked = Omit<EvaluateBody, 'model' | 'adapter' | 'parent' | 'metadata' | 'seed' | 'target' | 'reuse'>;

type Refuse = (field: string, message: string) => never;

/** A refusal is told by its first sentences. */
const NEW_TOKENS = { usual: 32, refusal: 64 };
const PRICED =
  "'price_per_hour' belongs to the tasks 'exact_match' and 'refusal', which count answered tokens.";
const PARITY_ROWS = { usual: 16, most: 256 };

/** What the tasks differ in: names and engines that are left out, and fields that belong to one of them alone. */
export function evaluationOf(
  asked: Asked,
  { adapter, at }: { adapter: unknown; at: readonly PropertyKey[] },
): Omit<EvaluateSpec, 'model' | 'adapter' | 'parent'> {
  const refuse: Refuse = (field, message) => {
    throw invalid('invalid_value', message, { param: dotted([...at, field]) });
  };
  const rows = asked.max_rows;
  const max_new_tokens =
    asked.max_new_tokens ?? (asked.task === 'refusal' ? NEW_TOKENS.refusal : NEW_TOKENS.usual);
  if (asked.task === 'lm_eval') return harnessOf({ ...asked, max_new_tokens }, adapter, refuse);
  if (asked.lm_eval !== undefined) refuse('lm_eval', "'lm_eval' belongs to the task 'lm_eval'.");
  if (asked.task !== 'parity' && max_new_tokens === 0)
    refuse('max_new_tokens', "Without answers nothing is measured: 0 belongs to the task 'parity'.");
  if (!answersRows(asked) && asked.price_per_hour !== undefined) refuse('price_per_hour', PRICED);
  if (asked.task === 'refusal' && asked.restrict_to !== null)
    refuse(
      'restrict_to',
      "The task 'refusal' takes no 'restrict_to': a model that may not refuse never does.",
    );
  if (asked.task !== 'parity' && isBeside(asked.engine))
    refuse('engine', `The engine '${asked.engine}' belongs to the task 'parity'.`);
  if (asked.template !== undefined && !(asked.task === 'parity' && asked.engine === 'ollama'))
    refuse('template', "'template' belongs to the task 'parity' with the engine 'ollama'.");
  if (asked.task !== 'parity') {
    const given = { ...asked, max_new_tokens };
    return { ...given, name: asked.name ?? NAMES[asked.task], engine: asked.engine ?? 'transformers' };
  }
  if (rows !== undefined && rows > PARITY_ROWS.most)
    refuse('max_rows', `The task 'parity' takes at most ${PARITY_ROWS.most} prompts.`);
  if (asked.engine === 'transformers')
    refuse(
      'engine',
      `The task 'parity' compares an engine that serves (${SERVING_ENGINES.join(', ')}) with transformers.`,
    );
  if (adapter !== undefined)
    refuse(
      'adapter',
      "The task 'parity' takes a whole model; merge the adapter first, and quantize it for llama.cpp and Ollama.",
    );
  if (asked.restrict_to !== null)
    refuse('restrict_to', "The task 'parity' takes no 'restrict_to': both sides answer freely.");
  const engine = asked.engine ?? 'llamacpp';
  const name = asked.name ?? (engine === 'llamacpp' ? NAMES.parity : `${NAMES.parity} ${engine}`);
  return { ...asked, name, engine, max_new_tokens, max_rows: rows ?? PARITY_ROWS.usual };
}

function harnessOf(
  asked: Asked & { max_new_tokens: number },
  adapter: unknown,
  refuse: Refuse,
): Omit<EvaluateSpec, 'model' | 'adapter' | 'parent'> {
  const engine = asked.engine ?? 'transformers';
  if (asked.lm_eval === undefined)
    refuse('lm_eval', 'Say what the harness is to ask: output_type, doc_to_text and doc_to_target at least.');
  if (asked.max_new_tokens === 0) refuse('max_new_tokens', "0 belongs to the task 'parity'.");
  if (asked.max_rows !== undefined)
    refuse('max_rows', "The harness calls it 'limit': put it into 'lm_eval'.");
  if (asked.restrict_to !== null)
    refuse(
      'restrict_to',
      "'restrict_to' belongs to the task 'exact_match'; the harness has 'multiple_choice'.",
    );
  if (asked.price_per_hour !== undefined) refuse('price_per_hour', PRICED);
  if (engine === 'llamacpp' && adapter !== undefined)
    refuse('adapter', 'llama.cpp is asked with a whole GGUF file; merge and quantize the adapter first.');
  return { ...asked, name: asked.name ?? NAMES.lm_eval, engine };
}
