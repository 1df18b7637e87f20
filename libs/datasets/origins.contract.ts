import { z } from 'zod';
import { isPlain } from './origins.js';

const word = (max: number) =>
  z.string().trim().min(1).max(max).refine(isPlain, 'must be one line of visible characters');
const hubId = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,95}(\/[A-Za-z0-9][\w.-]{0,95})?$/, 'must be a Hub id such as owner/name');

/** `generated`: it wrote rows; `preferences`, `judge`: it chose or scored them; `teacher`: its answers or logits are the targets. */
export const GENERATOR_ROLES = ['generated', 'preferences', 'judge', 'teacher'] as const;

export const generator = z.strictObject({
  model: word(300).meta({
    description:
      'Who made it: an `ft:` or `mv_` id, a base model by id, slug or Hub id, or the name of an outside model or service.',
  }),
  role: z.enum(GENERATOR_ROLES).default('generated'),
  provider_terms: word(200)
    .optional()
    .meta({ description: "License id of the service's terms, e.g. LicenseRef-OpenAI-Terms." }),
  license: word(200)
    .optional()
    .meta({ description: 'License of an outside model, where its Hub id does not tell.' }),
});

export const derivedFrom = z.union([
  z.string().regex(/^dsv_[0-9a-z]{1,40}$/, 'must be a dataset version id, or {"repo", "license"}'),
  z.strictObject({ repo: hubId, revision: word(100).optional(), license: word(200).optional() }),
]);

export const origins = {
  generated_by: z.array(generator).max(50).optional().meta({
    description: 'Models and services behind the data. Left out: as known of these bytes; []: none.',
  }),
  derived_from: z
    .array(derivedFrom)
    .max(50)
    .optional()
    .meta({ description: 'Data that it was made from: dataset versions, or outside data sets.' }),
};
export type Generator = z.output<typeof generator>;
export type DerivedFrom = z.output<typeof derivedFrom>;

export const originsView = {
  generated_by: z.array(
    z.object({
      model: z.string(),
      role: z.enum(GENERATOR_ROLES),
      id: z.string().nullable(),
      provider_terms: z.string().nullable(),
      license: z.string().nullable(),
    }),
  ),
  derived_from: z.array(
    z.object({
      dataset_version: z.string().optional(),
      repo: z.string().optional(),
      revision: z.string().optional(),
      license: z.string().optional(),
    }),
  ),
};
