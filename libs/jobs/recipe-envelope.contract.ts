import { z } from 'zod';

/**
 * The job contract v1 between the control plane and a recipe (a Python program under jobs/recipes).
 * In: `JOB_SPEC` (path of spec.json) and `JOB_WORKSPACE` (the attempt's own writable folder). Out: see
 * recipe-output.contract.ts.
 * jobs/schema/*.json is generated from the contracts of recipes; Python reads only those.
 */
export const CONTRACT_VERSION = 1;
const version = z.literal(CONTRACT_VERSION);

/** Relative to the workspace, `/` between names, never out of it. */
export const RelativePath = z
  .string()
  .max(512)
  .regex(/^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/);
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const count = z.int().min(1);
export const size = z.int().min(0);

/** An absolute path, a file or a folder. `sha256` of a file is checked by the recipe before it reads the file. */
export const InputRef = z.strictObject({
  path: z.string().min(1).startsWith('/'),
  sha256: Sha256.optional(),
  /** Public name (hub id): what an adapter's base_model_name_or_path says instead of a path. */
  name: z.string().min(1).optional(),
  revision: z.string().min(1).optional(),
});
export type InputRef = z.infer<typeof InputRef>;

export const Device = z.enum(['auto', 'cpu', 'cuda']);

export const some = InputRef.optional();
export const envelope = {
  schema_version: version,
  job_id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/),
  attempt: count,
  seed: z.int().min(0).max(4_294_967_295),
};
export const KINDS = ['finetune', 'merge', 'quantize', 'evaluate', 'import', 'inspect'] as const;
