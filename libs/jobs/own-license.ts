import type { EdgeType } from '#license-catalogue/vocabulary.js';
import { modelOutput } from '#own-recipes/own-recipe.js';
import type { LicenseAsk } from './job-license.js';
import type { OwnInputRef, OwnSpec } from './spec.js';

const DATA = { finetune: 'trained-on', transform: 'calibrated-on', evaluate: 'evaluated-on' } as const;

/** From what an own recipe makes to one thing that it reads, as of our own recipes that do the same. */
export function ownEdge({ does, outputs }: OwnSpec, ref: OwnInputRef): EdgeType {
  if ('dataset_version' in ref) return DATA[does];
  if (does === 'evaluate') return 'merged-from';
  const kind = modelOutput({ outputs });
  const isBase = 'base_model' in ref;
  if (isBase && (kind === 'adapter' || kind === 'gguf_adapter')) return 'adapter-of';
  if (does === 'finetune' || kind === 'adapter') return 'finetuned-from';
  return kind === 'merged' ? 'merged-from' : 'quantized-from';
}

/** Of a transform: what it leaves decides what it is in the license graph. */
function whatOf({ does, outputs }: OwnSpec): LicenseAsk['what'] {
  if (does === 'finetune') return 'training';
  if (does === 'evaluate') return 'evaluation';
  const kind = modelOutput({ outputs });
  if (kind === 'merged') return 'merge';
  return kind === 'adapter' || kind === 'gguf_adapter' ? 'conversion' : 'quantization';
}

export const idOf = (ref: Exclude<OwnInputRef, { job: string }>): string =>
  'base_model' in ref ? ref.base_model : 'dataset_version' in ref ? ref.dataset_version : ref.artifact;

/** Every input is an ancestor, once: nobody here has read what the program makes of it. */
export function ownAsk(spec: OwnSpec): LicenseAsk {
  const ask: LicenseAsk = { what: whatOf(spec), parents: [], siblings: [] };
  const seen = new Set<string>();
  for (const ref of Object.values(spec.inputs)) {
    const type = ownEdge(spec, ref);
    const key = `${type} ${'job' in ref ? ref.job : idOf(ref)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if ('job' in ref) ask.siblings.push({ job: ref.job, type });
    else ask.parents.push({ id: idOf(ref), type });
  }
  return ask;
}
