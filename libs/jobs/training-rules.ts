import { invalid } from '#kernel/errors.js';
import { adapterBody, type FinetuneBody } from './finetune.contract.js';
import { sampleFaults } from './job-samples.js';

type Body = Pick<
  FinetuneBody,
  'method' | 'beta' | 'desirable_weight' | 'undesirable_weight' | 'adapter' | 'trainer'
> &
  Partial<Pick<FinetuneBody, 'nnodes' | 'samples'>>;
/** The request's field at fault, and what to do instead. */
type Fault = readonly [param: string, text: string];

/** Throws invalid_value, naming the field, for what no recipe trains or would train otherwise than it was asked for. */
export function assertTrainable(
  body: Body,
  of: { validates: boolean; continues: boolean; target: string; gang: boolean },
): void {
  const faults = [
    ...ofMethod(body),
    ...ofAdapter(body, of.continues),
    ...ofTrainer(body, of.validates),
    ...ofNodes(body, of),
    ...(body.samples ? sampleFaults(body.samples, of.validates) : []),
  ];
  const [first] = faults;
  if (!first) return;
  const [param, text] = first;
  throw invalid('invalid_value', text, {
    param,
    ...(faults.length > 1 ? { faults: faults.map(([name, message]) => ({ param: name, message })) } : {}),
  });
}

function* ofMethod({ method, beta, trainer, ...body }: Body): Generator<Fault> {
  if (method === 'sft' && beta !== undefined)
    yield ['beta', "'beta' belongs to the methods 'dpo', 'kto' and 'orpo'."];
  for (const name of ['desirable_weight', 'undesirable_weight'] as const)
    if (method !== 'kto' && body[name] !== undefined) yield [name, `'${name}' belongs to the method 'kto'.`];
  if (method !== 'sft' && trainer.packing)
    yield ['trainer.packing', `The method '${method}' does not pack rows: leave 'packing' out.`];
  if (method !== 'sft' && body.adapter.dropout > 0)
    yield [
      'adapter.dropout',
      `The method '${method}' trains without dropout (trl switches it off): leave it out.`,
    ];
  if (method === 'kto' && trainer.batch_size === 1)
    yield [
      'trainer.batch_size',
      'KTO compares the answers within a batch: batch_size must be at least 2 (raise it and lower gradient_accumulation_steps).',
    ];
}

function* ofAdapter({ method, adapter }: Body, continues: boolean): Generator<Fault> {
  if (adapter.type !== 'none') {
    if (adapter.type === 'lora' && adapter.quantization !== null)
      yield ['adapter.quantization', "A quantized base takes the adapter type 'qlora'."];
    if (Array.isArray(adapter.target_modules) && adapter.target_modules.includes('lm_head'))
      yield [
        'adapter.target_modules',
        "An adapter on 'lm_head' would never be trained (trl reads its weight alone): leave it out.",
      ];
    return;
  }
  if (method === 'dpo' || method === 'kto')
    yield [
      'adapter.type',
      `The method '${method}' compares with the model without its adapter, so it needs one: use 'lora' or 'qlora'.`,
    ];
  if (continues)
    yield [
      'continue_from',
      "Full fine-tuning begins with a base model, not with an adapter: merge it, or use the adapter type 'lora'.",
    ];
  const plain = adapterBody.parse({ type: 'none' });
  for (const name of Object.keys(adapter) as (keyof typeof adapter)[])
    if (JSON.stringify(adapter[name]) !== JSON.stringify(plain[name]))
      yield [
        `adapter.${name}`,
        `'${name}' belongs to an adapter; with the type 'none' every weight is trained.`,
      ];
}

function* ofNodes({ nnodes = 1 }: Body, of: { target: string; gang: boolean }): Generator<Fault> {
  if (nnodes > 1 && !of.gang)
    yield [
      'nnodes',
      `The compute target '${of.target}' runs a job on one machine: leave nnodes out (nproc_per_node is for its GPUs).`,
    ];
}

function* ofTrainer({ method, trainer }: Body, validates: boolean): Generator<Fault> {
  const { load_best_model_at_end: best, early_stopping_patience: patience, eval_steps } = trainer;
  const metric = trainer.metric_for_best_model;
  if (patience !== null && !best)
    yield [
      'trainer.early_stopping_patience',
      'Early stopping leaves the best weights: set load_best_model_at_end to true (as transformers asks too).',
    ];
  const wants = best ? 'load_best_model_at_end' : eval_steps !== null ? 'eval_steps' : null;
  if (wants && !validates)
    yield [
      `trainer.${wants}`,
      `'${wants}' needs validation rows: make a dataset version with a validation split.`,
    ];
  if (metric !== 'valid_loss' && !MEASURES[method].includes(metric))
    yield [
      'trainer.metric_for_best_model',
      `The method '${method}' does not measure '${metric}'; it measures ${['valid_loss', ...MEASURES[method]].join(', ')}.`,
    ];
}

/** Beside valid_loss. */
export const MEASURES: Record<Body['method'], readonly string[]> = {
  sft: ['valid_mean_token_accuracy'],
  dpo: ['valid_mean_token_accuracy', 'valid_rewards_accuracies', 'valid_rewards_margins'],
  kto: ['valid_rewards_margins'],
  orpo: ['valid_rewards_accuracies', 'valid_rewards_margins'],
};
