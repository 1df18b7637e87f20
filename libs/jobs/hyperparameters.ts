import type { AdapterBody, TrainerBody } from './jobs.contract.js';
import type { FinetuneDpoParams, FinetuneParams, FinetuneSftParams } from './recipe.contract.js';

export type Method = FinetuneParams['method'];

/** What `auto` is resolved from. */
export interface Facts {
  rows: number;
  parameterCount: number | null;
  contextLength: number | null;
}

/**
 * Numbers for every `auto`. Few rows want several passes and small batches; LoRA rates fall with model size (1e-3 was
 * measured right for 135M parameters, 2e-4 is the usual rate from 1B on). Pure, so that a dry run says the same.
 */
export function resolveSft(adapter: AdapterBody, trainer: TrainerBody, facts: Facts): FinetuneSftParams {
  return { method: 'sft', ...resolve(adapter, trainer, facts, 'sft') };
}

/** The same for preference pairs. */
export function resolveDpo(
  adapter: AdapterBody,
  trainer: TrainerBody,
  facts: Facts,
  beta: number | 'auto',
): FinetuneDpoParams {
  return {
    method: 'dpo',
    beta: beta === 'auto' ? AUTO_BETA : beta,
    ...resolve(adapter, trainer, facts, 'dpo'),
  };
}

function resolve(
  adapter: AdapterBody,
  trainer: TrainerBody,
  facts: Facts,
  method: Method,
): Omit<FinetuneSftParams, 'method'> {
  const batch = trainer.batch_size === 'auto' ? autoBatch(facts.rows) : trainer.batch_size;
  const quantization =
    adapter.type === 'qlora' ? (adapter.quantization ?? { method: 'bnb-nf4' as const }) : null;
  return {
    adapter: { ...adapter, alpha: adapter.alpha ?? 2 * adapter.r, quantization },
    trainer: {
      ...trainer,
      n_epochs: trainer.n_epochs === 'auto' ? autoEpochs(facts.rows, method) : trainer.n_epochs,
      batch_size: batch,
      learning_rate:
        trainer.learning_rate === 'auto' ? autoRate(facts.parameterCount, method) : trainer.learning_rate,
      max_seq_length:
        trainer.max_seq_length === 'auto' ? autoLength(facts.contextLength) : trainer.max_seq_length,
    },
    device: 'auto',
  };
}

/** Where rows are cut unless a job says so. */
export const autoLength = (contextLength: number | null): number => Math.min(contextLength ?? 2048, 2048);
const autoBatch = (rows: number): number => (rows >= 256 ? 8 : rows >= 64 ? 4 : 2);
/** Pairs overfit sooner than rows: a few passes over little, one over more. */
const autoEpochs = (rows: number, method: Method): number =>
  method === 'dpo' ? (rows >= 100 ? 1 : 3) : rows >= 400 ? 1 : rows >= 100 ? 3 : 5;
/** DPO's papers and trl use 0.1. */
const AUTO_BETA = 0.1;
const RATES = {
  sft: { tiny: 1e-3, small: 5e-4, large: 2e-4 },
  dpo: { tiny: 5e-4, small: 1e-4, large: 5e-5 }, // 5e-4 was measured right for 135M
} as const satisfies Record<Method, object>;
/** Also the base that OpenAI's learning_rate_multiplier multiplies. */
export function autoRate(parameters: number | null, method: Method): number {
  const { tiny, small, large } = RATES[method];
  return parameters === null || parameters >= 1e9 ? large : parameters >= 4e8 ? small : tiny;
}

/** Optimizer steps of a run, for progress before the first event. */
export function plannedSteps(params: FinetuneParams, rows: number): number {
  const { max_steps, n_epochs, batch_size, gradient_accumulation_steps } = params.trainer;
  const perEpoch = Math.ceil(Math.ceil(rows / batch_size) / gradient_accumulation_steps);
  return max_steps ?? Math.max(1, Math.ceil(perEpoch * n_epochs));
}
