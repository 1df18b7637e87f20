import { adapterParameters, type Shape } from './facts.js';
import { FITTED } from './fitted.js';

export type Dtype = 'float32' | 'bfloat16' | 'float16';
export type Optimizer = 'adamw' | 'adamw_8bit' | 'paged_adamw_8bit' | 'adafactor' | 'sgd';

/** One training, as far as memory and time depend on it. */
export interface Training {
  shape: Shape;
  device: 'cpu' | 'cuda';
  dtype: Dtype;
  /** Null: every weight is trained. */
  adapter: { r: number; targets: 'all-linear' | readonly string[] } | null;
  /** Bytes of an adapter's weight: PEFT keeps 4, TRL makes them 2 over a quantized model. */
  adapterBytes: 2 | 4;
  /** Of the frozen weights. `int4`: GPTQ's format, for measurements made with it. */
  quantization: 'nf4' | 'int4' | null;
  /** Whether embedding and head are kept in 32 bit under a quantized model, as peft.prepare_model_for_kbit_training does. */
  upcastsEmbedding: boolean;
  /** Embedding and head trained beside the adapter (PEFT's modules_to_save). */
  trainsEmbedding: boolean;
  /** Rows in a batch of one device; a preference pair is two. */
  sequences: number;
  /** Tokens of the longest of them. */
  length: number;
  /** Whether activations are recomputed from each layer's input. */
  checkpointing: boolean;
  /** `chunked`: a loss that never holds all logits (Liger, torchtune's chunked loss, Unsloth's). */
  logits: 'full' | 'chunked';
  attention: 'fused' | 'eager';
  optimizer: Optimizer;
  /** That train together; without DeepSpeed each holds everything. */
  gpus: number;
  /** DeepSpeed's stage; null without it. */
  zero: 0 | 1 | 2 | 3 | null;
}

/** Bytes by part, on one device. */
export interface Parts {
  weights: number;
  adapter: number;
  gradients: number;
  optimizer: number;
  activations: number;
  logits: number;
  runtime: number;
}

/** The constants that no derivation gives: fit.ts finds them, fitted.ts has them. */
export interface Constants {
  /** GB of a device before a model is loaded: CUDA context, libraries, the allocator's slack. */
  runtimeGb: number;
  /** Bytes held at once per token and vocabulary entry: logits, their 32-bit copy, log-probabilities, gradients. */
  logitsBytes: number;
  /** Share of a recomputed layer's activations that comes on top of the logits at the peak. */
  recomputed: number;
}

const BYTES: Record<Dtype, number> = { float32: 4, bfloat16: 2, float16: 2 };
/** Bits of a parameter in nf4 with double quantization (Dettmers et al. 2023, QLoRA, section 3). */
const NF4_BITS = 4.127;
/** GPTQ in groups of 128: 4 bits, a 16-bit scale and a 4-bit zero each (Frantar et al. 2022). */
const INT4_BITS = 4.156;
/** Bytes of optimizer states in units of the trained weight's own format; 8-bit states have a byte each (Dettmers et al. 2021). */
const STATES: Record<Optimizer, (bytes: number) => number> = {
  adamw: (bytes) => 2 * bytes,
  adamw_8bit: () => 2,
  paged_adamw_8bit: () => 2, // paged out only when memory runs short
  adafactor: () => 0.02, // a row and a column of each matrix
  sgd: () => 0,
};
/** DeepSpeed's master weight, two moments and gradient, all in 32 bit (Rajbhandari et al. 2020, ZeRO, section 3.1, and its fp32 gradient). */
const DEEPSPEED_BYTES = 16;
/** reduce_bucket_size and allgather_bucket_size, 5e8 elements each by default. */
const BUCKET_ELEMENTS = 5e8;
/** A chunk of a chunked loss: torchtune and Liger cut a batch into about eight. */
const CHUNKS = 8;
/** Python, torch and its kernels in host memory before a model is loaded; an allowance, not a measurement. */
const HOST_RUNTIME = 600 * 2 ** 20;
/** Bytes per head and pair of positions where attention holds its matrix: scores, and their softmax in 32 bit. */
const SCORE_BYTES = 5;

export function weightBytes(
  shape: Pick<Shape, 'parameters' | 'embedding'>,
  of: { dtype: Dtype; quantization: Training['quantization']; upcastsEmbedding: boolean },
): number {
  if (of.quantization === null) return shape.parameters * BYTES[of.dtype];
  const bits = of.quantization === 'nf4' ? NF4_BITS : INT4_BITS;
  const kept = shape.embedding * (of.upcastsEmbedding ? 4 : BYTES[of.dtype]);
  return ((shape.parameters - shape.embedding) * bits) / 8 + kept;
}

/** What one optimizer step holds at once on one device. */
export function memoryOf(training: Training, constants: Constants = FITTED.constants): Parts {
  const { shape, dtype, adapter, zero, gpus } = training;
  const share = (stage: number) => (zero !== null && zero >= stage ? gpus : 1);
  const format = BYTES[dtype];
  const trained = adapter ? adapterParameters(shape, adapter) : shape.parameters;
  const embedding = adapter && training.trainsEmbedding ? shape.embedding : 0;
  const own = adapter ? training.adapterBytes : format;
  const states = (count: number, bytes: number) =>
    zero === null ? count * STATES[training.optimizer](bytes) : (count * DEEPSPEED_BYTES) / share(1);
  // DDP reduces gradients in buckets that hold each of them once more (Li et al. 2020, section 4.2; gradient_as_bucket_view is off)
  const reduced = gpus > 1 ? trained * own + embedding * format : 0;
  const buckets = zero === null ? reduced : 2 * Math.min(BUCKET_ELEMENTS, trained + embedding) * format;
  const whole = weightBytes(shape, training);
  // ZeRO-3 gathers the layer at work and the next one, and the head at the end
  const layerBytes = (whole - shape.embedding * format) / shape.layers;
  const gathered = share(3) === 1 ? 0 : Math.max(2 * layerBytes, (shape.embedding / 2) * format);
  return {
    weights: whole / share(3) + gathered,
    adapter: ((adapter ? trained * own : 0) + embedding * format) / share(3),
    gradients: (trained * own + embedding * format) / share(2) + buckets,
    optimizer: states(trained, own) + states(embedding, format),
    ...workOf(training, constants),
    runtime: training.device === 'cpu' ? HOST_RUNTIME : constants.runtimeGb * 1e9,
  };
}

/**
 * What a batch leaves between forward and backward. A layer keeps 12 h + 5 f numbers a token (Korthikanti et al. 2022, counted
 * for a Llama's layer: two norms, q k v o, three of the MLP); recomputed, each layer keeps its input alone and one at a time is
 * there in full.
 */
function workOf(training: Training, constants: Constants): Pick<Parts, 'activations' | 'logits'> {
  const { shape, sequences, length } = training;
  const format = BYTES[training.dtype];
  const tokens = sequences * length;
  const scores = training.attention === 'eager' ? sequences * length * length * shape.heads * SCORE_BYTES : 0;
  const layer = tokens * (12 * shape.hidden + 5 * shape.intermediate) * format;
  const inputs = tokens * shape.hidden * shape.layers * format;
  const held = training.logits === 'chunked' ? tokens / CHUNKS : tokens;
  return {
    activations: training.checkpointing
      ? inputs + constants.recomputed * layer + scores
      : (layer + scores) * shape.layers,
    logits: held * shape.vocabulary * constants.logitsBytes,
  };
}

export const totalOf = (parts: object): number =>
  Object.values(parts as Record<string, number>).reduce((sum, part) => sum + part, 0);

/**
 * Memory of the machine beside its GPUs: Python and torch once a process, and the weights once while they are read from disk
 * (safetensors maps them; ZeRO-3 reads a share). On a CPU the training itself is there.
 */
export function hostBytes(training: Training): number {
  if (training.device === 'cpu') return totalOf(memoryOf(training));
  const largest = Math.max(
    (training.shape.embedding / 2) * BYTES[training.dtype],
    (training.shape.parameters * BYTES[training.dtype]) / training.shape.layers,
  );
  return training.gpus * (HOST_RUNTIME * 4 + 2 * largest);
}
