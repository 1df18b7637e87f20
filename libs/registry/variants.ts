import {
  ARTIFACT_ROLES,
  type ArtifactRole,
  type EvaluationSummary,
  type VersionArtifacts,
} from './registry.contract.js';

/**
 * Which engines load what. vLLM reads safetensors, also quantized by bitsandbytes or compressed-tensors (docs.vllm.ai, "Supported
 * Hardware for Quantization Kernels"); llama.cpp and Ollama read GGUF.
 */
export const ENGINES_OF: Readonly<Record<ArtifactRole, readonly string[]>> = {
  adapter: ['transformers with PEFT', 'vLLM beside its base model'],
  merged: ['vLLM', 'transformers'],
  gguf: ['llama.cpp', 'Ollama'],
  quantized: ['vLLM', 'transformers'],
};

/** A quantized form of the version, and what that cost against the model it was made of. */
export interface Variant {
  role: 'gguf' | 'quantized';
  id: string;
  digest: string;
  /** As the quantize job names it (`q8_0`, `bnb_nf4`); null where the job does not say. */
  type: string | null;
  /** gguf, bitsandbytes, compressed-tensors; null with the type. */
  format: string | null;
  /** The artifact that it was made of. */
  parent: string | null;
  /** Null where it was not compared with the parent. */
  loss: { evaluation: string; dataset_version: string; metrics: Record<string, number | null> } | null;
}

export const isVariant = (role: string): role is Variant['role'] => role === 'gguf' || role === 'quantized';

/** What the others were made from; undefined for a version of nothing. */
export const mainOf = (artifacts: VersionArtifacts): string | undefined =>
  ARTIFACT_ROLES.map((role) => artifacts[role]).find((id) => id !== undefined);

/** What is called first: where there is a GGUF, the engine here serves it. */
export const calledFirst = ({ gguf, quantized, merged, adapter }: VersionArtifacts): string[] =>
  [gguf, quantized, merged, adapter].filter((id) => id !== undefined);

/** The newest comparison with the parent; one with anything else says nothing of what quantisation cost. */
export function lossOf(
  id: string,
  parent: string | null,
  evaluations: readonly EvaluationSummary[],
): Variant['loss'] {
  const found = evaluations.findLast(
    ({ task, subject, reference }) => task === 'divergence' && subject === id && reference === parent,
  );
  if (!found || parent === null) return null;
  return { evaluation: found.id, dataset_version: found.dataset_version, metrics: found.metrics };
}
