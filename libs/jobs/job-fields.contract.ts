import { z } from 'zod';
import { metadata } from '#platform/schemas.js';

export const text = (max: number) => z.string().min(1).max(max);
const seed = z.int().min(0).max(2_147_483_647);

export const auto = <T extends z.ZodType>(value: T) => z.union([z.literal('auto'), value]);

/** An artifact by id, or what a job of the same pipeline (by its name) or any job (by id) will leave. */
export const artifactRef = z.union([
  z.string().regex(/^art_[0-9a-z]{26}$/, 'must be an artifact id'),
  z.strictObject({ job: text(64), artifact: text(64).optional() }),
]);
export type ArtifactRef = z.infer<typeof artifactRef>;

export const common = {
  seed: seed.optional(),
  metadata: metadata.nullish(),
  target: z.enum(['process', 'docker']).optional(),
  reuse: z.enum(['never', 'finished']).default('never').meta({
    description:
      '`finished`: where an identical job of the project has finished, its artifacts are the answer and nothing runs; the seed is 42 unless one is given. Licenses are asked afresh. A parity in vLLM or Ollama runs in any case.',
  }),
};
