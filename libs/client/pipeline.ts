import type { paths } from './schema.js';

export type PipelineBody = paths['/v1/pipelines']['post']['requestBody']['content']['application/json'];
type JobBody = paths['/v1/jobs']['post']['requestBody']['content']['application/json'];
export type FinetuneBody = Extract<JobBody, { kind: 'finetune' }>;
type Named = PipelineBody['jobs'][number];
export type QuantizeBody = Extract<JobBody, { kind: 'quantize' }>;
export type QuantizeType = NonNullable<QuantizeBody['type']>;
export type GgufType = Extract<QuantizeType, 'f16' | `q${string}`>;
/** `--type` and `--quantize`; the service has the last word. */
export const GGUF_TYPES: readonly GgufType[] = ['f16', 'q8_0', 'q6_k', 'q5_k_m', 'q4_k_m'];

/** Of `luthier quantize`; what is published is a GGUF file. */
export const QUANTIZE_TYPES: readonly QuantizeType[] = [
  ...GGUF_TYPES,
  'bnb_int8',
  'bnb_nf4',
  'fp8_dynamic',
  'gptq_w4a16',
  'awq_w4a16',
];

export interface Evaluation {
  /** Dataset version whose test split is asked. */
  dataset: string;
  /** Left out: the service's own. */
  maxNewTokens?: number;
}

export interface Check {
  dataset: string;
  split: 'train' | 'validation' | 'test';
}

export interface Plan {
  finetune: FinetuneBody;
  publish: NonNullable<PipelineBody['publish']>;
  name?: string;
  /** Measures the tuned model before and after quantisation. */
  evaluation?: Evaluation;
  /** GGUF type; the service's own where it is left out. */
  type?: GgufType;
  /** Rows whose prompts show whether the engine reads as training did; left out where they are no chats. */
  check?: Check | null;
  /** Measures the base too; with labels also restricted to them. */
  base?: { labels: string[] };
}

export type Sweep = NonNullable<PipelineBody['sweep']>;

/** Jobs of a pipeline are checked by the service: the document leaves their fields open. */
const step = (name: string, body: Record<string, unknown> & { kind: string }): Named => {
  const job = { name, ...body, metadata: { step: name } };
  return job;
};

export const ENGINES = ['llamacpp', 'vllm', 'ollama'] as const;
export type Engine = (typeof ENGINES)[number];

/** Few prompts and no answers: seconds, and a broken chat template shows in any of them. `whole`: the job that leaves the whole model. */
const parity = (engine: Engine, whole: string, { dataset, split }: Check): Named =>
  step(engine === 'llamacpp' ? 'parity' : `parity-${engine}`, {
    ...{ kind: 'evaluate', task: 'parity', engine, model: { job: engine === 'vllm' ? whole : 'quantize' } },
    ...{ dataset_version: dataset, split, max_rows: 4, max_new_tokens: 0 },
  });

/** What is measured of a training on the way. */
export interface Measured {
  /** The rows a parity check takes its prompts from: of training where none were kept back, since no score is made of them. */
  check: Check | null;
  /** The score by test rows, where some were kept back. */
  evaluation?: Evaluation;
}
export function measuredBy(version: { id: string; format: string; splits: object }): Measured {
  const split = (['test', 'validation', 'train'] as const).find((one) => Object.hasOwn(version.splits, one));
  if (version.format !== 'chat' || !split) return { check: null };
  const check = { dataset: version.id, split };
  return split === 'test' ? { check, evaluation: { dataset: version.id } } : { check };
}

/** Train, merge, quantise, measure, register: the way from data to a model that can be served. */
export function finetunePipeline(plan: Plan): PipelineBody {
  const { evaluation, base, finetune } = plan;
  const engines = new Set<Engine>(['llamacpp', ...(plan.publish.engines ?? [])]);
  // within a pipeline `name` is the job's own, so an evaluation goes by its step
  const ask = (name: string, subject: object) =>
    step(name, {
      kind: 'evaluate',
      dataset_version: evaluation!.dataset,
      ...(evaluation!.maxNewTokens ? { max_new_tokens: evaluation!.maxNewTokens } : {}),
      ...subject,
    });
  const model = { base_model: finetune.base_model };
  // A full fine-tuning leaves a whole model: there is nothing to merge.
  const whole = finetune.adapter?.type === 'none' ? 'train' : 'merge';
  return {
    ...(plan.name ? { name: plan.name } : {}),
    publish: plan.publish,
    jobs: [
      ...(base && evaluation
        ? [ask('base', { model }), ask('base-restricted', { model, restrict_to: base.labels })]
        : []),
      step('train', finetune),
      ...(whole === 'merge' ? [step('merge', { kind: 'merge', adapter: { job: 'train' } })] : []),
      step('quantize', { kind: 'quantize', model: { job: whole }, type: plan.type ?? 'q8_0' }),
      ...(evaluation
        ? [
            ask('tuned', { model: { job: whole } }),
            ask('quantized', { model: { job: 'quantize' }, engine: 'llamacpp' }),
          ]
        : []),
      ...(plan.check ? [...engines].map((engine) => parity(engine, whole, plan.check!)) : []),
    ],
  };
}
