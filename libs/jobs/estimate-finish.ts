import { correctionOf } from '#sizing/calibration.js';
import { type Verdict, verdictOf } from '#sizing/verdict.js';
import type { Estimate, Figure, MemoryParts, Unavailable } from './estimate.contract.js';
import type { Ground } from './estimate-ground.js';
import { costOf, measured } from './estimate-time.js';
import { type Past, peakMb } from './outcome.js';

/** How far measured numbers vary from one job to a like one, before jobs of the sort have shown it. */
export const MEASURED = { seconds: { low: 0.67, high: 1.5 }, memory: { low: 0.9, high: 1.1 } } as const;
/** Of the formula on a CPU, which no published measurement was held against. */
export const CPU_MEMORY = { low: 0.5, high: 2 } as const;

export const within = (figure: Figure, { low, high }: { low: number; high: number }): Figure => ({
  ...figure,
  low: Math.floor(figure.value * low),
  high: Math.ceil(figure.value * high),
});

export function byPeaks(like: readonly Past[], parts: MemoryParts | null): Estimate['memory_mb'] {
  const peaks = like.flatMap((job) => peakMb(job) ?? []);
  if (peaks.length === 0) return null;
  const most = Math.max(...peaks);
  const { interval } = correctionOf(
    peaks.map((peak) => peak / most),
    MEASURED.memory,
  );
  return {
    ...within(measured(most, `the largest of ${peaks.length} earlier jobs like it`), interval),
    parts,
  };
}

/** The numbers of a job before they are held against its target. */
export interface Reckoned {
  /** Processes that train together, and those of one machine; absent: one. Each has its own device and memory. */
  world?: number;
  perNode?: number;
  tokens: Figure | null;
  row_tokens?: Estimate['row_tokens'];
  steps: Figure | null;
  seconds: Figure | null;
  secondsByFormula: number | null;
  memory: Estimate['memory_mb'];
  memoryByFormula: number | null;
  host: Figure | null;
  /** Why there is no formula for memory. */
  missing: string | null;
}

export function finished(ground: Ground, reckoned: Reckoned): Estimate {
  const { kind, base, target, device, machine } = ground;
  const {
    memory,
    memoryByFormula,
    secondsByFormula,
    host,
    missing,
    world = 1,
    perNode = 1,
    ...rest
  } = reckoned;
  const available = device === 'cuda' ? (machine?.gpuMemoryMb ?? null) : shareOf(machine);
  const gpuSeconds = device === 'cuda' ? rest.seconds && times(rest.seconds, world, 'GPUs') : null;
  const cost = gpuSeconds && ground.price ? costOf(gpuSeconds.value, ground.price) : null;
  return {
    ...{ kind, base_model: base },
    target: { name: target, device, memory_mb: available },
    ...rest,
    gpu_seconds: gpuSeconds,
    memory_mb: memory,
    host_memory_mb: device === 'cuda' ? host : memory && times(withoutParts(memory), perNode, 'processes'),
    energy_kwh: null,
    ...fit(ground, memory, available, missing),
    cost,
    unavailable: reasons(ground, { ...reckoned, cost }),
    formula: { memory_mb: memoryByFormula, seconds: secondsByFormula },
  };
}

const withoutParts = ({ parts: _own, ...figure }: NonNullable<Estimate['memory_mb']>): Figure => figure;

function times(figure: Figure, count: number, what: string): Figure {
  if (count === 1) return figure;
  const { value, low, high } = figure;
  const scaled =
    low === undefined
      ? { value: value * count }
      : { value: value * count, low: low * count, high: high! * count };
  return { ...figure, ...scaled, from: `${figure.from}, x ${count} ${what}` };
}

/** A null has its reason. */
function reasons(
  { device, target, price, kind }: Ground,
  of: Reckoned & { cost: Estimate['cost'] },
): Unavailable[] {
  const trains = kind === 'finetune' || kind === 'evaluate';
  const found: [string, boolean, string][] = [
    [
      'tokens',
      trains && of.tokens === null,
      'Nobody has counted the tokens of the rows, and their file is not there.',
    ],
    ['memory_mb', of.memory === null, of.missing ?? 'The size of the base model is not known.'],
    [
      'seconds',
      of.seconds === null,
      of.missing ?? 'The tokens of the rows or the size of the base model are not known.',
    ],
    [
      'energy_kwh',
      true,
      `The target ${target} does not say what its ${device === 'cuda' ? 'GPU' : 'CPU'} draws; a plan on named GPUs does (gpus=…).`,
    ],
    [
      'cost',
      of.cost === null,
      device === 'cpu'
        ? 'A CPU has no price.'
        : price
          ? 'The GPU time is not known.'
          : 'LUTHIER_GPU_HOUR_PRICE is not set.',
    ],
  ];
  return found.flatMap(([what, isNull, reason]) => (isNull ? [{ what, reason }] : []));
}

/** Attempts that run at once on one machine share its memory. */
const shareOf = (machine: Ground['machine']): number | null =>
  machine && Math.floor(machine.memoryMb / Math.max(1, machine.slots));

function fit(
  { target, kind }: Ground,
  needed: Figure | null,
  available: number | null,
  missing: string | null,
): Pick<Estimate, 'fits' | 'verdict' | 'fits_reason'> {
  if (available === null)
    return {
      ...{ fits: null, verdict: null },
      fits_reason: `The target ${target} has not said yet what memory it has: no worker has seen it.`,
    };
  if (needed === null)
    return {
      ...{ fits: null, verdict: null },
      fits_reason: missing ?? 'The size of the base model is not known.',
    };
  const { value, low = value, high = value } = needed;
  const verdict: Verdict = verdictOf({ value, low, high }, available);
  const numbers = `about ${value} MiB${low < high ? ` (${low} to ${high})` : ''} of the ${available} MiB that one attempt on ${target} may use`;
  const less =
    kind === 'finetune'
      ? 'lower batch_size or max_seq_length, take adapter.type qlora, or a smaller base model'
      : 'take a smaller base model or a larger target';
  const ends = { fits: '.', tight: ': it may run out of memory.', does_not_fit: `: ${less}.` };
  return { fits: verdict !== 'does_not_fit', verdict, fits_reason: `It needs ${numbers}${ends[verdict]}` };
}
