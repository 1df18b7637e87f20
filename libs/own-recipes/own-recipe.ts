import { z } from 'zod';

/** What kind of work an own recipe does: decides which license question is asked of it. */
export const DOES = ['finetune', 'evaluate', 'transform'] as const;
export type Does = (typeof DOES)[number];
/** Artifacts that are a model, or a part of one. */
export const MODEL_OUTPUTS = ['adapter', 'merged', 'gguf', 'gguf_adapter', 'quantized'] as const;
const OUTPUTS = [...MODEL_OUTPUTS, 'report'] as const;
const ARTIFACTS = [...MODEL_OUTPUTS, 'checkpoint', 'base_model'] as const;

const name = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be 1 to 40 of a-z, 0-9 and underscore');
const optional = { optional: z.boolean().default(false) };
const input = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('base_model'), ...optional }),
  z.strictObject({
    type: z.literal('dataset'),
    split: z.enum(['train', 'validation', 'test']).default('train'),
    ...optional,
  }),
  z.strictObject({ type: z.literal('artifact'), kinds: z.array(z.enum(ARTIFACTS)).min(1), ...optional }),
]);
export type OwnInput = z.output<typeof input>;

const common = {
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'must be 1 to 63 of a-z, 0-9, dot, dash, underscore'),
  description: z.string().min(1).max(500),
  does: z.enum(DOES),
  /** By the name that the program reads it under. `checkpoint` is the contract's own. */
  inputs: z.record(
    name.refine((one) => one !== 'checkpoint', 'is the contract’s own name'),
    input,
  ),
  /** What `job.finish` has to name, each by its kind. At most one of them is a model. */
  outputs: z.array(z.enum(OUTPUTS)).min(1),
  params: z
    .looseObject({ type: z.literal('object') })
    .default({ type: 'object', additionalProperties: false }),
};
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits');
const entry = z.union([
  z.strictObject({ ...common, file: z.string().min(1).max(1000), sha256 }),
  z.strictObject({
    ...common,
    image: z
      .string()
      .regex(
        /^(?:[a-z0-9][A-Za-z0-9._:/-]{0,300}@)?sha256:[0-9a-f]{64}$/,
        'must be pinned: name@sha256:…, or the id of an image (sha256:…)',
      ),
    command: z.array(z.string().min(1).max(1000)).min(1).max(32),
  }),
]);
export const ownRecipes = z.strictObject({ recipes: z.array(entry.superRefine(coherent)).max(100) });
/** An entry of the allowlist, as its operator wrote it. */
export type OwnRecipe = z.output<typeof entry>;

/** What runs, by digest: of the file or folder, or the pinned image. */
export type OwnProgram = { sha256: string } | { image: string };
export const programOf = (of: OwnRecipe): OwnProgram =>
  'image' in of ? { image: of.image } : { sha256: of.sha256 };
export const digestOf = (of: OwnProgram): string => ('image' in of ? of.image : `sha256:${of.sha256}`);

/** The one output that is a model; null where it leaves reports alone. */
export const modelOutput = ({ outputs }: { outputs: readonly string[] }): string | null =>
  outputs.find((kind) => kind !== 'report') ?? null;

/** What the license gate could not be asked about is no entry. */
function coherent(of: OwnRecipe, ctx: z.RefinementCtx): void {
  const fault = (path: string, message: string) => ctx.addIssue({ code: 'custom', path: [path], message });
  const inputs = Object.values(of.inputs);
  const required = (type: OwnInput['type']) => inputs.some((one) => one.type === type && !one.optional);
  const models = of.outputs.filter((kind) => kind !== 'report');
  if (new Set(of.outputs).size < of.outputs.length) fault('outputs', 'each kind is left once');
  if (models.length > 1) fault('outputs', 'at most one output is a model');
  if (of.does === 'evaluate' && models.length > 0) fault('outputs', 'an evaluation leaves reports alone');
  if (of.does !== 'evaluate' && models.length === 0)
    fault('outputs', `what does ${of.does} leaves a model: ${MODEL_OUTPUTS.join(', ')}`);
  if (of.does !== 'transform' && !required('dataset'))
    fault('inputs', `what does ${of.does} reads a dataset`);
  if (!required('base_model') && !required('artifact'))
    fault('inputs', 'it reads a base_model or an artifact');
  if (models.some((kind) => kind === 'adapter' || kind === 'gguf_adapter') && !required('base_model'))
    fault('inputs', 'an adapter lies on a base_model, which has to be an input');
  const takes = inputs.flatMap((one) => (one.type === 'artifact' ? one.kinds : []));
  const parts = takes.some((kind) => ['adapter', 'checkpoint', 'gguf_adapter'].includes(kind));
  if (parts && !required('base_model'))
    fault('inputs', 'what reads an adapter or a checkpoint reads its base_model too');
}
