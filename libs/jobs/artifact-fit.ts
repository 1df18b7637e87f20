import { invalid } from '#kernel/errors.js';
import { dotted } from '#platform/zod-input.js';
import { quantizeOutput, type QuantizeType } from './quantize-ask.js';

/** The one artifact that a job of the kind leaves; its name is its kind. */
export const OUTPUT = {
  finetune: 'adapter',
  merge: 'merged',
  quantize: 'gguf',
  evaluate: 'answers',
  import: 'base_model',
  inspect: 'report',
} as const;

/** What a fine-tuning leaves: an adapter, or a whole model where every weight was trained. */
export const finetuneOutput = (adapter: { type: string }): 'adapter' | 'merged' =>
  adapter.type === 'none' ? 'merged' : OUTPUT.finetune;

/** What a job of a pipeline leaves for the jobs that need it. */
export function outputOf(
  body:
    | { kind: 'finetune'; adapter: { type: string } }
    | { kind: 'quantize'; type: QuantizeType; adapter?: unknown }
    | { kind: 'merge' | 'evaluate' },
): string {
  if (body.kind === 'finetune') return finetuneOutput(body.adapter);
  if (body.kind !== 'quantize') return OUTPUT[body.kind];
  return body.adapter === undefined ? quantizeOutput(body.type) : 'gguf_adapter';
}

const FITS = {
  'finetune.continue_from': ['adapter', 'checkpoint'],
  'merge.adapter': ['adapter', 'checkpoint'],
  'quantize.model': ['merged', 'base_model'],
  'quantize.adapter': ['adapter', 'checkpoint'],
  'evaluate.model': ['merged', 'base_model', 'gguf', 'quantized'],
  'parity.model': ['gguf'],
  'parity-vllm.model': ['merged', 'quantized'],
  'evaluate.adapter': ['adapter', 'checkpoint'],
  'evaluate.parent': ['merged', 'base_model'],
} as const satisfies Record<string, readonly string[]>;
export type ArtifactPlace = keyof typeof FITS;

/** Throws `invalid_value` for an artifact that no recipe could read in that place. */
export function assertFits(
  place: ArtifactPlace | readonly string[],
  kind: string,
  at: readonly PropertyKey[],
): void {
  const fits: readonly string[] = typeof place === 'string' ? FITS[place] : place;
  if (fits.includes(kind)) return;
  throw invalid('invalid_value', `This takes an artifact of the kind ${fits.join(' or ')}, not ${kind}.`, {
    param: dotted(at),
  });
}

/** The engines read different files: llama.cpp and Ollama a GGUF, transformers and vLLM a folder of safetensors. */
export function assertEngineReads(engine: string, kind: string, at: readonly PropertyKey[]): void {
  const [wanted, ...more] = kind === 'gguf' ? ['llamacpp', 'ollama'] : ['transformers', 'vllm'];
  if (engine === wanted || more.includes(engine)) return;
  throw invalid(
    'invalid_value',
    `The engine '${engine}' does not read an artifact of the kind ${kind}; use '${wanted}'.`,
    {
      param: dotted([...at, 'engine']),
    },
  );
}
