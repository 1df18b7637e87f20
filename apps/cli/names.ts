import { idOf, type Job, type ModelVersion, type Pipeline } from './views.js';

/** An answer where it was asked to stand in the place of its id. */
const whole = <T>(ref: unknown): T | null => (ref !== null && typeof ref === 'object' ? (ref as T) : null);

export const versionIn = (ref: unknown): ModelVersion | null => whole<ModelVersion>(ref);

/** `ticket-bot@2`; its id where the version itself could not be read. */
export function versionName(ref: unknown): string {
  const version = versionIn(ref);
  return version ? `${version.model}@${version.version}` : (idOf(ref) ?? '-');
}

/** `ticket-bot:production`. */
export function aliasName({ alias, version }: { alias: string; version: unknown }): string {
  const model = versionIn(version)?.model;
  return model ? `${model}:${alias}` : alias;
}

/** What a pipeline publishes: `ticket-bot@2`, or `ticket-bot` while there is no version yet. */
export function publishedBy(pipeline: unknown): string | null {
  const of = whole<Pick<Pipeline, 'publish' | 'model_version'>>(pipeline);
  const version = versionIn(of?.model_version);
  if (version) return versionName(version);
  const model = of?.publish?.['model'];
  return typeof model === 'string' ? model : null;
}

type Purposed = Pick<Job, 'pipeline' | 'spec' | 'estimate'>;

/** What a job works for: the model that its pipeline publishes, else its base model. */
export function madeFor({ pipeline, spec, estimate }: Purposed, slugs: ReadonlyMap<string, string>): string {
  const base = spec['base_model'] ?? estimate?.base_model;
  return publishedBy(pipeline) ?? (typeof base === 'string' ? (slugs.get(base) ?? base) : '-');
}
