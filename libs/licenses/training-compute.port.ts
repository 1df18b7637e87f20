import type { Ctx } from '#kernel/context.js';
import type { LineageGraph } from '#license-rules/decision.contract.js';
import type { ComputeAnswer } from '#license-rules/training-compute.js';

/** What is known of the trainings and base models of a lineage; the artifacts slice answers it. */
export interface TrainingComputePort {
  /** null for data, and for a subject that the graph does not hold. */
  of(ctx: Ctx, question: { graph: LineageGraph; subject: string }): Promise<ComputeAnswer | null>;
}

/** DI token. */
export const TRAINING_COMPUTE = 'TRAINING_COMPUTE';
