import type { AdapterBody, TrainerBody } from './jobs.contract.js';
import type { FinetuneSftParams } from './recipe.contract.js';

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
  const batch = trainer.batch_size === 'auto' ? autoBatch(facts.rows) : trainer.batch_size;
  const quantization =
    adapter.type === 'qlora' ? (adapter.quantization ?? { method: 'bnb-nf4' as const }) : null;
  return {
    method: 'sft',
    adapter: { ...adapter, alpha: adapter.alpha ?? 2 * adapter.r, quantization },
    trainer: {
      ...trainer,
      n_epochs: trainer.n_epochs === 'auto' ? autoEpochs(facts.rows) : trainer.n_epochs,
      batch_size: batch,
      learning_rate:
        trainer.learning_rate === 'auto' ? autoRate(facts.parameterCount) : trainer.learning_rate,
      max_seq_length:
        trainer.max_seq_length === 'auto' ? autoLength(facts.contextLength) : trainer.max_seq_length,
    },
    device: 'auto',
  };
}

/** Where rows are cut unless a job says so. */
export const autoLength = (contextLength: number | null): number => Math.min(contextLength ?? 2048, 2048);
const autoBatch = (rows: number): number => (rows >= 256 ? 8 : rows >= 64 ? 4 : 2);
const autoEpochs = (rows: number): number => (rows >= 400 ? 1 : rows >= 100 ? 3 : 5);
/** Also the base that OpenAI's learning_rate_multiplier multiplies. */
export const autoRate = (parameters: number | null): number =>
  parameters === null || parameters >= 1e9 ? 2e-4 : parameters >= 4e8 ? 5e-4 : 1e-3;

/** Optimizer steps of a run, for progress before the first event. */
export function plannedSteps(params: FinetuneSftParams, rows: number): number {
  const { max_steps, n_epochs, batch_size, gradient_accumulation_steps } = params.trainer;
  const perEpoch = Math.ceil(Math.ceil(rows / batch_size) / gradient_accumulation_steps);
  return max_steps ?? Math.max(1, Math.ceil(perEpoch * n_epochs));
}
