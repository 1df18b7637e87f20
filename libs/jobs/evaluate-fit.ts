import { invalid } from '#kernel/errors.js';
import { dotted } from '#platform/zod-input.js';
import { assertEngineReads } from './artifact-fit.js';
import { assertTask } from './lm-eval.js';
import type { JobDefaults } from './defaults.js';
import type { EvaluateBody } from './evaluate.contract.js';
import { answersRows, type EvaluateSpec, isBeside } from './spec.js';

const DIVERGENCE_FIELDS = ['parent', 'max_seq_length'] as const;

type Asked = EvaluateBody & { engine: NonNullable<EvaluateBody['engine']> };

/** Throws `invalid_value` for an engine that the target is known to lack. */
export function assertBeside(
  engine: EvaluateSpec['engine'],
  of: { target: string; defaults: Pick<JobDefaults, 'hasEngine'> },
  at: readonly PropertyKey[],
): void {
  if (!isBeside(engine)) return;
  if (of.target === 'process' && of.defaults.hasEngine?.(engine) === false)
    throw invalid(
      'invalid_value',
      `This installation has no ${engine}: install it, name its program by LUTHIER_${engine.toUpperCase()}, and restart the service.`,
      { param: dotted([...at, 'engine']) },
    );
}

type Refuse = (param: keyof EvaluateBody, message: string) => never;

/** Throws `invalid_value` for an evaluation that no recipe could carry out. `kind`: of the artifact to evaluate. */
export function assertMeasurable(body: Asked, kind: string, at: readonly PropertyKey[]): void {
  const refuse: Refuse = (param, message) => {
    throw invalid('invalid_value', message, { param: dotted([...at, param]) });
  };
  if (body.task === 'perplexity') return assertPerplexity(body, kind, refuse);
  if (body.task !== 'divergence') {
    for (const field of DIVERGENCE_FIELDS)
      if (body[field] !== undefined)
        refuse(
          field,
          `'${field}' belongs to the task ${field === 'parent' ? "'divergence'" : "'divergence' or 'perplexity'"}.`,
        );
    if (answersRows(body) && body.max_rows !== undefined)
      refuse('max_rows', `'max_rows' is not of the task '${body.task}', which asks every row of the split.`);
    assertEngineReads(body.engine, kind, at);
    if (body.lm_eval) assertTask(body.lm_eval, body.engine, [...at, 'lm_eval']);
    return;
  }
  if (kind !== 'gguf' && kind !== 'quantized')
    refuse('model', `A divergence is measured on an artifact of the kind gguf or quantized, not ${kind}.`);
  if (body.parent === undefined)
    refuse('parent', 'Name the merged or base model that it was quantised from.');
  if (body.adapter !== undefined)
    refuse('adapter', 'A divergence compares whole models; merge the adapter first.');
  if (body.restrict_to !== null) refuse('restrict_to', "'restrict_to' belongs to the task 'exact_match'.");
  if (body.engine !== 'transformers')
    refuse(
      'engine',
      "A divergence runs both models in 'transformers', the GGUF with its weights dequantised.",
    );
  if (body.split === 'train')
    refuse('split', 'A divergence is measured on rows that training did not see: use validation or test.');
}

function assertPerplexity(body: Asked, kind: string, refuse: Refuse): void {
  if (kind === 'gguf')
    refuse('model', "The perplexity of a GGUF is told by the task 'divergence', beside its parent's.");
  if (body.engine !== 'transformers') refuse('engine', "A perplexity is measured in 'transformers'.");
  if (body.parent !== undefined) refuse('parent', "'parent' belongs to the task 'divergence'.");
  if (body.restrict_to !== null) refuse('restrict_to', "'restrict_to' belongs to the task 'exact_match'.");
}
