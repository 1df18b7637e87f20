import { z } from 'zod';

/** lm-evaluation-harness: what a task of it may say, in its own words. No field takes a function, a module or a path. */
export const OUTPUT_TYPES = ['generate_until', 'multiple_choice', 'loglikelihood'] as const;
export type OutputType = (typeof OUTPUT_TYPES)[number];

/** Metrics of lm-eval by what they judge. `chrf++` is left out: no name of a metric here has a plus sign. */
export const LM_EVAL_METRICS = {
  generate_until: ['exact_match', 'bleu', 'chrf', 'ter'],
  multiple_choice: ['acc', 'acc_norm', 'acc_bytes', 'acc_mutual_info', 'f1', 'mcc', 'brier_score'],
  loglikelihood: ['acc', 'perplexity'],
} as const satisfies Record<OutputType, readonly string[]>;
const METRICS = [
  ...LM_EVAL_METRICS.generate_until,
  ...LM_EVAL_METRICS.multiple_choice,
  'perplexity',
] as const;
export type LmEvalMetric = (typeof METRICS)[number];

/** 0 or 1 for each row, so that two models can be compared by pairs. */
export const PAIRED_METRICS: readonly string[] = [
  'exact_match',
  'acc',
  'acc_norm',
  'acc_bytes',
  'acc_mutual_info',
];

const template = z.string().min(1).max(20_000);
const flag = z.boolean().optional();
const metric = z.strictObject({
  metric: z.enum(METRICS),
  ignore_case: flag,
  ignore_punctuation: flag,
  ignore_numbers: flag,
});
const shared = {
  output_type: z.enum(OUTPUT_TYPES),
  doc_to_text: template.meta({ description: 'A field of the row, or a Jinja template over its fields.' }),
  doc_to_target: z.union([template, z.int().min(0).max(1000)]).meta({
    description: 'The expected text; of a multiple choice the index of the right choice, or its text.',
  }),
  doc_to_choice: z
    .union([template, z.array(z.string().min(1).max(2000)).min(2).max(100)])
    .optional()
    .meta({ description: 'Multiple choice alone: a field or template that gives a list, or the choices.' }),
  description: template.optional().meta({ description: 'Put before the examples; a template too.' }),
  system_instruction: z.string().min(1).max(20_000).optional(),
  target_delimiter: z.string().max(100).default(' '),
  fewshot_delimiter: z.string().max(100).default('\n\n'),
  num_fewshot: z.int().min(0).max(64).default(0),
  fewshot_as_multiturn: z.boolean().default(true),
  apply_chat_template: z.boolean().default(false),
  generation_kwargs: z
    .strictObject({ until: z.array(z.string().min(1).max(200)).max(16) })
    .optional()
    .meta({
      description:
        'Texts that end an answer; left out: the fewshot_delimiter. Answers are greedy, of max_new_tokens.',
    }),
  metadata: z
    .strictObject({ version: z.union([z.number(), z.string().min(1).max(50)]) })
    .default({ version: 1 })
    .meta({ description: 'Of the task, told with its results.' }),
};
const sampler = z.enum(['default', 'first_n']).default('default');

export const lmEvalBody = z.strictObject({
  ...shared,
  metric_list: z.array(metric).min(1).max(8).optional().meta({
    description:
      "Left out: exact_match, acc and acc_norm, or acc and perplexity. The first that is 0 or 1 by row is the task's score.",
  }),
  fewshot_config: z
    .strictObject({
      dataset_version: z.string().min(1).max(64),
      split: z.enum(['train', 'validation', 'test']).default('train'),
      sampler,
    })
    .optional()
    .meta({ description: 'Where examples are taken from: never the rows that are asked.' }),
  limit: z
    .union([z.int().min(1).max(1_000_000), z.number().gt(0).lt(1)])
    .optional()
    .meta({ description: "Rows from the split's beginning, or below 1 a share of them." }),
});
export type LmEvalBody = z.output<typeof lmEvalBody>;

/** What the recipe is given: nothing left out that has a usual value. `task`: its name. */
export const LmEvalTask = z.strictObject({
  task: z.string().min(1).max(100),
  ...shared,
  metric_list: z.array(metric).min(1),
  fewshot_config: z.strictObject({ sampler }).optional(),
});
export type LmEvalTask = z.output<typeof LmEvalTask>;

/** Which harness judged which task. `task_hash` as the harness reckons it; `task_sha256` is the same for every model. */
export const Harness = z.strictObject({
  name: z.literal('lm_eval'),
  version: z.string().max(50),
  task_version: z.union([z.number(), z.string().max(50)]),
  task_hash: z.string().regex(/^[0-9a-f]{64}$/),
  task_sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Harness = z.infer<typeof Harness>;
