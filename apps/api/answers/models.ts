import { z } from 'zod';
import { servingUsageView } from '#serving-usage/serving-usage.contract.js';
import { recentTrafficView, servingTrafficView } from '#serving-usage/traffic.contract.js';
import { Job } from './jobs.js';
import { AiAct } from './licenses.js';
import type { Answers } from './answers.js';
import { id, time, text, words, expandable } from './fields.js';

const RegisteredModel = z.looseObject({
  id: id('rm_'),
  object: z.literal('registered_model'),
  name: text,
  latest_version: z.int().nullable(),
  aliases: z.record(z.string(), z.string()),
  created_at: time,
});
const ModelVersion = z.looseObject({
  id: id('mv_'),
  object: z.literal('model_version'),
  model: text,
  version: z.int(),
  openai_id: text,
  source_job: expandable(text),
  checkpoint_step: z.int().nullable().meta({ description: 'Null for the end of the training.' }),
  base_model: text,
  artifacts: z.record(z.string(), z.string()),
  engines: z.array(text).meta({ description: 'That it is to be served with, as it was registered.' }),
  license: text,
  aliases: z.array(text),
  mlflow: words.nullable(),
  created_at: time,
});
const Gate = z.looseObject({
  name: text,
  kind: text,
  status: z.enum(['passed', 'unmet', 'skipped']),
  reason: text,
  fix: text.nullable(),
  evidence: words,
});
const Promotion = z.looseObject({
  id: id('prm_'),
  object: z.literal('promotion'),
  model: text,
  version: expandable(text),
  alias: text,
  previous_version: expandable(text.nullable()),
  state: z.enum(['running', 'blocked', 'succeeded', 'failed', 'rolled_back']),
  gates: z.array(Gate),
  decision: expandable(text.nullable()),
  deployment: expandable(text.nullable()),
  rollback_of: text.nullable().meta({ description: 'The promotion that this one takes back.' }),
  failure: text.nullable(),
  requested_by: text.meta({ description: 'The key or member that asked.' }),
  created_at: time,
  finished_at: time.nullable(),
});
const PolicyOutcome = z.looseObject({
  blocked: z.boolean(),
  unmet: z.array(text).meta({ description: 'Names of the gates that are not met.' }),
});
const PolicyTrial = z.looseObject({
  object: z.literal('policy_trial'),
  promotions: z.array(
    z.looseObject({
      ...{ id: id('prm_'), model: text, alias: text, version: text, number: z.int() },
      state: Promotion.shape.state,
      current: z.boolean().meta({ description: 'The alias stands on it now.' }),
      created_at: time,
      before: PolicyOutcome.meta({ description: 'Under the policies of today, by what is measured now.' }),
      after: PolicyOutcome,
      changed: z.array(
        z.looseObject({
          ...{ name: text, kind: text },
          before: Gate.shape.status.nullable().meta({ description: 'Null: not asked.' }),
          after: Gate.shape.status.nullable(),
          ...{ reason: text, fix: text.nullable() },
        }),
      ),
    }),
  ),
  left_out: z
    .int()
    .meta({ description: 'Promotions whose version, or the one that it replaced, is deleted.' }),
});
const Envelope = z.looseObject({
  payload: text,
  payloadType: text,
  signatures: z.array(z.looseObject({ sig: text, keyid: text })),
});
const PromotionRecord = z.looseObject({
  id: id('prm_'),
  object: z.literal('promotion_record'),
  record: words.meta({ description: 'The content of the signed statement in `envelope`.' }),
  envelope: Envelope,
  decision_envelope: Envelope,
  key_id: text,
  public_key: text.nullable(),
  status: z.looseObject({
    state: text,
    finished_at: time.nullable(),
    failure: text.nullable(),
    as_of: time,
  }),
});
const Deployment = z.looseObject({
  id: id('dep_'),
  object: z.literal('deployment'),
  kind: text,
  version: expandable(text),
  model: text,
  engine: text,
  state: z.enum(['starting', 'ready', 'failed', 'stopped', 'blocked']),
  desired: text,
  artifact: z.looseObject({ id: text, sha256: text }),
  decision: expandable(text),
  endpoint: text.nullable(),
  failure: text.nullable(),
  drain_at: time.nullable().meta({
    description: 'When it stops serving, because the newest license decision on it does not pass.',
  }),
  drain: z.looseObject({ decision: text, review: text.nullable() }).nullable(),
  created_at: time,
  ready_at: time.nullable().meta({ description: 'When its engine last began to answer.' }),
  last_used_at: time.nullable().meta({ description: 'Of the last call, up to half a minute late.' }),
  traffic: recentTrafficView
    .optional()
    .meta({ description: 'Of the last 24 hours; there with `expand[]=traffic` alone.' }),
});
const size = z.number().nullish();
const BaseModel = z.looseObject({
  id: id('bm_'),
  object: z.literal('base_model'),
  slug: text,
  hub_id: text,
  revision: text.nullable(),
  state: text,
  failure: text.nullish().meta({ description: 'Why the import was refused or failed.' }),
  source: words,
  license: z
    .looseObject({ declared: text.nullable(), id: text.nullable(), file_sha256: text.nullable() })
    .optional()
    .meta({
      description: 'As the publisher declared it, and the license of the catalogue that it comes to.',
    }),
  architecture: text.nullish(),
  modality: text.nullish(),
  parameter_count: size.meta({ description: 'Counted in the headers of the files.' }),
  context_length: size,
  vocab_size: size,
  has_chat_template: z.boolean().nullish(),
  capabilities: z
    .looseObject({ fine_tune: z.boolean(), inference: z.boolean(), chat_completion: z.boolean() })
    .optional(),
  artifact_id: text.nullish().meta({ description: 'Its files.' }),
  import_job_id: text.nullish(),
  created_at: time,
});
const ChatTemplate = z.looseObject({
  object: z.literal('chat_template'),
  base_model: text,
  file: text.nullable().meta({ description: 'The file that holds it.' }),
  template: text.nullable().meta({ description: 'Jinja, as its publisher wrote it.' }),
  is_whole: z.boolean().meta({ description: 'False: it is longer than what is shown.' }),
});
const clause = text.nullable();
const LicenseObligations = z.looseObject({
  object: z.literal('license_obligations'),
  subject: text,
  decision: text.nullable().meta({ description: 'The frozen decision that says so; null: asked now.' }),
  verdict: z.enum(['allow', 'allow-with-obligations', 'needs-review', 'deny']),
  says: text,
  findings: z.array(
    z.looseObject({
      code: text,
      verdict: text,
      license: text.nullable(),
      what: text,
      why: text,
      clause: text,
      remedy: text,
    }),
  ),
  obligations: z.array(
    z.looseObject({
      ...{ type: text, license: text, node: text, what: text, why: text, clause: text, surface: text },
      level: z.enum(['required', 'recommended']),
      text: text.nullable().meta({ description: 'The words to show.' }),
      satisfied_by: text.nullable().meta({ description: 'Where it is met; null: still to do.' }),
    }),
  ),
  licenses: z.array(
    z.looseObject({
      ...{ id: text, name: text, url: text.nullable(), confidence: text },
      commercial_use: z.looseObject({ value: text, clause }),
      fields: z.array(z.looseObject({ tag: text, strength: text, clause: text, means: text })),
      thresholds: z.array(
        z.looseObject({ metric: text, amount: z.number(), unit: text, says: text, clause: text }),
      ),
      naming: z.looseObject({ prefix: text, clause }).nullable(),
      excluded_regions: z.looseObject({ regions: z.array(text), clause }),
      use_policy: z.looseObject({ clause }).nullable(),
    }),
  ),
});
const ModelForm = z.looseObject({
  id: id('art_'),
  object: z.literal('model_form'),
  kind: text,
  role: text.nullable().meta({ description: 'In the version; null: made from it and not a part of it.' }),
  format: text,
  type: text.nullable().meta({ description: 'Of a quantized one, as its job names it (`q8_0`).' }),
  made_from: z.array(text).meta({ description: 'Forms of this list.' }),
  depth: z.int().meta({ description: 'How many forms stand between it and the first.' }),
  sha256: text,
  size_bytes: z.int(),
  files: z.int(),
  job: text.nullable(),
  bits_per_weight: z.number().nullable().meta({ description: "Over the base model's parameters." }),
  signature: z.looseObject({ holds: z.boolean(), faults: z.array(text), key: text.nullable() }).meta({
    description: 'Over the digests on record, verified for this answer; a promotion reads the bytes too.',
  }),
  loss: z
    .looseObject({
      evaluation: text,
      dataset_version: text,
      metrics: z.record(z.string(), z.number().nullable()),
    })
    .nullable()
    .meta({ description: 'The newest comparison with what it was quantized from; null: not measured.' }),
  released_at: time.nullable(),
  created_at: time,
});
const Import = z.looseObject({
  object: z.literal('import'),
  base_model: BaseModel,
  job: Job.nullable().meta({ description: 'Null where the model is there already.' }),
});
const Lineage = z.looseObject({
  object: z.literal('lineage'),
  subject: text,
  direction: z.enum(['up', 'down', 'both']),
  nodes: z.array(
    z.looseObject({
      id: text,
      kind: text,
      name: text,
      license: z.looseObject({ declared: text.nullable(), concluded: text.nullable() }).nullable(),
      sha256: text.nullable(),
      state: text.nullable(),
      quarantined: text.nullable().meta({ description: 'The recall that holds it.' }),
      created_at: time.nullable(),
    }),
  ),
  edges: z
    .array(z.looseObject({ from: text, to: text, type: text }))
    .meta({ description: 'From the younger thing to the older.' }),
  ai_act: AiAct.nullable(),
  license_graph: words.nullable().meta({ description: 'What a license gate is asked about an artifact.' }),
});
const Attestation = z.looseObject({
  id: id('ats_'),
  object: z.literal('attestation'),
  model_version: text,
  surface: text,
  shows: z.array(text),
  url: text,
  sha256: text,
  file: text.nullable(),
  note: text.nullable(),
  made_by: text,
  created_at: time,
  revoked_at: time.nullable(),
  revoked_by: text.nullable(),
});
const Affected = z.looseObject({ id: text, name: text, state: text.optional() });
const Recall = z.looseObject({
  id: text.nullable().meta({ description: 'Null for a dry run that was answered at once.' }),
  object: z.literal('recall'),
  subject: z.looseObject({ kind: text, id: text }),
  reason: text,
  dry_run: z.boolean(),
  state: z.enum(['scanning', 'found', 'executed', 'released']),
  drained: z.boolean(),
  affected: z.record(z.string(), z.array(Affected)),
  counts: z.record(z.string(), z.int()),
  scan: z.looseObject({ files: z.int(), found: z.array(text), unreadable: z.array(text) }).nullable(),
  requested_by: text,
  created_at: time,
  executed_at: time.nullable(),
  released_at: time.nullable(),
});

/** Base models, registered models, promotions, deployments and lineage. */
export const MODELS_ANSWERS: Answers = {
  components: {
    RegisteredModel,
    ModelVersion,
    Promotion,
    PromotionRecord,
    Deployment,
    PolicyTrial,
    BaseModel,
    Import,
    ChatTemplate,
    LicenseObligations,
    ModelForm,
    Lineage,
    Recall,
    Attestation,
    ServingUsage: servingUsageView,
    ServingTraffic: servingTrafficView,
  },
  operations: {
    registered_models_list: '[RegisteredModel]',
    registered_models_get: 'RegisteredModel',
    registered_models_versions_list: '[ModelVersion]',
    registered_models_versions_create: 'ModelVersion',
    model_versions_get: 'ModelVersion',
    model_versions_usage: 'ServingUsage',
    promotions_create: 'Promotion',
    promotions_list: '[Promotion]',
    promotions_get: 'Promotion',
    promotions_record: 'PromotionRecord',
    promotions_rollback: 'Promotion',
    promotions_try_policies: 'PolicyTrial',
    deployments_list: '[Deployment]',
    deployments_get: 'Deployment',
    deployments_usage: 'ServingUsage',
    deployments_traffic: 'ServingTraffic',
    base_models_import: 'Import',
    base_models_list: '[BaseModel]',
    base_models_get: 'BaseModel',
    base_models_declare: 'BaseModel',
    base_models_obligations: 'LicenseObligations',
    base_models_chat_template: 'ChatTemplate',
    model_versions_obligations: 'LicenseObligations',
    model_versions_forms: '[ModelForm]',
    artifacts_lineage: 'Lineage',
    lineage_get: 'Lineage',
    attestations_create: 'Attestation',
    attestations_list: '[Attestation]',
    attestations_revoke: 'Attestation',
    recalls_create: 'Recall',
    recalls_list: '[Recall]',
    recalls_get: 'Recall',
    recalls_release: 'Recall',
  },
};
