import type { components } from '#client/schema.js';

type Schemas = components['schemas'];
export type Job = Schemas['Job'];
export type JobEvent = Schemas['JobEvent'];
export type Pipeline = Schemas['Pipeline'];
export type Evaluation = Schemas['Evaluation'];
export type Promotion = Schemas['Promotion'];
export type LicenseDecision = Schemas['LicenseDecision'];
export type LicenseAnswer = Schemas['LicenseAnswer'];
export type Review = Schemas['Review'];
export type ReviewLink = Schemas['ReviewLink'];
export type ModelVersion = Schemas['ModelVersion'];

/** The id of what an answer names, whether it stands there whole or by its id. */
export const idOf = (ref: unknown): string | null =>
  typeof ref === 'string' ? ref : ((ref as { id: string } | null)?.id ?? null);

export const isFinal = (state: string): boolean => ['succeeded', 'failed', 'cancelled'].includes(state);
