import type { Estimate, Figure } from './estimate.contract.js';
import {
  type Dtype,
  type ModelSize,
  otherMemory,
  totalOf,
  trainingMemory,
  weightBytes,
} from './estimate-memory.js';
import {
  answerSeconds,
  costOf,
  flopsPerToken,
  formula,
  type GpuPrice,
  measured,
  type Sample,
  secondsFrom,
  startSeconds,
  SUSTAINED,
} from './estimate-time.js';
import { plannedSteps } from './hyperparameters.js';
import type { EvaluateSpec, FinetuneSpec } from './spec.js';

/** A finished job, as far as an estimate reads it. */
export interface Past {
  id: string;
  spec: unknown;
  result: unknown;
  trainedTokens: bigint | null;
}
interface Result {
  seconds?: number;
  peak_memory_mb?: number;
  metrics?: Record<string, number>;
  environment?: { device?: string; dtype?: string };
}

/** What an estimate stands on. */
export interface Ground {
  kind: Estimate['kind'];
  base: string | null;
  target: string;
  machine: { cpus: number; memoryMb: number; gpus: number; gpuMemoryMb: number | null; slots: number } | null;
  device: 'cuda' | 'cpu' | null;
  size: ModelSize | null;
  /** Succeeded jobs of this kind and base on this target, newest first. */
  history: readonly Past[];
  price: GpuPrice | null;
}
export interface RowLength {
  mean: number;
  longest: number;
  basis: Figure['basis'];
  from: string;
}

const resultOf = (job: Past): Result => job.result ?? {};

export function deviceOf(machine: Ground['machine'], history: readonly Past[]): Ground['device'] {
  if (machine) return machine.gpus > 0 ? 'cuda' : 'cpu';
  const last = history.map((job) => resultOf(job).environment?.device).find((name) => name !== undefined);
  return last === 'cuda' || last === 'cpu' ? last : null;
}

export function sizeOf(row: {
  parameterCount: bigint | null;
  config: { hiddenSize?: number | null; layers?: number | null; vocabSize?: number | null } | null;
}): ModelSize | null {
  if (row.parameterCount === null) return null;
  const { hiddenSize = null, layers = null, vocabSize = null } = row.config ?? {};
  return { parameters: Number(row.parameterCount), hidden: hiddenSize, layers, vocabulary: vocabSize };
}

/** bfloat16 on a GPU; on a CPU what earlier jobs ran in, else the larger (jobs/lib/hardware.py picks by the CPU's flags). */
function dtypeOf({ device, history }: Ground): Dtype {
  const seen = history.map((job) => resultOf(job).environment?.dtype).find((name) => name !== undefined);
  if (seen === 'bfloat16' || seen === 'float32' || seen === 'float16') return seen;
  return device === 'cuda' ? 'bfloat16' : 'float32';
}

export function ofTraining(ground: Ground, spec: FinetuneSpec, row: RowLength | null): Estimate {
  const { params } = spec;
  const rows = params.trainer.max_steps
    ? params.trainer.max_steps * params.trainer.batch_size * params.trainer.gradient_accumulation_steps
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
  return finished(ground, {
    tokens,
    steps: formula(
      plannedSteps(params, spec.rows),
      'rows, batch size, accumulation and epochs, or max_steps',
    ),
    seconds: tokens && trainingSeconds(ground, spec, { tokens: tokens.value, samples }),
    memory: trainingMemoryOf(ground, spec, { row, like }),
  });
}

function trainingSeconds(
  ground: Ground,
  spec: FinetuneSpec,
  { tokens, samples }: { tokens: number; samples: readonly Sample[] },
): Figure | null {
  const seen = secondsFrom(samples, tokens);
  if (seen !== null)
    return measured(seen, `${samples.length} earlier jobs of this base and method on ${ground.target}`);
  const { size, device, machine } = ground;
  if (!size || !device) return null;
  const { method } = spec.params;
  const recomputes = device === 'cuda' && size.parameters >= 1e9;
  const cores = machine ? machine.cpus / Math.max(1, machine.slots) : 1;
  const speed = device === 'cuda' ? SUSTAINED.gpu : SUSTAINED.core * cores;
  const weights = weightBytes(size, dtypeOf(ground), false);
  return formula(
    startSeconds(weights) + (tokens * flopsPerToken(size.parameters, method, recomputes)) / speed,
    `start + tokens x ${flopsPerToken(1, method, recomputes)}N / ${speed / 1e9} Gflop/s sustained (Kaplan et al. 2020)`,
  );
}

function trainingMemoryOf(
  ground: Ground,
  spec: FinetuneSpec,
  { row, like }: { row: RowLength | null; like: readonly Past[] },
): Estimate['memory_mb'] {
  const parts =
    ground.size && ground.device
      ? trainingMemory({
          ...{ size: ground.size, params: spec.params, dtype: dtypeOf(ground), device: ground.device },
          length: row?.longest ?? spec.params.trainer.max_seq_length,
        })
      : null;
  const same = like.filter((job) => {
    const { params } = job.spec as FinetuneSpec;
    return (
      params.trainer.batch_size === spec.params.trainer.batch_size &&
      params.trainer.max_seq_length === spec.params.trainer.max_seq_length &&
      params.adapter.r === spec.params.adapter.r
    );
  });
  return memoryFrom(
    same,
    parts,
    'weights + adapter + gradients + AdamW + activations (QLoRA 2023, Korthikanti et al. 2022)',
  );
}

/** Same method and same way of holding the weights: what differs in these differs in speed and memory. */
function isLike(job: Past, spec: FinetuneSpec): boolean {
  const params = (job.spec as Partial<FinetuneSpec>).params;
  return (
    params?.trainer !== undefined &&
    params.method === spec.params.method &&
    (params.adapter.quantization === null) === (spec.params.adapter.quantization === null)
  );
}

export function ofEvaluation(
  ground: Ground,
  spec: EvaluateSpec,
  { rows, row }: { rows: number; row: RowLength | null },
): Estimate {
  const { engine, batch_size, max_new_tokens } = spec;
  const perRow = (row?.mean ?? 0) + max_new_tokens;
  const tokens: Figure | null = row && {
    value: Math.ceil(rows * perRow),
    basis: 'formula',
    from: `${row.from}; and max_new_tokens a row, at most`,
  };
  const like = ground.history.filter((job) => (job.spec as Partial<EvaluateSpec>).engine === engine);
  const samples = like.flatMap((job): Sample[] => {
    const { seconds, metrics } = resultOf(job);
    return seconds === undefined ? [] : [{ units: metrics?.['rows'] ?? 0, seconds }];
  });
  const { size, device, machine } = ground;
  const dtype = dtypeOf(ground);
  const seen = secondsFrom(samples, rows);
  const byFormula = () => {
    if (!size || !device) return null;
    const weights = weightBytes(size, dtype, false);
    const cores = machine ? machine.cpus / Math.max(1, machine.slots) : 1;
    const speed = device === 'cuda' ? SUSTAINED.gpu : SUSTAINED.core * cores;
    const batches = Math.ceil(rows / (engine === 'llamacpp' ? 1 : batch_size));
    const answers = answerSeconds({ weightBytes: weights, batches, newTokens: max_new_tokens, device });
    return formula(
      startSeconds(weights) + answers + (rows * perRow * 2 * size.parameters) / speed,
      'start + 2N a token, and all weights read once for every new token of a batch',
    );
  };
  const parts =
    size && device
      ? otherMemory('evaluate', {
          size,
          dtype,
          device,
          tokens: batch_size * ((row?.longest ?? 0) + max_new_tokens),
        })
      : null;
  return finished(ground, {
    tokens,
    steps: formula(Math.ceil(rows / batch_size), 'rows and batch size'),
    seconds:
      seen === null
        ? byFormula()
        : measured(seen, `${samples.length} earlier evaluations of this base on ${ground.target}`),
    memory: memoryFrom(like, parts, 'weights + keys and values of a batch'),
  });
}

/** A merge or a quantisation: one pass over the weights. */
export function ofPiece(ground: Ground, kind: 'merge' | 'quantize'): Estimate {
  const { size, device } = ground;
  const samples = ground.history.flatMap((job): Sample[] => {
    const { seconds } = resultOf(job);
    return seconds === undefined ? [] : [{ units: 1, seconds }];
  });
  const seen = secondsFrom(samples, 1);
  const byFormula = () => {
    if (!size) return null;
    const weights = weightBytes(size, dtypeOf(ground), false);
    return formula(startSeconds(2 * weights), 'start + weights read and written at 200 MB/s');
  };
  const parts =
    size && otherMemory(kind, { size, dtype: dtypeOf(ground), device: device ?? 'cpu', tokens: 0 });
  return finished(ground, {
    tokens: null,
    steps: null,
    seconds:
      seen === null
        ? byFormula()
        : measured(seen, `${samples.length} earlier jobs of this base on ${ground.target}`),
    memory: memoryFrom(ground.history, parts, 'weights and the largest matrix'),
  });
}

function memoryFrom(
  like: readonly Past[],
  parts: ReturnType<typeof trainingMemory> | null,
  from: string,
): Estimate['memory_mb'] {
  const peaks = like.flatMap((job) => resultOf(job).peak_memory_mb ?? []);
  if (peaks.length > 0)
    return { ...measured(Math.max(...peaks), `the largest of ${peaks.length} earlier jobs like it`), parts };
  return parts && { ...formula(totalOf(parts), from), parts };
}

function finished(
  ground: Ground,
  figures: Pick<Estimate, 'tokens' | 'steps' | 'seconds'> & { memory: Estimate['memory_mb'] },
): Estimate {
  const { kind, base, target, device, machine } = ground;
  const { memory, ...rest } = figures;
  const available = device === 'cuda' ? (machine?.gpuMemoryMb ?? null) : shareOf(machine);
  const gpuSeconds = device === 'cuda' ? figures.seconds : null;
  return {
    ...{ kind, base_model: base },
    target: { name: target, device, memory_mb: available },
    ...rest,
    gpu_seconds: gpuSeconds,
    memory_mb: memory,
    ...fit(target, memory?.value ?? null, available),
    cost: gpuSeconds && ground.price ? costOf(gpuSeconds.value, ground.price) : null,
  };
}

/** Attempts that run at once on one machine share its memory. */
const shareOf = (machine: Ground['machine']): number | null =>
  machine && Math.floor(machine.memoryMb / Math.max(1, machine.slots));

function fit(target: string, needed: number | null, available: number | null) {
  if (available === null)
    return {
      fits: null,
      fits_reason: `The target ${target} has not said yet what memory it has: no worker has seen it.`,
    };
  if (needed === null) return { fits: null, fits_reason: 'The size of the base model is not known.' };
  const numbers = `about ${needed} MiB of the ${available} MiB that one attempt on ${target} may use`;
  return needed <= available
    ? { fits: true, fits_reason: `It needs ${numbers}.` }
    : {
        fits: false,
        fits_reason: `It needs ${numbers}: lower batch_size or max_seq_length, take adapter.type qlora, or a smaller base model.`,
      };
}

/** What a finished job came to, beside what was expected; null until it has succeeded. */
export function actualOf(job: Past & { estimate: unknown }) {
  const { seconds, peak_memory_mb, metrics } = resultOf(job);
  if (seconds === undefined) return null;
  const expected = job.estimate as Estimate | null;
  const actual = {
    tokens: job.trainedTokens === null ? null : Number(job.trainedTokens),
    steps: metrics?.['steps'] ?? null,
    seconds,
    memory_mb: peak_memory_mb ?? null,
  };
  const share = (name: keyof typeof actual) => {
    const [is, was] = [actual[name], expected?.[name]?.value];
    return is === null || !was ? null : Math.round((is / was) * 1000) / 1000;
  };
  return {
    ...actual,
    of_estimate: {
      tokens: share('tokens'),
      steps: share('steps'),
      seconds: share('seconds'),
      memory_mb: share('memory_mb'),
    },
  };
}
