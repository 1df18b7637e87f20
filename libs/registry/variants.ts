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

/** Of the files that hold weights, over the parameters of the base model; null where nobody counted those. */
export function bitsPerWeight(
  files: readonly { path: string; size_bytes: number }[],
  parameters: bigint | null,
): number | null {
  const bytes = files
    .filter(({ path }) => /\.(gguf|safetensors)$/.test(path))
    .reduce((sum, file) => sum + file.size_bytes, 0);
  return parameters === null || parameters <= 0n || bytes === 0 ? null : (bytes * 8) / Number(parameters);
}

/** Each behind what it was made from, with how deep it stands; what was made from several, below the last of them. */
export function inTree<T extends { id: string; made_from: readonly string[] }>(
  forms: readonly T[],
): (T & { depth: number })[] {
  const known = new Map(forms.map((form) => [form.id, form]));
  const depth = (form: T, above: readonly string[] = []): number =>
    form.made_from.reduce((most, id) => {
      const parent = known.get(id);
      return parent && !above.includes(id) ? Math.max(most, depth(parent, [...above, id]) + 1) : most;
    }, 0);
  const below = Map.groupBy(forms, ({ made_from: from }) => from.findLast((id) => known.has(id)) ?? null);
  const walk = (parent: string | null): T[] =>
    (below.get(parent) ?? []).flatMap((form) => [form, ...walk(form.id)]);
  return walk(null).map((form) => ({ ...form, depth: depth(form) }));
}
