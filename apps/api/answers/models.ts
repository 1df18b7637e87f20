import { z } from 'zod';
import { servingUsageView } from '#serving-usage/serving-usage.contract.js';
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
});
const BaseModel = z.looseObject({
  id: id('bm_'),
  object: z.literal('base_model'),
  slug: text,
  hub_id: text,
  revision: text.nullable(),
  state: text,
  source: words,
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
    BaseModel,
    Import,
    Lineage,
    Recall,
    Attestation,
    ServingUsage: servingUsageView,
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
    deployments_list: '[Deployment]',
    deployments_get: 'Deployment',
    deployments_usage: 'ServingUsage',
    base_models_import: 'Import',
    base_models_list: '[BaseModel]',
    base_models_get: 'BaseModel',
    base_models_declare: 'BaseModel',
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
