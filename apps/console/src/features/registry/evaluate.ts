import type { PipelineBody } from '#client/pipeline.js';
import type { Version } from './version-page.js';

export interface Values {
  dataset_version: string;
  split: string;
  max_new_tokens: number | string;
  models: string[];
}
export const SPLITS = ['test', 'validation', 'train'];
/** What can be asked about a version, and what that tells. */
export const EVALUATED = [
  { role: 'gguf', label: 'The GGUF file, as it is served' },
  { role: 'merged', label: 'The merged model, before it was quantised' },
  { role: 'base', label: 'The base model, before it was trained' },
] as const;

/** One job for each model, over the same rows. */
export function evaluations(version: Version, values: Values): PipelineBody {
  const { dataset_version, split, models } = values;
  const asked = { kind: 'evaluate', dataset_version, split, max_new_tokens: Number(values.max_new_tokens) };
  const jobs = EVALUATED.filter(({ role }) => models.includes(role)).map(({ role }) => {
    const model = role === 'base' ? { base_model: version.base_model } : version.artifacts[role];
    const engine = role === 'gguf' ? { engine: 'llamacpp' } : {};
    return { name: role, ...asked, model, ...engine };
  });
  return { name: `evaluation of ${version.model} v${version.version}`, jobs };
}
