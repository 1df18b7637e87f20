import { type ModelFacts, type Shape } from '#sizing/facts.js';
import { type Dtype, type Parts, type Training, weightBytes } from '#sizing/memory.js';
import type { MemoryParts } from './estimate.contract.js';
import type { FinetuneParams } from './recipe-finetune.contract.js';

const MIB = 2 ** 20;
const BYTES: Record<Dtype, number> = { float32: 4, bfloat16: 2, float16: 2 };
/** From here on jobs/lib/training.py recomputes activations on a GPU. */
const RECOMPUTE_FROM = 1e9;
/** Python, torch and its kernels before a model is loaded; on a GPU the CUDA context too. An allowance, not a measurement. */
const RUNTIME_MB = { cpu: 600, cuda: 1100 } as const;

/** Answers that a row holds. */
export const ANSWERS: Record<FinetuneParams['method'], number> = { sft: 1, dpo: 2, orpo: 2, kto: 1 };

/** A job of ours as the estimator knows trainings. `length`: tokens of the longest row, of a preference pair both of its answers. */
export function trainingOf(of: {
  shape: Shape;
  params: FinetuneParams;
  dtype: Dtype;
  device: 'cpu' | 'cuda';
  length: number;
}): Training {
  const { shape, params, dtype, device } = of;
  const { adapter, trainer, method } = params;
  const answers = ANSWERS[method];
  const full = adapter.type === 'none';
  return {
    ...{ shape, device },
    // a whole model is trained in 32 bit
    dtype: full ? 'float32' : dtype,
    adapter: full ? null : { r: adapter.r, targets: adapter.target_modules },
    adapterBytes: adapter.quantization === null ? 4 : 2,
    quantization: adapter.quantization === null ? null : 'nf4',
    upcastsEmbedding: false,
    trainsEmbedding: false,
    // KTO reads each prompt with another row's answer too
    sequences: trainer.batch_size * answers * (method === 'kto' ? 2 : 1),
    // a packed row is as long as the cut
    length: (trainer.packing ? trainer.max_seq_length * answers : of.length) / answers,
    checkpointing: device === 'cuda' && shape.parameters >= RECOMPUTE_FROM,
    logits: 'chunked', // trl computes log-probabilities in chunks, SFT and DPO alike
    attention: 'fused',
    optimizer: 'adamw',
    gpus: 1,
    zero: null,
  };
}

/** A merge holds the model once and the adapter's product beside one weight; a quantisation reads tensor by tensor. */
export function otherMemory(
  kind: 'merge' | 'quantize' | 'evaluate',
  of: { size: ModelFacts; dtype: Dtype; device: 'cpu' | 'cuda'; tokens: number },
): MemoryParts {
  const { size, dtype, device, tokens } = of;
  const weights = wholeBytes(size, dtype);
  const hidden = size.hidden ?? 0;
  const embedding = Math.min(size.parameters, (size.vocabulary ?? 0) * hidden);
  // keys and values of every token in flight (kind evaluate); the largest single matrix twice otherwise
  const cache = 2 * tokens * hidden * (size.layers ?? 0) * BYTES[dtype];
  const work = kind === 'evaluate' ? cache : 2 * Math.max(embedding, hidden * hidden) * 4;
  return inMib({
    weights: kind === 'quantize' ? Math.max(embedding * 4, weights / 8) : weights,
    adapter: 0,
    gradients: 0,
    optimizer: 0,
    activations: work,
    logits: 0,
    runtime: RUNTIME_MB[device] * MIB,
  });
}

export const wholeBytes = (size: Pick<ModelFacts, 'parameters'>, dtype: Dtype): number =>
  weightBytes(
    { parameters: size.parameters, embedding: 0 },
    { dtype, quantization: null, upcastsEmbedding: false },
  );

export const inMib = (bytes: Parts): MemoryParts =>
  Object.fromEntries(
    Object.entries(bytes).map(([part, count]) => [part, Math.round((count as number) / MIB)]),
  ) as unknown as MemoryParts;

/** From what a recipe says, 10^6 bytes, to MiB. */
export const mibOf = (megabytes: number): number => (megabytes * 1e6) / MIB;
