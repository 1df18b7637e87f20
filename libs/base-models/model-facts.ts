import { invalid } from '#kernel/errors.js';
import type { GgufHeader } from './gguf-header.js';
import { parseStrictJson } from '#kernel/strict-json.js';

/** What we keep of a model's description: an allowlist, for everything else in it is the publisher's text. */
export interface ModelFacts {
  architecture: string;
  parameterCount: number;
  contextLength: number | null;
  vocabSize: number | null;
  hiddenSize: number | null;
  layers: number | null;
  /** Absent in models that were imported before these were kept. */
  intermediateSize?: number | null;
  attentionHeads?: number | null;
  kvHeads?: number | null;
  tiedEmbeddings?: boolean | null;
  dtype: string | null;
}

/** Parses a JSON file of a model folder; throws AppError `bad_model_file` naming it. */
export function parseModelJson(path: string, text: string): Record<string, unknown> {
  try {
    const value = parseStrictJson(text, 32);
    if (value !== null && typeof value === 'object' && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch (error) {
    throw invalid('bad_model_file', `${path} is no plain JSON: ${(error as Error).message.slice(0, 200)}.`, {
      param: path,
    });
  }
  throw invalid('bad_model_file', `${path} holds no JSON object.`, { param: path });
}

/** Facts of a config.json; the parameter count comes from the headers, never from a claim. */
export function factsOfConfig(config: Record<string, unknown>, parameterCount: number): ModelFacts {
  const architectures = config['architectures'];
  const architecture = Array.isArray(architectures) ? (architectures[0] as unknown) : config['model_type'];
  if (typeof architecture !== 'string' || !/^[A-Za-z0-9_.-]{1,100}$/.test(architecture)) {
    throw invalid('bad_model_file', 'config.json names no architecture.', { param: 'config.json' });
  }
  const tied = config['tie_word_embeddings'];
  const dtype = config['dtype'] ?? config['torch_dtype'];
  return {
    architecture,
    parameterCount,
    contextLength: count(config['max_position_embeddings']),
    vocabSize: count(config['vocab_size']),
    hiddenSize: count(config['hidden_size']),
    layers: count(config['num_hidden_layers']),
    intermediateSize: count(config['intermediate_size']),
    attentionHeads: count(config['num_attention_heads']),
    kvHeads: count(config['num_key_value_heads']),
    tiedEmbeddings: typeof tied === 'boolean' ? tied : null,
    dtype: typeof dtype === 'string' && /^[a-z0-9_]{1,20}$/.test(dtype) ? dtype : null,
  };
}

/** Facts of a diffusers pipeline, by its model_index.json: the class of the whole; its parts have their own config.json. */
export function factsOfPipeline(index: Record<string, unknown>, parameterCount: number): ModelFacts {
  const architecture = index['_class_name'];
  // a list names a class in code of the repository's own
  if (typeof architecture !== 'string' || !/^[A-Za-z0-9_]{1,100}$/.test(architecture))
    throw invalid('bad_model_file', 'model_index.json names no pipeline class of diffusers.', {
      param: 'model_index.json',
    });
  const none = { contextLength: null, vocabSize: null, hiddenSize: null, layers: null };
  return { architecture, parameterCount, ...none, dtype: null };
}

/** Facts of a GGUF file's own metadata. */
export function factsOfGguf({ metadata, parameterCount, tensors }: GgufHeader): ModelFacts {
  const architecture = metadata.get('general.architecture');
  if (typeof architecture !== 'string' || !/^[a-z0-9_-]{1,100}$/.test(architecture)) {
    throw invalid('bad_gguf_header', 'Not a sound GGUF file: general.architecture is missing.');
  }
  const tokens = metadata.get('tokenizer.ggml.tokens');
  const field = (name: string) => count(metadata.get(`${architecture}.${name}`));
  return {
    architecture,
    parameterCount,
    contextLength: field('context_length'),
    vocabSize: tokens && typeof tokens === 'object' ? tokens.arrayLength : null,
    hiddenSize: field('embedding_length'),
    layers: field('block_count'),
    intermediateSize: field('feed_forward_length'),
    attentionHeads: field('attention.head_count'),
    kvHeads: field('attention.head_count_kv'),
    tiedEmbeddings: !tensors.some(({ name }) => name === 'output.weight'),
    dtype: mostCommon(tensors.map((tensor) => tensor.type)),
  };
}

function mostCommon(names: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

function count(value: unknown): number | null {
  const size = typeof value === 'bigint' ? Number(value) : value;
  return typeof size === 'number' && Number.isSafeInteger(size) && size > 0 && size < 2 ** 31 ? size : null;
}
