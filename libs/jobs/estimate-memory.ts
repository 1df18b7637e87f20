import type { MemoryParts } from './estimate.contract.js';
import type { FinetuneParams } from './recipe.contract.js';

/** Of a base model; null where its files do not say. */
export interface ModelSize {
  parameters: number;
  hidden: number | null;
  layers: number | null;
  vocabulary: number | null;
}

export type Dtype = 'float32' | 'bfloat16' | 'float16';

const MIB = 2 ** 20;
const BYTES: Record<Dtype, number> = { float32: 4, bfloat16: 2, float16: 2 };
/** Bits of a parameter in nf4 with double quantization (Dettmers et al. 2023, QLoRA, section 3). */
const NF4_BITS = 4.127;
/** Bytes of activations per token, hidden unit and layer in 16 bit, without the attention matrix (Korthikanti et al. 2022, eq. 1). */
const ACTIVATION_BYTES = 34;
/** From here on jobs/lib/training.py recomputes activations on a GPU: each layer keeps its input alone. */
const RECOMPUTE_FROM = 1e9;
/** Python, torch and its kernels before a model is loaded; on a GPU the CUDA context too. An allowance, not a measurement. */
const RUNTIME_MB = { cpu: 600, cuda: 1100 } as const;

type Adapter = FinetuneParams['adapter'];

const embedding = ({ vocabulary, hidden, parameters }: ModelSize): number =>
  Math.min(parameters, (vocabulary ?? 0) * (hidden ?? 0));

export function weightBytes(size: ModelSize, dtype: Dtype, quantized: boolean): number {
  if (!quantized) return size.parameters * BYTES[dtype];
  const kept = embedding(size); // bitsandbytes leaves the embedding and the head as they are
  return ((size.parameters - kept) * NF4_BITS) / 8 + kept * BYTES[dtype];
}

/**
 * Parameters of a LoRA adapter: r (in + out) for each module it sits on (Hu et al. 2021, section 4.1). A layer is taken as a
 * Llama's: four attention projections h x h and three of the MLP h x f, f from what the layers have in all. Grouped key and
 * value heads have fewer, so this is an upper bound.
 */
export function adapterParameters(size: ModelSize, adapter: Pick<Adapter, 'r' | 'target_modules'>): number {
  const { hidden: h, layers } = size;
  if (h === null || layers === null) return Math.round(size.parameters * 0.006 * (adapter.r / 16));
  const perLayer = (size.parameters - embedding(size)) / layers;
  const f = Math.max(h, (perLayer - 4 * h * h) / (3 * h));
  const names = adapter.target_modules;
  const widths =
    names === 'all-linear'
      ? 4 * 2 * h + 3 * (h + f)
      : names.reduce(
          (sum, name) => sum + (/(q|k|v|o)_proj|attn|query|key|value/.test(name) ? 2 * h : h + f),
          0,
        );
  return Math.round(adapter.r * layers * widths);
}

/** What one optimizer step holds at once. `length`: tokens of the longest row in a batch, of a preference pair both of its answers. */
export function trainingMemory(of: {
  size: ModelSize;
  params: FinetuneParams;
  dtype: Dtype;
  device: 'cpu' | 'cuda';
  length: number;
}): MemoryParts {
  const { size, params, dtype, device, length } = of;
  const trainable = adapterParameters(size, params.adapter);
  const tokens = params.trainer.batch_size * length;
  const hidden = size.hidden ?? Math.sqrt(size.parameters / 12 / (size.layers ?? 24));
  const layers = size.layers ?? Math.max(1, Math.round(size.parameters / (12 * hidden * hidden)));
  const perLayer = (ACTIVATION_BYTES * tokens * hidden * BYTES[dtype]) / 2;
  const recomputes = device === 'cuda' && size.parameters >= RECOMPUTE_FROM;
  const kept = recomputes ? tokens * hidden * layers * BYTES[dtype] + perLayer : perLayer * layers;
  // logits in the model's format and once more in 32 bit for the loss
  const logits = tokens * (size.vocabulary ?? 32_000) * (BYTES[dtype] + 4);
  return inMib({
    weights: weightBytes(size, dtype, params.adapter.quantization !== null),
    adapter: trainable * 4, // PEFT keeps adapters in 32 bit
    gradients: trainable * 4,
    optimizer: trainable * 8, // AdamW: two moments in 32 bit (Loshchilov and Hutter 2019)
    activations: kept + logits,
    runtime: RUNTIME_MB[device] * MIB,
  });
}

/** A merge holds the model once and the adapter's product beside one weight; a quantisation reads tensor by tensor. */
export function otherMemory(
  kind: 'merge' | 'quantize' | 'evaluate',
  of: { size: ModelSize; dtype: Dtype; device: 'cpu' | 'cuda'; tokens: number },
): MemoryParts {
  const { size, dtype, device, tokens } = of;
  const weights = weightBytes(size, dtype, false);
  const hidden = size.hidden ?? 0;
  // keys and values of every token in flight (kind evaluate); the largest single matrix twice otherwise
  const cache = 2 * tokens * hidden * (size.layers ?? 0) * BYTES[dtype];
  const work = kind === 'evaluate' ? cache : 2 * Math.max(embedding(size), hidden * hidden) * 4;
  return inMib({
    weights: kind === 'quantize' ? Math.max(embedding(size) * 4, weights / 8) : weights,
    adapter: 0,
    gradients: 0,
    optimizer: 0,
    activations: work,
    runtime: RUNTIME_MB[device] * MIB,
  });
}

export const totalOf = (parts: MemoryParts): number =>
  Object.values(parts).reduce((sum, part) => sum + part, 0);

const inMib = (bytes: MemoryParts): MemoryParts =>
  Object.fromEntries(
    Object.entries(bytes).map(([part, count]) => [part, Math.round(count / MIB)]),
  ) as MemoryParts;
