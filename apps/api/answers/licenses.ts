import { z } from 'zod';
import type { Answers } from './answers.js';
import { id, time, text, words, once } from './fields.js';

const Finding = z.looseObject({
  code: text,
  verdict: text,
  license_id: text.nullable(),
  node: text,
  clause: text,
  remedy: text,
});
const Obligation = z.looseObject({
  type: text,
  license_id: text,
  node: text,
  text: text.optional(),
  surface: text,
  level: z.enum(['required', 'recommended']),
  satisfied_by: text.optional(),
  clause: text,
});
const License = z.looseObject({ id: text, object: z.literal('license'), name: text });
const Verdict = z.enum(['allow', 'allow-with-obligations', 'needs-review', 'deny']);
const Answer = z.looseObject({
  object: z.literal('license_decision'),
  gate: text,
  verdict: Verdict,
  findings: z.array(Finding),
  obligations: z.array(Obligation),
  confidence: text,
  disclaimer: text,
  explanation: z.array(text),
});
const LicenseCheck = z.looseObject({
  id: id('lchk_'),
  object: z.literal('license_check'),
  base_model: text,
  revision: text,
  changed: z.boolean(),
  changes: z.array(
    z.looseObject({
      what: text,
      before: text.nullable(),
      now: text.nullable(),
      diff: text.optional(),
    }),
  ),
  decision: text.nullable(),
  created_at: time,
});
export const AiAct = z
  .looseObject({
    regulation: text,
    trainings: z.array(
      z.looseObject({
        node: text,
        job: text.nullable(),
        tokens: z.number().nullable(),
        flops: z.number().nullable(),
      }),
    ),
    bases: z.array(z.looseObject({ node: text, flops: z.number().nullable(), url: text.nullable() })),
    flops: z.number().nullable().meta({ description: 'Of all our trainings; null: unknown.' }),
    at_least: z.boolean().meta({ description: 'Something unknown would add to it.' }),
    compared_with: z.looseObject({ flops: z.number(), is_assumed: z.boolean() }),
    ratio: z.number().nullable(),
    flag: z.enum(['near', 'provider']).nullable(),
    notes: z.array(z.looseObject({ code: text, node: text.nullable(), text })),
  })
  .meta({ description: 'Training compute of the changes against that of the base model (EU AI Act).' });
const LicenseDecision = z.looseObject({
  id: id('dec_'),
  object: z.literal('license_decision'),
  gate: text,
  subject: words,
  verdict: Verdict,
  fixable: z.boolean(),
  findings: z.array(Finding),
  obligations: z.array(Obligation),
  lifted: z.array(Finding),
  review: text.nullable(),
  ai_act: AiAct.nullish().meta({ description: 'Of one decision alone, not in lists.' }),
  asked_again: z.looseObject({ cause: text, decision: text }).nullable().meta({
    description: 'Set where nobody asked: why the question of another decision was asked again.',
  }),
  catalogue_version: text,
  created_at: time,
});
const Review = z.looseObject({
  id: id('rev_'),
  object: z.literal('review'),
  state: z.enum(['open', 'approved', 'rejected', 'waived', 'expired', 'revoked', 'superseded']),
  revision: z.int().meta({ description: 'Also the ETag; a change names it in If-Match.' }),
  gate: text,
  subject: z.looseObject({
    ...{ type: text, id: text, model: text.nullable() },
    published_as: text
      .nullable()
      .meta({ description: 'The model that the pipeline of a job is published as.' }),
  }),
  severity: z.enum(['needs-review', 'deny']),
  findings: z.array(Finding),
  blast_radius: z.looseObject({
    pipelines: z.int().meta({ description: 'That run.' }),
    jobs: z.int().meta({ description: 'That have not ended.' }),
    ...{ artifacts: z.int(), versions: z.int(), deployments: z.int() },
  }),
  required_approvals: z.int(),
  approvals: z.array(z.looseObject({ member: text, name: text, self_attested: z.boolean(), at: text })),
  self_attested: z.boolean(),
  requested_by: z.array(text),
  called_by: z.array(text).meta({ description: 'Members who only called the model.' }),
  assignee: text.nullable(),
  conditions: text.nullable(),
  holds_for: z.enum(['question', 'lineage']),
  may_hold_for_lineage: z.boolean().meta({
    description: 'Whether it asks which license a base model or dataset has.',
  }),
  settles: z.array(text).meta({
    description:
      'Other open reviews that ask nothing but the same: an approval that holds for the lineage answers them.',
  }),
  closed: z.array(text).optional().meta({ description: 'Of an answer: the reviews that it closed with it.' }),
  grant: z
    .looseObject({ document: text, sha256: text, licensor: text, scope: z.array(text), expires_at: time })
    .nullable(),
  lineage_hash: text,
  decision: text,
  catalogue_version: text,
  expires_at: time.nullable(),
  drain_at: time.nullable(),
  deadline: time.nullable().meta({
    description: 'When the first deployment stops serving unless the question is answered or cured.',
  }),
  created_at: time,
  decided_at: time.nullable(),
  ended_at: time.nullable(),
  timeline: z
    .array(
      z.looseObject({
        id: id('rve_'),
        kind: text,
        member: text,
        name: text,
        text: text.nullable(),
        facts: words,
        created_at: time,
      }),
    )
    .optional(),
});
const ReviewLink = z.looseObject({
  id: id('rvl_'),
  object: z.literal('review_link'),
  review: text,
  for: text,
  url: once.optional(),
  created_by: text,
  created_at: time,
  expires_at: time,
  revoked_at: time.nullable(),
  opened: z.int(),
  last_opened_at: time.nullable(),
});
const ReviewFile = z.looseObject({
  object: z.literal('review_file'),
  review: id('rev_'),
  project: text,
  as_of: time,
  question: z.looseObject({
    ...{ gate: text, asks: text, model: text.nullable(), verdict: text, state: text },
    ...{ requested_by: z.array(text), required_approvals: z.int(), conditions: text.nullable() },
    opened_at: time,
    decided_at: time.nullable(),
    ends_at: time.nullable(),
    approvals: z.array(z.looseObject({ name: text, self_attested: z.boolean(), at: text })),
  }),
  findings: z.array(
    z.looseObject({
      ...{ code: text, verdict: text, clause: text, confidence: text, remedy: text },
      ...{ what: text, why: text, on: text, license: text.nullable() },
    }),
  ),
  use: words.meta({ description: 'What the project declared when the question was asked.' }),
  lineage: z.array(
    z.looseObject({
      ...{ id: text, name: text, kind: text, revision: text.nullable(), comes_from: z.array(text) },
      ...{ declared: text.nullable(), concluded: z.array(text), known_by: text.nullable() },
      file_sha256: text.nullable(),
    }),
  ),
  texts: z.array(z.looseObject({ id: text, name: text, url: text.nullable(), text: text.nullable() })),
  you: z.looseObject({
    may_approve: z.boolean(),
    may_reject: z.boolean(),
    why: text.nullable().meta({ description: 'Why you may not approve or waive it.' }),
    code: text.nullable().meta({ description: 'The code that approving would be refused with.' }),
  }),
  disclaimer: text,
});
const ReviewResult = z.looseObject({
  id: text,
  ok: z.boolean(),
  review: Review.nullable(),
  error: z.looseObject({ code: text, message: text }).nullable(),
});

/** License questions, decisions and reviews. */
export const LICENSES_ANSWERS: Answers = {
  components: {
    License,
    LicenseAnswer: Answer,
    LicenseCheck,
    LicenseDecision,
    Review,
    ReviewResult,
    ReviewFile,
    ReviewLink,
    AiAct,
  },
  operations: {
    licenses_list: '[License]',
    licenses_get: 'License',
    licenses_ask: 'LicenseAnswer',
    license_decisions_list: '[LicenseDecision]',
    license_decisions_get: 'LicenseDecision',
    reviews_list: '[Review]',
    reviews_get: 'Review',
    reviews_file: 'ReviewFile',
    reviews_approve: 'Review',
    reviews_reject: 'Review',
    reviews_waive: 'Review',
    reviews_comment: 'Review',
    reviews_revoke: 'Review',
    reviews_delegate: 'Review',
    reviews_bulk: '[ReviewResult]',
    review_links_create: 'ReviewLink',
    review_links_list: '[ReviewLink]',
    artifacts_publish_decision: 'LicenseDecision',
    base_models_check_license: 'LicenseCheck',
    base_models_license_checks: '[LicenseCheck]',
  },
};
