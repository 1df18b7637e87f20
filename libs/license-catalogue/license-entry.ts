import { z } from 'zod';

/** A term whose value is a word of the catalogue's closed lists; `basis` says what stands where no clause does. */
const term = z.looseObject({
  value: z.string(),
  clause: z.string().optional(),
  basis: z.string().optional(),
  note: z.string().optional(),
});
const duty = z.looseObject({
  required: z.boolean(),
  clause: z.string().optional(),
  when: z.string().optional(),
});
const display = z.looseObject({
  text: z.string(),
  alternatives: z.array(z.string()).optional(),
  where: z.string().optional(),
  clause: z.string().optional(),
});
const acknowledgement = z.looseObject({ text: z.string().nullish(), clause: z.string().optional() });

export const threshold = z.looseObject({
  metric: z.enum([
    'monthly-active-users',
    'monthly-unique-users',
    'daily-active-users',
    'annual-revenue',
    'monthly-revenue',
  ]),
  operator: z.enum(['>', '>=']),
  amount: z.number().positive(),
  unit: z.enum(['users', 'USD', 'CNY']),
  measured: z.enum(['at-version-release', 'current', 'at-any-time', 'preceding-month', 'preceding-year']),
  measured_on: z.string().optional(),
  scope: z.string(),
  effect: z.string(),
  clause: z.string(),
  condition: z.string().optional(),
});

export const redistribution = z.looseObject({
  ship_licence_copy: duty.optional(),
  notice_file: z.looseObject({ text: z.string(), clause: z.string().optional() }).optional(),
  mark_changed_files: duty.optional(),
  retain_notices: duty.optional(),
  pass_through_use_restrictions: duty.optional(),
  aup_bind_users: duty.optional(),
  documentation_parity: duty.optional(),
  source_offer: duty.optional(),
  content_filter_duty: duty.optional(),
  ai_disclosure: duty.optional(),
  warranty_disclaimer: duty.optional(),
  required_statement: z
    .looseObject({ required: z.boolean(), note: z.string(), clause: z.string().optional() })
    .optional(),
  display_text: display.optional(),
  encouraged_display: display.optional(),
  conditional_display: display.optional(),
  display_text_if: display.optional(),
  produced_work_notice: z
    .looseObject({ required: z.boolean(), text: z.string(), clause: z.string() })
    .optional(),
  publication_acknowledgement: acknowledgement.optional(),
  publication_attribution: acknowledgement.optional(),
  dataset_redistribution: term.optional(),
});

const terms = z.looseObject({
  commercial_use: term,
  thresholds: z.array(threshold).default([]),
  field_of_use: z
    .array(
      z.looseObject({ tag: z.string(), strength: z.enum(['prohibited', 'conditional']), clause: z.string() }),
    )
    .default([]),
  acceptable_use_policy: z
    .looseObject({ incorporated: z.boolean(), clause: z.string().optional() })
    .optional(),
  output_use: term,
  redistribution: redistribution.default({}),
  derivative_licence: term,
  derivative_scope: z.looseObject({ includes: z.array(z.string()) }).optional(),
  gated: z.looseObject({ value: z.boolean(), basis: z.string().optional() }),
  auto_update: z.looseObject({ value: z.array(z.string()), clause: z.string().optional() }).optional(),
  downstream_exemption: term.optional(),
  registration: term.optional(),
  naming: z
    .looseObject({
      prefix: z.string(),
      outputs_trigger: z.boolean().optional(),
      clause: z.string().optional(),
    })
    .nullable(),
  geography: z.looseObject({
    excluded: z.array(z.string()),
    applies_to_modalities: z.array(z.string()).optional(),
    end_users_exempt: z.boolean().nullish(),
    clause: z.string().optional(),
    basis: z.string().optional(),
  }),
  hosted_service: term,
  copyleft: term,
  trained_model_effect: term.optional(),
});

/** One license of the catalogue: the parts that the engine reads. `catalogue.schema.json` holds the whole shape. */
export const licenseEntry = z.looseObject({
  id: z.string().min(1),
  spdx: z.string().nullish(),
  name: z.string(),
  version: z.string(),
  kind: z.string(),
  applies_to: z.array(z.string()),
  url: z.string().nullish(),
  hf: z.looseObject({ license: z.array(z.string()), license_name: z.array(z.string()) }),
  examples: z.array(z.string()).default([]),
  texts: z
    .array(
      z.looseObject({
        sha256: z.string().nullable(),
        normalized_sha256: z.string().nullable(),
        source: z.string(),
        variant: z.string().optional(),
      }),
    )
    .default([]),
  key_strings: z.array(z.string()).default([]),
  variants: z.array(z.looseObject({ version: z.string(), notice_text: z.string().optional() })).default([]),
  terms,
  unread: z.array(z.string()).default([]),
  confidence: z.enum(['primary-text-read', 'secondary', 'memory', 'declared']),
});

export const catalogueDocument = z.looseObject({
  schema_version: z.literal('1.1'),
  generated: z.string(),
  disclaimer: z.string(),
  conventions: z.looseObject({
    ambiguous_names: z.record(z.string(), z.array(z.string())),
    field_tags: z.record(z.string(), z.string()),
    no_information_tags: z.array(z.string()),
    override_only: z.looseObject({ ids: z.array(z.string()) }),
  }),
  lineage_overrides: z.array(
    z.looseObject({
      repo: z.string(),
      tag: z.string(),
      effective: z.array(z.string()),
      reason: z.string(),
      /** The mapping holds for this text alone. */
      text_sha256: z.string().optional(),
    }),
  ),
  licences: z.array(licenseEntry).min(1),
});

export type LicenseEntry = z.infer<typeof licenseEntry>;
export type LicenseTerms = LicenseEntry['terms'];
export type Threshold = LicenseTerms['thresholds'][number];
export type CatalogueDocument = z.infer<typeof catalogueDocument>;

/** Limits on commerce, scale, place or field. */
export function hasLimits({ terms }: LicenseEntry): boolean {
  return (
    terms.commercial_use.value === 'prohibited' ||
    terms.thresholds.some((limit) => limit.effect !== 'display-required') ||
    terms.geography.excluded.length > 0 ||
    terms.field_of_use.length > 0 ||
    terms.acceptable_use_policy?.incorporated === true
  );
}
