import { z } from 'zod';
import { price } from '#platform/schemas.js';
import { artifactRef, common, text } from './job-fields.contract.js';
import { lmEvalBody } from './lm-eval.contract.js';
import { SERVING_ENGINES } from './recipe.contract.js';
import { EVALUATION_TASKS } from './spec.js';

export const evaluateBody = z.strictObject({
  kind: z.literal('evaluate'),
  name: text(100).optional().meta({ description: 'Left out: the name of the task.' }),
  task: z.enum(EVALUATION_TASKS).default('exact_match').meta({
    description:
      '`refusal`: how often the model refuses rows whose expected answer is `refuse`, and those where it is `comply`. `perplexity`: of all tokens of the rows, and of those that the assistant says. `divergence`: perplexity of a quantised model and of its parent, KL(parent‖model) and top-1 agreement over held-out rows. `parity`: whether the engine that serves a GGUF file reads held-out prompts as training did, token id by token id. `lm_eval`: a task of lm-evaluation-harness over the rows.',
  }),
  model: z.union([artifactRef, z.strictObject({ base_model: text(200) })]),
  adapter: artifactRef.optional(),
  parent: z
    .union([artifactRef, z.strictObject({ base_model: text(200) })])
    .optional()
    .meta({
      description: 'Divergence alone: the merged or base model that `model` was quantised from.',
    }),
  max_rows: z.int().min(1).max(100_000).optional().meta({
    description:
      'Divergence and perplexity: rows to read (256). Parity: prompts, evenly from the split, at most 256 (16); five fixed probes come on top.',
  }),
  max_seq_length: z
    .int()
    .min(8)
    .max(1_048_576)
    .optional()
    .meta({ description: 'Divergence and perplexity: tokens of a row to read (1024).' }),
  lm_eval: lmEvalBody.optional().meta({
    description: "The task 'lm_eval' alone: what is asked, in the harness' own words.",
  }),
  dataset_version: text(64),
  split: z.enum(['train', 'validation', 'test']).default('test'),
  restrict_to: z
    .array(text(500))
    .min(2)
    .max(1000)
    .nullable()
    .default(null)
    .meta({ description: 'The only answers the model may give.' }),
  engine: z
    .enum(['transformers', ...SERVING_ENGINES])
    .optional()
    .meta({
      description:
        'Left out: transformers; of `parity` llamacpp. `vllm` (of a merged or quantised model) and `ollama` (of a GGUF) are of `parity` alone, and have to be installed where the job runs (docs/parity.md).',
    }),
  template: z.string().min(1).max(65_536).optional().meta({
    description:
      "Parity in Ollama alone: the TEMPLATE of the Modelfile. Left out: a Modelfile of FROM alone, whose template is Ollama's choice.",
  }),
  max_new_tokens: z.int().min(0).max(4096).optional().meta({
    description:
      'Left out: 32, of `refusal` 64. 0, of `parity` alone: only how prompts are read is compared, no answers. Of `lm_eval` its max_gen_toks.',
  }),
  batch_size: z.int().min(1).max(256).default(8),
  price_per_hour: price('2.50 EUR').optional().meta({
    description:
      'Of `exact_match` and `refusal`: what an hour of its slot costs, for `cost` per 1000 tokens. Left out: LUTHIER_GPU_HOUR_PRICE or LUTHIER_CPU_HOUR_PRICE.',
  }),
  ...common,
});
export type EvaluateBody = z.output<typeof evaluateBody>;
