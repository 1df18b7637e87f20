import { correctionOf, type Correction } from '#sizing/calibration.js';
import { shapeOf } from '#sizing/facts.js';
import { FITTED } from '#sizing/fitted.js';
import { hostBytes, memoryOf, totalOf, type Training } from '#sizing/memory.js';
import { SPEED_INTERVAL } from '#sizing/speed.js';
import type { Estimate, Figure } from './estimate.contract.js';
import { byPeaks, CPU_MEMORY, finished, MEASURED, type Reckoned, within } from './estimate-finish.js';
import { dtypeOf, type Ground, type RowLength } from './estimate-ground.js';
import { ANSWERS, inMib, trainingOf, wholeBytes } from './estimate-memory.js';
import {
  flopsPerToken,
  formula,
  measured,
  type Sample,
  secondsFrom,
  startSeconds,
  SUSTAINED,
} from './estimate-time.js';
import { plannedSteps } from './hyperparameters.js';
import { type Past, peakMb, resultOf } from './outcome.js';
import { type FinetuneSpec, perNode, worldOf } from './spec.js';

export function ofTraining(ground: Ground, spec: FinetuneSpec, row: RowLength | null): Estimate {
  const { params } = spec;
  const rows = params.trainer.max_steps
    ? params.trainer.max_steps *
      params.trainer.batch_size *
      params.trainer.gradient_accumulation_steps *
      worldOf(spec)
    : spec.rows * params.trainer.n_epochs;
  const tokens: Figure | null = row && {
    value: Math.ceil(rows * row.mean),
    basis: row.basis,
    from: row.from,
  };
  const like = ground.history.filter((job) => isLike(job, spec));
  const samples = like.flatMap((job): Sample[] => {
    const { seconds } = resultOf(job);
    return seconds === undefined || job.trainedTokens === null
      ? []
      : [{ units: Number(job.trainedTokens), seconds }];
  });
  const sort = ground.family.filter((job) => isLike(job, spec));
  return finished(ground, {
    world: worldOf(spec),
    perNode: perNode(spec),
    tokens,
    row_tokens: row && { mean: row.mean, longest: row.longest },
    steps: formula(
      plannedSteps(params, spec.rows, worldOf(spec)),
      'rows, batch size, accumulation and epochs, or max_steps',
    ),
    ...(tokens ? trainingSeconds(ground, spec, { tokens: tokens.value, samples, sort }) : NOTHING),
    ...trainingMemoryOf(ground, spec, { row, like, sort }),
  });
}
const NOTHING = { seconds: null, secondsByFormula: null };

/** What the job is to the estimator; null, with what is missing, where its base or its device is not known well enough. */
export function settingOf(
  ground: Pick<Ground, 'size' | 'device' | 'history' | 'target'>,
  spec: FinetuneSpec,
  longest: number | null,
): { training: Training; missing: null } | { training: null; missing: string } {
  const { shape, missing } = shapeOf(ground.size);
  if (!shape) return { training: null, missing: `${missing} is not known.` };
  const { device } = ground;
  if (!device)
    return { training: null, missing: `No worker has seen yet what the target ${ground.target} has.` };
  const { max_seq_length } = spec.params.trainer;
  const length = longest ?? max_seq_length * ANSWERS[spec.params.method];
  return {
    training: {
      ...trainingOf({ shape, device, dtype: dtypeOf(ground), params: spec.params, length }),
      gpus: worldOf(spec),
    },
    missing: null,
  };
}

function trainingSeconds(
  ground: Ground,
  spec: FinetuneSpec,
  of: { tokens: number; samples: readonly Sample[]; sort: readonly Past[] },
): { seconds: Figure | null; secondsByFormula: number | null } {
  const { size, device, machine } = ground;
  const byFormula = () => {
    if (!size || !device) return null;
    const { method } = spec.params;
    const recomputes = device === 'cuda' && size.parameters >= 1e9;
    const cores = machine ? machine.cpus / Math.max(1, machine.slots) : 1;
    const speed = (device === 'cuda' ? SUSTAINED.gpu : SUSTAINED.core * cores) * worldOf(spec);
    const value =
      startSeconds(wholeBytes(size, dtypeOf(ground))) +
      (of.tokens * flopsPerToken(size.parameters, method, recomputes)) / speed;
    const from = `start + tokens x ${flopsPerToken(1, method, recomputes)}N / ${speed / 1e9} Gflop/s sustained (Kaplan et al. 2020)`;
    return { value, from };
  };
  const made = byFormula();
  const seen = secondsFrom(of.samples, of.tokens);
  if (seen !== null) {
    const from = `${of.samples.length} earlier jobs of this base and method on ${ground.target}`;
    const ratios = of.samples.map(({ units, seconds }) => seconds / secondsFrom(of.samples, units)!);
    const seconds = within(measured(seen, from), correctionOf(ratios, MEASURED.seconds).interval);
    return { seconds, secondsByFormula: made?.value ?? null };
  }
  if (!made) return NOTHING;
  const correction = corrected(
    of.sort,
    (job) => [job.estimate?.formula?.seconds, resultOf(job).seconds],
    SPEED_INTERVAL,
  );
  return { seconds: calibrated(made, correction, ground.target), secondsByFormula: made.value };
}

function trainingMemoryOf(
  ground: Ground,
  spec: FinetuneSpec,
  { row, like, sort }: { row: RowLength | null; like: readonly Past[]; sort: readonly Past[] },
): Pick<Reckoned, 'memory' | 'memoryByFormula' | 'host' | 'missing'> {
  const { training, missing } = settingOf(ground, spec, row?.longest ?? null);
  const bytes = training && memoryOf(training);
  const parts = bytes && inMib(bytes);
  const value = parts && totalOf(parts);
  const host =
    training && ground.device === 'cuda'
      ? formula(
          hostBytes({ ...training, gpus: perNode(spec) }) / 2 ** 20,
          'Python and torch, and the largest tensors while they are read',
        )
      : null;
  const rest = { memoryByFormula: value, host, missing };
  const same = like.filter((job) => {
    const { params } = job.spec as FinetuneSpec;
    return (
      params.trainer.batch_size === spec.params.trainer.batch_size &&
      params.trainer.max_seq_length === spec.params.trainer.max_seq_length &&
      rankOf(params.adapter) === rankOf(spec.params.adapter)
    );
  });
  const seen = byPeaks(same, parts);
  if (seen) return { ...rest, memory: seen };
  if (value === null) return { ...rest, memory: null };
  const prior = ground.device === 'cuda' ? FITTED.interval : CPU_MEMORY;
  const correction = corrected(sort, (job) => [job.estimate?.formula?.memory_mb, peakMb(job)], prior);
  const from = 'weights + adapter + gradients + AdamW + activations + logits (docs/estimates.md)';
  return { ...rest, memory: { ...calibrated({ value, from }, correction, ground.target), parts } };
}

/** What jobs of the sort came to against the formula. */
function corrected(
  jobs: readonly Past[],
  pair: (job: Past) => [number | null | undefined, number | null | undefined],
  prior: { low: number; high: number },
): Correction {
  const ratios = jobs.flatMap((job) => {
    const [formula, actual] = pair(job);
    return formula && actual ? [actual / formula] : [];
  });
  return correctionOf(ratios, prior);
}

function calibrated(
  { value, from }: { value: number; from: string },
  { factor, interval, jobs }: Correction,
  target: string,
): Figure {
  if (jobs === 0) return within(formula(value, from), interval);
  const by = `${from}, x ${factor.toFixed(2)} by ${jobs} earlier ${jobs === 1 ? 'job' : 'jobs'} of this family and method on ${target}`;
  return within({ value: Math.ceil(value * factor), basis: 'calibrated', from: by }, interval);
}

const rankOf = (adapter: FinetuneSpec['params']['adapter']): number | null =>
  adapter.type === 'none' ? null : adapter.r;

/** Same method and same way of holding the weights: what differs in these differs in speed and memory. */
function isLike(job: Past, spec: FinetuneSpec): boolean {
  const { params, processes } = job.spec as Partial<FinetuneSpec>;
  return (
    worldOf({ processes }) === worldOf(spec) &&
    params?.trainer !== undefined &&
    params.method === spec.params.method &&
    (params.adapter.quantization === null) === (spec.params.adapter.quantization === null)
  );
}
