import { invalid } from '#kernel/errors.js';
import { dotted } from '#platform/zod-input.js';

/** The one artifact that a job of the kind leaves; its name is its kind. */
export const OUTPUT = {
  finetune: 'adapter',
  merge: 'merged',
  quantize: 'gguf',
  evaluate: 'answers',
  import: 'base_model',
  inspect: 'report',
} as const;

const FITS = {
  'finetune.continue_from': ['adapter', 'checkpoint'],
  'merge.adapter': ['adapter', 'checkpoint'],
  'quantize.model': ['merged', 'base_model'],
  'evaluate.model': ['merged', 'base_model', 'gguf'],
  'evaluate.adapter': ['adapter', 'checkpoint'],
} as const satisfies Record<string, readonly string[]>;
export type ArtifactPlace = keyof typeof FITS;

/** Throws `invalid_value` for an artifact that no recipe could read in that place. */
export function assertFits(place: ArtifactPlace, kind: string, at: readonly PropertyKey[]): void {
  const fits: readonly string[] = FITS[place];
  if (fits.includes(kind)) return;
  throw invalid('invalid_value', `This takes an artifact of the kind ${fits.join(' or ')}, not ${kind}.`, {
    param: dotted(at),
  });
}

/** The engines read different files: llama.cpp a GGUF, transformers a folder of safetensors. */
export function assertEngineReads(engine: string, kind: string, at: readonly PropertyKey[]): void {
  const wanted = kind === 'gguf' ? 'llamacpp' : 'transformers';
  if (engine === wanted) return;
  throw invalid(
    'invalid_value',
    `The engine '${engine}' does not read an artifact of the kind ${kind}; use '${wanted}'.`,
    {
      param: dotted([...at, 'engine']),
    },
  );
}
