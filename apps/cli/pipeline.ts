import type { paths } from '#client/schema.js';

export type PipelineBody = paths['/v1/pipelines']['post']['requestBody']['content']['application/json'];
type JobBody = paths['/v1/jobs']['post']['requestBody']['content']['application/json'];
export type FinetuneBody = Extract<JobBody, { kind: 'finetune' }>;
type Named = PipelineBody['jobs'][number];

export interface Evaluation {
  /** Dataset version whose test split is asked. */
  dataset: string;
  maxNewTokens: number;
}

export interface Plan {
  finetune: FinetuneBody;
  publish: NonNullable<PipelineBody['publish']>;
  name?: string;
  /** Measures the tuned model before and after quantisation. */
  evaluation?: Evaluation;
  /** Measures the base too; with labels also restricted to them. */
  base?: { labels: string[] };
}

/** Jobs of a pipeline are checked by the service: the document leaves their fields open. */
const step = (name: string, body: Record<string, unknown> & { kind: string }): Named => {
  const job = { name, ...body, metadata: { step: name } };
  return job;
};

/** Train, merge, quantise, measure, register: the way from data to a model that can be served. */
export function finetunePipeline(plan: Plan): PipelineBody {
  const { evaluation, base, finetune } = plan;
  // within a pipeline `name` is the job's own, so an evaluation goes by its step
  const ask = (name: string, subject: object) =>
    step(name, {
      kind: 'evaluate',
      dataset_version: evaluation!.dataset,
      max_new_tokens: evaluation!.maxNewTokens,
      ...subject,
    });
  const model = { base_model: finetune.base_model };
  return {
    ...(plan.name ? { name: plan.name } : {}),
    publish: plan.publish,
    jobs: [
      ...(base && evaluation
        ? [ask('base', { model }), ask('base-restricted', { model, restrict_to: base.labels })]
        : []),
      step('train', finetune),
      step('merge', { kind: 'merge', adapter: { job: 'train' } }),
      step('quantize', { kind: 'quantize', model: { job: 'merge' }, type: 'q8_0' }),
      ...(evaluation
        ? [
            ask('tuned', { model: { job: 'merge' } }),
            ask('quantized', { model: { job: 'quantize' }, engine: 'llamacpp' }),
          ]
        : []),
    ],
  };
}
