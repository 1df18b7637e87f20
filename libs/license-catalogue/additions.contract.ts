import { z } from 'zod';
import { webAddress } from '#platform/schemas.js';
import { redistribution, threshold } from './license-entry.js';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a sha256 in lower-case hex');
const clause = z.string().min(1).max(2000);
const words = (max: number) => z.array(z.string().min(1).max(120)).max(max);

/** A term: one of these words, each but the free ones with the clause that says so. */
function term<const V extends readonly [string, ...string[]]>(values: V, free: readonly V[number][]) {
  return z
    .strictObject({ value: z.enum(values), clause: clause.optional(), note: z.string().max(2000).optional() })
    .refine((one) => free.includes(one.value) || one.clause !== undefined, {
      error: 'a restriction needs the clause that makes it',
      path: ['clause'],
    });
}
const limit = z.strictObject({
  ...threshold.shape,
  effect: z.enum([
    'separate-licence-required',
    'no-rights',
    'no-commercial-rights',
    'licence-terminates',
    'display-required',
    'not-eligible',
  ]),
  clause,
});

/** Duties in the words of the catalogue, each with its clause. */
const duties = z
  .strictObject(redistribution.shape)
  .partial()
  .superRefine((given, context) => {
    for (const [name, duty] of Object.entries(given))
      if (
        duty &&
        !(duty as { clause?: string }).clause &&
        (duty as { required?: boolean }).required !== false
      )
        context.addIssue({
          code: 'custom',
          path: [name, 'clause'],
          message: 'a duty needs the clause that makes it',
        });
  });

/** What a term that is left out becomes: nobody has read the text for it, so that a reviewer is asked. */
const terms = z.strictObject({
  commercial_use: term(['allowed', 'conditional', 'prohibited'], ['allowed']),
  thresholds: z.array(limit).max(20).optional(),
  field_of_use: z
    .array(
      z.strictObject({
        tag: z.string().min(1).max(80),
        strength: z.enum(['prohibited', 'conditional']),
        clause,
      }),
    )
    .max(100)
    .optional(),
  acceptable_use_policy: z.strictObject({ incorporated: z.boolean(), clause }).optional(),
  output_use: term(
    [
      'free',
      'allowed-with-name-prefix',
      'allowed-with-display',
      'aup-bound',
      'becomes-derivative',
      'bound-by-licence',
      'commercial-ok-no-compete',
      'no-compete',
      'no-foundation-model',
      'no-reverse-engineering-via-output',
      'non-commercial-only',
      'non-production-only',
      'owned-by-licensor-research-only',
      'same-family-only',
      'same-family-or-noncommercial',
    ],
    ['free'],
  ).optional(),
  redistribution: duties.optional(),
  derivative_licence: term(
    [
      'free',
      'own-terms',
      'own-terms-not-blocking',
      'own-terms-but-licence-travels',
      'pass-through-restrictions',
      'restrictions-follow',
      'threshold-follows-derivatives',
      'display-follows-derivatives',
      'same-terms',
      'same-terms-for-data',
      'share-alike',
      'no-sharing-of-adaptations',
      'library-copyleft',
      'file-level-copyleft',
      'models-owned-by-trainer',
    ],
    ['free', 'own-terms', 'models-owned-by-trainer'],
  ).optional(),
  gated: z.boolean().optional(),
  registration: term(
    ['registration-before-commercial-use', 'notice-before-commercial-use', 'approval-before-commercial-use'],
    [],
  ).optional(),
  naming: z
    .strictObject({ prefix: z.string().min(1).max(60), outputs_trigger: z.boolean().optional(), clause })
    .optional(),
  geography: z
    .strictObject({
      excluded: z.array(z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code, or EU')).max(250),
      end_users_exempt: z.boolean().optional(),
      clause: clause.optional(),
    })
    .refine(({ excluded, clause: one }) => excluded.length === 0 || one !== undefined, {
      error: 'a restriction needs the clause that makes it',
      path: ['clause'],
    })
    .optional(),
  hosted_service: term(
    [
      'allowed',
      'prohibited',
      'non-commercial-only',
      'treated-as-distribution',
      'separate-licence-required',
      'source-offer-required',
    ],
    ['allowed'],
  ).optional(),
  copyleft: term(
    ['none', 'weak', 'strong', 'network', 'share-alike', 'anti-copyleft', 'use-restrictions-only'],
    ['none'],
  ).optional(),
  trained_model_effect: term(['none', 'contested', 'notice-if-produced-work'], []).optional(),
});

const text = z.string().min(1).max(1_000_000);
const theText = { text: text.optional(), text_sha256: sha256.optional() };
const hasText = (body: { text?: string; text_sha256?: string }) =>
  body.text !== undefined || body.text_sha256 !== undefined;
const textNeeded = { error: 'give the license text, or the sha256 of its file', path: ['text_sha256'] };

export const addLicenseBody = z
  .strictObject({
    id: z
      .string()
      .max(100)
      .regex(/^(LicenseRef-)?[A-Za-z0-9][A-Za-z0-9.-]*$/, 'must be an SPDX id or begin with LicenseRef-'),
    name: z.string().min(1).max(200),
    version: z.string().min(1).max(60).default('1'),
    url: webAddress(500).optional(),
    applies_to: z
      .array(z.enum(['model', 'code', 'data', 'service-output']))
      .min(1)
      .default(['model', 'code', 'data']),
    hub: z.strictObject({ license: words(20).default([]), license_name: words(20).default([]) }).optional(),
    key_strings: z.array(z.string().min(12).max(300)).max(20).default([]),
    ...theText,
    terms,
  })
  .refine(hasText, textNeeded);
export type AddLicense = z.output<typeof addLicenseBody>;

export const addOverrideBody = z
  .strictObject({
    repo: z
      .string()
      .max(200)
      .regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name'),
    license_ids: z
      .array(z.string().min(1).max(200))
      .min(1)
      .max(5)
      .meta({ description: 'Ids of the catalogue; several bind together.' }),
    clause,
    reason: z.string().min(1).max(2000),
    ...theText,
  })
  .refine(hasText, textNeeded);
export type AddOverride = z.output<typeof addOverrideBody>;
