import type { AdapterBody, TrainerBody } from './finetune.contract.js';
import type { FinetuneParams, FinetuneSftParams } from './recipe-finetune.contract.js';

export type Method = FinetuneParams['method'];

/** What `auto` is resolved from. */
export interface Facts {
  rows: number;
  parameterCount: number | null;
  contextLength: number | null;
  /** Of rows with a label: how many are wanted and how many are not. */
  labels?: { true: number; false: number };
  /** Processes that train together; left out: one. */
  world?: number;
}
type Auto = number | 'auto';
/** What belongs to one method or another. */
export interface MethodBody {
  method: Method;
  beta?: Auto;
  desirable_weight?: Auto;
  undesirable_weight?: Auto;
}

/** Of a supervised training. */
export function resolveSft(adapter: AdapterBody, trainer: TrainerBody, facts: Facts): FinetuneSftParams {
  return { method: 'sft', ...resolve(adapter, trainer, facts, 'sft') };
}

/**
 * Numbers for every `auto`. Few rows want several passes and small batches; LoRA rates fall with model size (1e-3 was
 * measured right for 135M parameters, 2e-4 is the usual rate from 1B on). Pure, so that a dry run says the same.
 */
export function resolveParams(
  asked: MethodBody,
  adapter: AdapterBody,
  trainer: TrainerBody,
  facts: Facts,
): FinetuneParams {
  const { method } = asked;
  const shared = resolve(adapter, trainer, facts, method);
  const beta = asked.beta === undefined || asked.beta === 'auto' ? AUTO_BETA : asked.beta;
  switch (method) {
    case 'sft':
      return resolveSft(adapter, trainer, facts);
    case 'orpo':
      return { method, beta, ...shared };
    case 'dpo':
      return { method, beta, ...shared, adapter: beside(shared.adapter) };
    case 'kto':
      return { method, beta, ...autoWeights(asked, facts), ...shared, adapter: beside(shared.adapter) };
  }
}

type AnyAdapter = FinetuneSftParams['adapter'];
/** The reference of these methods is the model without its adapter, so they need one (training-rules.ts). */
function beside(adapter: AnyAdapter): Exclude<AnyAdapter, { type: 'none' }> {
  if (adapter.type === 'none') throw new Error('full fine-tuning has no reference to hold answers to');
  return adapter;
}

/**
 * Weights that let both labels pull alike, each number times its weight being the same: the lower bound of what the paper found
 * good (Ethayarajh et al. 2024, section 4.2, eq. 8: a ratio of 1 to 4/3). The rarer label gets the larger weight.
 */
function autoWeights(asked: MethodBody, { labels }: Facts) {
  const { desirable_weight: good, undesirable_weight: bad } = asked;
  const wanted = Math.max(1, labels?.true ?? 1);
  const unwanted = Math.max(1, labels?.false ?? 1);
  const auto = (own: number, other: number) => Math.min(100, Math.max(1, Number((other / own).toFixed(4))));
  return {
    desirable_weight: typeof good === 'number' ? good : auto(wanted, unwanted),
    undesirable_weight: typeof bad === 'number' ? bad : auto(unwanted, wanted),
  };
}

function resolve(
  adapter: AdapterBody,
  trainer: TrainerBody,
  facts: Facts,
  method: Method,
): Omit<FinetuneSftParams, 'method'> {
  const batch = trainer.batch_size === 'auto' ? autoBatch(facts.rows) : trainer.batch_size;
  const epochs = trainer.n_epochs === 'auto' ? autoEpochs(facts.rows, method) : trainer.n_epochs;
  const steps = stepsOf({ ...trainer, n_epochs: epochs, batch_size: batch }, facts.rows, facts.world);
  return {
    adapter: shapeOf(adapter),
    trainer: {
      ...trainer,
      n_epochs: epochs,
      batch_size: batch,
      save_steps: trainer.save_steps ?? Math.ceil(steps / SAVES_PER_RUN),
      learning_rate:
        trainer.learning_rate === 'auto'
          ? autoRate(facts.parameterCount, rateOf({ method, adapter }))
          : trainer.learning_rate,
      max_seq_length:
        trainer.max_seq_length === 'auto' ? autoLength(facts.contextLength) : trainer.max_seq_length,
    },
    device: 'auto',
  };
}

function shapeOf({ type, ...adapter }: AdapterBody): FinetuneSftParams['adapter'] {
  if (type === 'none') return { type, quantization: null };
  const quantization = type === 'qlora' ? (adapter.quantization ?? { method: 'bnb-nf4' as const }) : null;
  return { type, ...adapter, alpha: adapter.alpha ?? 2 * adapter.r, quantization };
}

/** Where rows are cut unless a job says so. */
export const autoLength = (contextLength: number | null): number => Math.min(contextLength ?? 2048, 2048);
const autoBatch = (rows: number): number => (rows >= 256 ? 8 : rows >= 64 ? 4 : 2);
/** Pairs overfit sooner than rows: a few passes over little, one over more. */
const autoEpochs = (rows: number, method: Method): number =>
  method !== 'sft' ? (rows >= 100 ? 1 : 3) : rows >= 400 ? 1 : rows >= 100 ? 3 : 5;
/** As the papers of DPO, KTO and ORPO, and trl. */
const AUTO_BETA = 0.1;
const SAVES_PER_RUN = 10;
const RATES = {
  sft: { tiny: 1e-3, small: 5e-4, large: 2e-4 },
  dpo: { tiny: 5e-4, small: 1e-4, large: 5e-5 }, // 5e-4 was measured right for 135M
  kto: { tiny: 5e-4, small: 1e-4, large: 5e-5 },
  orpo: { tiny: 5e-4, small: 1e-4, large: 5e-5 },
  full: { tiny: 1e-4, small: 5e-5, large: 2e-5 }, // every weight moves: a tenth of LoRA's (trl's default is 2e-5)
} as const satisfies Record<Method | 'full', object>;
/** Which of the rates is the one that `auto` stands for. */
export const rateOf = ({
  method,
  adapter,
}: {
  method: Method;
  adapter: { type: string };
}): keyof typeof RATES => (adapter.type === 'none' ? 'full' : method);

/** Also the base that OpenAI's learning_rate_multiplier multiplies. */
export function autoRate(parameters: number | null, method: keyof typeof RATES): number {
  const { tiny, small, large } = RATES[method];
  return parameters === null || parameters >= 1e9 ? large : parameters >= 4e8 ? small : tiny;
}

/** Optimizer steps of a run, for progress before the first event. */
export const plannedSteps = ({ trainer }: FinetuneParams, rows: number, world = 1): number =>
  stepsOf(trainer, rows, world);

function stepsOf(
  trainer: Pick<
    FinetuneParams['trainer'],
    'max_steps' | 'n_epochs' | 'batch_size' | 'gradient_accumulation_steps'
  >,
  rows: number,
  world = 1,
): number {
  const { max_steps, n_epochs, batch_size, gradient_accumulation_steps } = trainer;
  const perEpoch = Math.ceil(Math.ceil(rows / (batch_size * world)) / gradient_accumulation_steps);
  return max_steps ?? Math.max(1, Math.ceil(perEpoch * n_epochs));
}
