import type { ModelFacts } from '#sizing/facts.js';
import type { Dtype } from '#sizing/memory.js';
import type { Estimate, Figure } from './estimate.contract.js';
import type { GpuPrice } from './estimate-time.js';
import { type Past, resultOf } from './outcome.js';

/** What an estimate stands on. */
export interface Ground {
  kind: Estimate['kind'];
  base: string | null;
  target: string;
  machine: { cpus: number; memoryMb: number; gpus: number; gpuMemoryMb: number | null; slots: number } | null;
  device: 'cuda' | 'cpu' | null;
  size: ModelFacts | null;
  /** Succeeded jobs of this kind and base on this target, newest first. */
  history: readonly Past[];
  /** The same of every base of the family: what its formula is calibrated by. */
  family: readonly Past[];
  price: GpuPrice | null;
}
export interface RowLength {
  mean: number;
  longest: number;
  basis: Figure['basis'];
  from: string;
}

export function deviceOf(machine: Ground['machine'], history: readonly Past[]): Ground['device'] {
  if (machine) return machine.gpus > 0 ? 'cuda' : 'cpu';
  const last = history.map((job) => resultOf(job).environment?.device).find((name) => name !== undefined);
  return last === 'cuda' || last === 'cpu' ? last : null;
}

type Config = { [name in 'hiddenSize' | 'layers' | 'vocabSize']?: number | null } & {
  [name in 'intermediateSize' | 'attentionHeads' | 'kvHeads']?: number | null;
} & { tiedEmbeddings?: boolean | null };

export function sizeOf(row: { parameterCount: bigint | null; config: Config | null }): ModelFacts | null {
  if (row.parameterCount === null) return null;
  const { config } = row;
  return {
    parameters: Number(row.parameterCount),
    hidden: config?.hiddenSize ?? null,
    layers: config?.layers ?? null,
    intermediate: config?.intermediateSize ?? null,
    heads: config?.attentionHeads ?? null,
    kvHeads: config?.kvHeads ?? null,
    vocabulary: config?.vocabSize ?? null,
    tied: config?.tiedEmbeddings ?? null,
  };
}

/** bfloat16 on a GPU; on a CPU what earlier jobs ran in, else the larger (jobs/lib/hardware.py picks by the CPU's flags). */
export function dtypeOf({ device, history }: Pick<Ground, 'device' | 'history'>): Dtype {
  const seen = history.map((job) => resultOf(job).environment?.dtype).find((name) => name !== undefined);
  if (seen === 'bfloat16' || seen === 'float32' || seen === 'float16') return seen;
  return device === 'cuda' ? 'bfloat16' : 'float32';
}
