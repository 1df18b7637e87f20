import type { ModelFacts } from '#sizing/facts.js';
import { shapeOf } from '#sizing/facts.js';
import { findGpu, type Gpu, GPUS } from '#sizing/gpus.js';
import { hostBytes, memoryOf, type Optimizer, totalOf, type Training } from '#sizing/memory.js';
import { energyKwh, type Ranged, SPEED_INTERVAL, tokensPerSecond } from '#sizing/speed.js';
import { rangeOf, verdictOf } from '#sizing/verdict.js';
import { invalid } from '#kernel/errors.js';
import type { Estimate, Unavailable } from '#jobs/estimate.contract.js';
import { ANSWERS, inMib, trainingOf, wholeBytes } from '#jobs/estimate-memory.js';
import { costOf, gpuHourPrice, type GpuPrice, startSeconds } from '#jobs/estimate-time.js';
import type { FinetuneSpec } from '#jobs/spec.js';
import type { PlanRow } from './estimates.contract.js';

/** What a plan asks: which GPUs, how many of each, and what to suppose of the training besides its job. */
export interface PlanAsk {
  gpus: readonly Gpu[];
  count: number;
  zero: Training['zero'];
  prices: ReadonlyMap<string, GpuPrice>;
  full: boolean;
  checkpointing: boolean | null;
  chunkedLoss: boolean | null;
  optimizer: Optimizer;
}

const KNOWN = GPUS.map(({ id }) => id).join(', ');

/** `all`, or ids with commas between them. Throws `invalid_value` that names the GPUs there are. */
export function gpusOf(text: string): Gpu[] {
  if (text.trim() === 'all') return [...GPUS];
  const ids = [...new Set(text.split(',').map((id) => id.trim()))];
  return ids.map((id) => {
    const gpu = findGpu(id);
    if (!gpu)
      throw invalid('invalid_value', `No GPU is called '${id.slice(0, 50)}'. There are ${KNOWN}, or all.`, {
        param: 'gpus',
      });
    return gpu;
  });
}

/** `l4=0.71 USD,a100-80=1.90 EUR`: an hour of one GPU. */
export function pricesOf(text: string | undefined): Map<string, GpuPrice> {
  const prices = new Map<string, GpuPrice>();
  for (const part of text === undefined ? [] : text.split(',')) {
    const [id = '', price] = part.split('=').map((piece) => piece.trim());
    const parsed = gpuHourPrice(price);
    if (!findGpu(id) || !parsed)
      throw invalid(
        'invalid_value',
        `'${part.slice(0, 80)}' is no price of a GPU: write l4=0.71 USD,a100-80=1.90 EUR. There are ${KNOWN}.`,
        { param: 'gpu_prices' },
      );
    prices.set(findGpu(id)!.id, parsed);
  }
  return prices;
}

/** One row for each GPU: what the training needs of it, what it would take, and why a number is missing. */
export function planOf(
  ask: PlanAsk,
  of: { spec: FinetuneSpec; facts: ModelFacts | null; estimate: Estimate },
): PlanRow[] {
  const { shape, missing } = shapeOf(of.facts);
  return ask.gpus.map((gpu) => {
    const about = { gpu: gpu.id, name: gpu.name, count: ask.count, gpu_memory_mb: gpu.memoryMb };
    if (!shape)
      return {
        ...about,
        ...NOTHING,
        unavailable: [{ what: 'memory_mb', reason: `${missing} is not known.` }],
      };
    const row = of.estimate.row_tokens ?? null;
    const training = supposed(
      ask,
      gpu,
      trainingOf({
        ...{
          shape,
          params: of.spec.params,
          dtype: gpu.tflops === null ? 'float32' : 'bfloat16',
          device: 'cuda',
        },
        length: row?.longest ?? longestOf(of.spec),
      }),
    );
    const parts = memoryOf(training);
    const memory = rounded(rangeOf(totalOf(parts) / 2 ** 20));
    const verdict = verdictOf(memory, gpu.memoryMb);
    const time = timeOf(gpu, training, of, row?.mean ?? null);
    const price = ask.prices.get(gpu.id) ?? null;
    const runs = verdict !== 'does_not_fit';
    const seconds = runs ? time.seconds : null;
    return {
      ...about,
      verdict,
      memory_mb: { ...memory, parts: inMib(parts) },
      host_memory_mb: Math.ceil(hostBytes(training) / 2 ** 20),
      seconds,
      cost: seconds && price ? costOf(seconds.value * ask.count, price) : null,
      energy_kwh: seconds && ranged(seconds, (one) => energyKwh(gpu, one * ask.count)),
      unavailable: reasons({ runs, time: time.reason, price }),
    };
  });
}

const NOTHING = {
  ...{ verdict: null, memory_mb: null, host_memory_mb: null, seconds: null, cost: null, energy_kwh: null },
};

const longestOf = ({ params }: FinetuneSpec): number =>
  params.trainer.max_seq_length * ANSWERS[params.method];

function supposed(ask: PlanAsk, gpu: Gpu, training: Training): Training {
  return {
    ...training,
    ...(ask.full ? { adapter: null, quantization: null } : {}),
    checkpointing: ask.checkpointing ?? training.checkpointing,
    logits: ask.chunkedLoss === false ? 'full' : 'chunked',
    optimizer: ask.optimizer,
    gpus: ask.count,
    zero: ask.zero,
  };
}

function timeOf(
  gpu: Gpu,
  training: Training,
  { spec, estimate }: { spec: FinetuneSpec; estimate: Estimate },
  mean: number | null,
): { seconds: Ranged; reason: null } | { seconds: null; reason: string } {
  if (estimate.tokens === null)
    return { seconds: null, reason: 'Nobody has counted the tokens of the rows.' };
  const dpo = spec.params.method === 'dpo';
  // what is trained on is as long as rows are; memory asks for the longest, speed for the mean
  const length = spec.params.trainer.packing || mean === null ? training.length : mean / (dpo ? 2 : 1);
  const speed = tokensPerSecond({ ...training, length }, gpu, dpo);
  if (speed === null)
    return { seconds: null, reason: `${gpu.name} has no bfloat16: its speed is not known.` };
  const start = startSeconds(wholeBytes(training.shape, training.dtype));
  const work = estimate.tokens.value / (speed * training.gpus);
  return {
    seconds: rounded({
      value: start + work,
      low: (start + work) * SPEED_INTERVAL.low,
      high: (start + work) * SPEED_INTERVAL.high,
    }),
    reason: null,
  };
}

function reasons(of: { runs: boolean; time: string | null; price: GpuPrice | null }): Unavailable[] {
  const found: [string, string | null][] = [
    ['seconds', of.runs ? of.time : 'It does not fit.'],
    ['energy_kwh', of.runs ? of.time : 'It does not fit.'],
    [
      'cost',
      !of.runs
        ? 'It does not fit.'
        : (of.time ?? (of.price ? null : 'No price of it was given (gpu_prices).')),
    ],
  ];
  return found.flatMap(([what, reason]) => (reason === null ? [] : [{ what, reason }]));
}

const ranged = ({ value, low, high }: Ranged, by: (one: number) => number): Ranged => ({
  ...{ value: by(value), low: by(low), high: by(high) },
});
const rounded = ({ value, low, high }: Ranged): Ranged => ({
  value: Math.ceil(value),
  low: Math.floor(low),
  high: Math.ceil(high),
});
