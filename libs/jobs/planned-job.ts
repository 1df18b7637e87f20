import type { AppError } from '#kernel/errors.js';
import type { OUTPUT } from './artifact-fit.js';
import type { Estimate } from './estimate.contract.js';
import type { NewJobEvent } from './job-log.repository.js';
import type { LicenseAsk } from './job-license.js';
import { ownBase, type StoredSpec } from './spec.js';

/** A job that passed every check and waits only for its transaction. */
export interface PlannedJob {
  id: string;
  spec: StoredSpec;
  needs: string[];
  target: string;
  /** Of its target, each with a process; left out: one. */
  slots?: number;
  seed?: number;
  /** `finished`: an identical job that has finished may answer for it. */
  reuse?: 'finished' | null;
  /** The artifact that it is to make again. */
  reproduces?: string;
  suffix?: string | null;
  metadata?: Record<string, string> | null;
  decisionId?: string;
  warnings: NewJobEvent[];
  estimate?: Estimate | null;
}

/** What a request would come to, and why it may not go on; null: it may. */
export interface Priced {
  jobs: PlannedJob[];
  refusal: AppError | null;
}

/** A planned job whose license has still to be asked about; what asks it writes the decision. */
export interface DraftJob {
  job: PlannedJob;
  license: LicenseAsk;
}

/** What a job of the same pipeline is called, and what it will leave. `base`: of a training or its merge, the base model. */
export type Siblings = Map<
  string,
  { id: string; kind: keyof typeof OUTPUT | 'own'; output: string; base: string | null }
>;

export const baseOf = (siblings: Siblings, job: string): string | null =>
  [...siblings.values()].find(({ id }) => id === job)?.base ?? null;

/** The base model under what a job of a pipeline will leave, where it stands in the pipeline. */
export function baseUnder(spec: StoredSpec, siblings: Siblings): string | null {
  if (spec.kind === 'finetune') return 'base_model' in spec ? spec.base_model : null;
  if (spec.kind === 'own') return ownBase(spec);
  return spec.kind === 'merge' && 'job' in spec.adapter ? baseOf(siblings, spec.adapter.job) : null;
}
