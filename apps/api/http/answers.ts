import { z } from 'zod';
import { estimate, money } from '#jobs/estimate.contract.js';
import { Harness } from '#jobs/lm-eval.contract.js';
import { ParityReport } from '#jobs/recipe-output.contract.js';
import { sweepView } from '#jobs/sweep.contract.js';
import { retentionPlan, retentionView } from '#retention/retention.contract.js';
import { recipeView } from '#jobs/recipes.contract.js';
import { jobUsageView, usageView } from '#jobs/usage.contract.js';
import { maxRegression } from '#projects/max-regression.js';
import { servingUsageView } from '#serving-usage/serving-usage.contract.js';
import { quotaView } from '#quotas/quotas.contract.js';
import { OPENAI_ANSWERS, OPENAI_COMPONENTS } from './openai-answers.js';
import { ACCESS_ANSWERS, once } from './access-answers.js';

/** What the service answers, as the document tells it: `looseObject`, for answers may gain fields. End-to-end tests hold real answers against it. */
const id = (prefix: string) => z.string().meta({ examples: [`${prefix}01k…`] });
const time = z.int().meta({ description: 'Unix seconds.' });
const text = z.string();
const words = z.record(z.string(), z.unknown());
const numbers = z.record(z.string(), z.number());

const Resource = z.looseObject({ id: text, object: text });
/** What `expand[]` may put the resource, or a list of them, in place of. */
const expandable = (schema: z.ZodType, to: z.ZodType = Resource) =>
  z.union([schema, to]).meta({ 'x-expandable': true });

const Progress = z.looseObject({
  percent: z.number(),
  step: z.int(),
  total_steps: z.int(),
  tokens_per_second: z.number().optional(),
  eta_seconds: z.number().optional(),
});
const JobError = z.looseObject({
  code: text,
  reason: text,
  blame: z.enum(['user', 'platform', 'provider']),
  retryable: z.boolean(),
  message: text,
  advice: text,
  details: z
    .looseObject({
      needed_mb: z.number().nullable(),
      available_mb: z.number().nullable(),
      settings: z.array(z.looseObject({ changes: z.array(words), memory_mb: z.number(), verdict: text })),
      unavailable_reason: text.nullable(),
    })
    .optional()
    .meta({
      description: 'Of an out-of-memory: the numbers in MiB, and up to three settings that would fit.',
    }),
});
const JobEnding = z.looseObject({
  reason: text,
  blame: z.enum(['user', 'platform', 'provider']),
  retryable: z.boolean(),
  message: text,
  advice: text,
  evidence: z
    .looseObject({
      exit_code: z.int().optional(),
      signal: text.optional(),
      oom_killed: z.boolean().optional(),
      detail: text.optional(),
      last_step: z.looseObject({ step: z.int(), of: z.int() }).optional(),
      log: z.array(text).optional(),
      disk: z.looseObject({ free_bytes: z.number(), total_bytes: z.number() }).optional(),
      needed: z.looseObject({ job: text, kind: text, state: text, reason: text.nullable() }).optional(),
      decision: text.optional(),
      by: text.optional(),
    })
    .meta({ description: 'What the reason rests on, as far as it is known.' }),
});
const JobResult = z.looseObject({
  metrics: numbers.optional(),
  artifacts: z.record(z.string(), z.string()).optional().meta({ description: 'Artifact ids by name.' }),
  seconds: z.number().optional(),
  peak_memory_mb: z.number().optional(),
  peak_gpu_memory_mb: z.number().optional(),
  results_file: id('file-').optional(),
});
const share = z.number().nullable();
const JobActual = z.looseObject({
  tokens: z.int().nullable(),
  steps: z.number().nullable(),
  seconds: z.number(),
  memory_mb: z.number().nullable(),
  of_estimate: z
    .looseObject({ tokens: share, steps: share, seconds: share, memory_mb: share })
    .meta({ description: 'Each divided by what was expected; 1 is exact.' }),
  within: z
    .looseObject({ seconds: z.boolean().nullable(), memory_mb: z.boolean().nullable() })
    .meta({ description: 'Whether it lies in the interval of the estimate; null without one.' }),
});
const Job = z.looseObject({
  id: id('job_'),
  object: z.literal('job'),
  kind: z.enum(['finetune', 'merge', 'quantize', 'evaluate', 'own', 'import', 'inspect', 'select']),
  state: z.enum([
    'validating',
    'waiting',
    'queued',
    'launching',
    'running',
    'pausing',
    'paused',
    'collecting',
    'cancelling',
    'succeeded',
    'failed',
    'cancelled',
  ]),
  meaning: text,
  fine_tuning_job: text.optional(),
  pipeline: expandable(text.nullable()),
  needs: z.array(text),
  target: text,
  spec: words,
  seed: z.int(),
  reuse: z.enum(['never', 'finished']),
  reused_from: text.nullable().meta({
    description: 'The identical job whose artifacts are its own; it ran nothing itself.',
  }),
  reproduces: text.nullable().meta({ description: 'The artifact that it was to make again.' }),
  metadata: z.record(z.string(), z.string()).nullable(),
  decision: expandable(text.nullable()),
  attempts: expandable(z.int(), z.array(Resource)),
  progress: Progress.nullable(),
  result: JobResult.nullable(),
  estimate: estimate
    .nullable()
    .meta({ description: 'What it was expected to come to when it was submitted.' }),
  actual: JobActual.nullable().meta({ description: 'What it came to; null until it has succeeded.' }),
  usage: usageView
    .nullable()
    .meta({ description: 'Energy, carbon and cost of its ended attempts; null until one has ended.' }),
  trained_tokens: z.int().nullable(),
  fine_tuned_model: text.nullable(),
  error: JobError.nullable(),
  ending: JobEnding.nullable().meta({ description: 'Of a job that failed or was cancelled.' }),
  created_at: time,
  started_at: time.nullable(),
  finished_at: time.nullable(),
});
const Reproduction = z.looseObject({
  object: z.literal('reproduction'),
  job: id('job_'),
  state: text,
  artifact: id('art_'),
  made: text.nullable().meta({ description: 'The artifact that it left; null until it has ended well.' }),
  matches: z.boolean().nullable().meta({ description: 'Whether every file is equal; null until then.' }),
  files: z
    .array(
      z.looseObject({
        path: text,
        sha256: text.nullable(),
        again: text.nullable(),
        equal: z.boolean(),
      }),
    )
    .nullable(),
  differences: z
    .array(z.looseObject({ what: text, was: z.unknown(), is: z.unknown() }))
    .nullable()
    .meta({ description: 'Where the two signed records do not say the same.' }),
  metrics: words.nullable(),
  expected: z.enum(['equal', 'may_differ', 'unknown']).nullable().meta({
    description: '`equal`: same environment, CPU and threads, no GPU. `unknown`: a record is too old to say.',
  }),
  verdict: text,
});
const JobEvent = z.looseObject({
  id: id('ftevent-'),
  object: z.literal('fine_tuning.job.event'),
  created_at: time,
  level: z.enum(['info', 'warn', 'error']),
  type: text,
  message: text,
  data: words.nullable(),
});
const Attempt = z.looseObject({
  id: id('att_'),
  object: z.literal('attempt'),
  number: z.int(),
  name: text,
  target: text,
  reason: text.nullable(),
  message: text.nullable(),
  exit_code: z.int().nullable(),
  usage: usageView.nullable(),
});
const Pipeline = z.looseObject({
  id: id('pipe_'),
  object: z.literal('pipeline'),
  name: text.nullable(),
  state: z.enum(['running', 'succeeded', 'failed', 'cancelled']),
  publish: words.nullable(),
  model_version: expandable(text.nullable()),
  failure: text.nullable(),
  created_at: time,
  sweep: sweepView.nullable().optional().meta({
    description: 'Of a pipeline with a sweep: its cells with settings and figures, and which was chosen.',
  }),
  jobs: z.array(Job).optional(),
});
const JobSample = z.looseObject({
  id: id('smp_'),
  object: z.literal('job.sample'),
  step: z.int(),
  index: z.int().meta({ description: 'Of the prompt, from 0.' }),
  prompt: text.meta({ description: 'As people read it; long ones are cut.' }),
  text: text.meta({ description: 'At most 4000 characters.' }),
  cut: z.boolean().meta({ description: 'Whether `text` is only the beginning.' }),
  finish_reason: z.enum(['stop', 'length']),
  tokens: z.int(),
  created_at: time,
});
const MetricPoint = z.looseObject({
  key: text,
  step: z.int(),
  value: z.number(),
  min: z.number().optional(),
  max: z.number().optional(),
  count: z.int().optional(),
  at: time,
});
const Project = z.looseObject({
  id: id('proj_'),
  object: z.literal('project'),
  name: text,
  org: text,
  declared_use: words,
  license_profile: text,
  on_needs_review: text,
  default_dataset_license: text.nullable(),
  default_dataset_license_declared_by: text.nullable(),
  self_review: z.boolean(),
  protected_aliases: z.array(text),
  expiry_drain_seconds: z.int(),
  worse_verdict_drain_seconds: z.int(),
  figures_max_age_days: z.int(),
  require_parity: z.boolean(),
  max_regression: z.record(z.string(), maxRegression),
  external_judge: z.boolean(),
  figures_confirmed_at: time,
  created_at: time,
  api_key: once.optional(),
});
const ApiKey = z.looseObject({
  id: id('key_'),
  object: z.literal('api_key'),
  name: text,
  key: once.optional(),
  hint: text,
  roles: z.array(text),
  member: id('mem_'),
  created_by: text.nullable().meta({ description: 'The member who made it.' }),
  own: z.boolean().meta({ description: 'Its member put it in the place of the key that was handed out.' }),
  scopes: z.array(text).meta({ description: 'Empty: all that the roles allow.' }),
  origin: z.enum(['made', 'login', 'exchange']),
  expires_at: time.nullable(),
  rotated_to: text.nullable(),
  created_at: time,
  last_used_at: time.nullable(),
  revoked_at: time.nullable(),
});
const Member = z.looseObject({
  id: id('mem_'),
  object: z.literal('member'),
  name: text,
  email: text.nullable(),
  added_by: text.nullable(),
  kind: z.enum(['person', 'service_account']),
  roles: z.array(text).meta({ description: 'What its live keys and its logins may do, together.' }),
  login_roles: z.array(text).meta({ description: 'What the person may do when logged in.' }),
  notify: z.enum(['all', 'assigned', 'none']),
  created_at: time,
  removed_at: time.nullable(),
});
const Mail = z.looseObject({
  id: id('mail_'),
  object: z.literal('mail'),
  member: text,
  to: text,
  subject: text,
  message_id: text.nullable(),
  state: z.enum(['gathering', 'sending', 'waiting', 'sent', 'dropped', 'dead']),
  attempts: z.int(),
  last_error: text.nullable(),
  notices: z.array(z.looseObject({ kind: text, subject: text, created_at: time })),
  created_at: time,
  next_attempt_at: time.nullable(),
  finished_at: time.nullable(),
});
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
const AiAct = z
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
  subject: z.looseObject({ type: text, id: text, model: text.nullable() }),
  severity: z.enum(['needs-review', 'deny']),
  findings: z.array(Finding),
  blast_radius: z.looseObject({ artifacts: z.int(), versions: z.int(), deployments: z.int() }),
  required_approvals: z.int(),
  approvals: z.array(z.looseObject({ member: text, name: text, self_attested: z.boolean(), at: text })),
  self_attested: z.boolean(),
  requested_by: z.array(text),
  called_by: z.array(text).meta({ description: 'Members who only called the model.' }),
  assignee: text.nullable(),
  conditions: text.nullable(),
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
  }),
  disclaimer: text,
});
const ReviewResult = z.looseObject({
  id: text,
  ok: z.boolean(),
  review: Review.nullable(),
  error: z.looseObject({ code: text, message: text }).nullable(),
});
const Evaluation = z.looseObject({
  id: id('eval_'),
  object: z.literal('evaluation'),
  name: text,
  task: text,
  engine: text.nullable().meta({ description: 'Of a parity: the engine that was compared with training.' }),
  job: expandable(text),
  subject: text,
  reference: text.nullable(),
  dataset_version: expandable(text),
  split: z.enum(['train', 'validation', 'test']),
  state: text,
  rows: z.int().nullable(),
  metrics: numbers.nullable(),
  intervals: z.record(z.string(), z.object({ low: z.number(), high: z.number() })).meta({
    description: "Wilson's 95 % interval of the metrics that are shares of rows.",
  }),
  cost: z
    .looseObject({
      price_per_hour: money,
      seconds: z.number(),
      total: money,
      per_1k_tokens: money.meta({ description: 'Prompt and answer together.' }),
      per_1k_output_tokens: money,
    })
    .nullable()
    .meta({ description: 'Null without a price for the machine, and for tasks that answer nothing.' }),
  metric: text
    .nullable()
    .meta({ description: 'What gates and comparisons go by; null where it is not 0 or 1 by row.' }),
  harness: Harness.loose().nullable().meta({ description: 'Which harness judged which task.' }),
  created_at: time,
});
const EvaluationAnswer = z.looseObject({
  ttft_ms: z.number().optional().meta({ description: 'Milliseconds until the first token.' }),
  prompt_tokens: z.int().optional(),
  cached_tokens: z.int().optional().meta({ description: 'Of the prompt: read for an earlier one.' }),
  row: z.int(),
  expected: text,
  answer: text,
  correct: z.boolean(),
  refused: z.boolean().optional().meta({ description: 'Of a refusal evaluation alone.' }),
  valid_label: z.boolean().nullable(),
  latency_ms: z.number().optional(),
  scores: numbers.optional().meta({ description: 'Of a harness: the row by its metrics.' }),
});
const EvaluationParity = ParityReport.loose().extend({
  id: id('eval_'),
  object: z.literal('evaluation.parity'),
});
const EvaluationComparison = z.looseObject({
  object: z.literal('evaluation_comparison'),
  baseline: Evaluation,
  candidate: Evaluation,
  rows: z.int(),
  metrics: z.array(
    z.looseObject({
      name: text,
      better: z.enum(['higher', 'lower']),
      test: z.enum(['mcnemar', 'bootstrap', 'normal']),
      rows: z.int(),
      baseline: z.number(),
      candidate: z.number(),
      difference: z.number().meta({ description: 'Candidate minus baseline.' }),
      low: z.number().meta({ description: 'Lower end of the 95 % interval of the difference.' }),
      high: z.number(),
      p: z.number().nullable().meta({ description: "McNemar's exact test, two-sided; else null." }),
    }),
  ),
  flipped_rows: z.int(),
  flipped: z.array(
    z.looseObject({
      row: z.int(),
      expected: text,
      baseline: text,
      candidate: text,
      better: z.enum(['baseline', 'candidate']),
    }),
  ),
  verdict: text,
});
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
  failure: text.nullable(),
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
  decision: expandable(text),
  endpoint: text.nullable(),
  failure: text.nullable(),
  drain_at: time.nullable().meta({
    description: 'When it stops serving, because the newest license decision on it does not pass.',
  }),
  drain: z.looseObject({ decision: text, review: text.nullable() }).nullable(),
  created_at: time,
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
const AuditEvent = z.looseObject({
  id: id('aud_'),
  object: z.literal('audit_event'),
  seq: z.int(),
  actor: text,
  action: text,
  target: z.looseObject({ type: text, id: text }),
  facts: words,
  request_id: text,
  created_at: time,
  prev_hash: text,
  hash: text,
});
const AuditReport = z.looseObject({
  ok: z.boolean(),
  checked: z.int(),
  broken: z.looseObject({ seq: text, why: text }).optional(),
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

const Integration = z.looseObject({
  object: z.literal('integration'),
  type: z.literal('wandb'),
  base_url: text,
  api_key_hint: text.meta({ description: 'The last four characters of the key.' }),
  updated_by: text,
  created_at: time,
  updated_at: time,
});
const DeletedIntegration = z.looseObject({
  object: z.literal('integration.deleted'),
  type: text,
  deleted: z.literal(true),
});

const endpoint = {
  id: id('we_'),
  object: z.literal('webhook_endpoint'),
  name: text,
  description: text.nullable(),
  url: text,
  event_types: z.array(text),
  format: z.enum(['standard', 'cloudevents']),
  enabled: z.boolean(),
  disabled_reason: text.nullable(),
  signing_secret_hint: text,
  old_secret_until: time.nullable(),
  failing_since: time.nullable(),
  revision: z.int(),
  created_at: time,
  updated_at: time,
};
const WebhookEndpoint = z.looseObject(endpoint);
const WebhookEndpointWithSecret = z.looseObject({
  ...endpoint,
  signing_secret: once,
});
const WebhookEndpointTest = z.looseObject({
  object: z.literal('webhook_endpoint.test'),
  webhook_endpoint_id: text,
  event_type: text,
  success: z.literal(true),
  status_code: z.int(),
  response: text.nullable(),
  latency_ms: z.int(),
});
const WebhookDelivery = z.looseObject({
  id: id('whd_'),
  object: z.literal('webhook_delivery'),
  endpoint: text,
  event: z.looseObject({
    id: text,
    type: text,
    data: z.looseObject({ id: text, object: text }),
    created_at: time,
  }),
  state: z.enum(['pending', 'delivered', 'dead']),
  attempts: z.int(),
  next_attempt_at: time.nullable(),
  last: z.looseObject({
    status: z.int().nullable(),
    error: text.nullable(),
    response: text.nullable(),
    latency_ms: z.int().nullable(),
  }),
  history: z.array(
    z.looseObject({ at: time, status: z.int().nullable(), error: text.nullable(), latency_ms: z.int() }),
  ),
  created_at: time,
  finished_at: time.nullable(),
});
const WebhookEventTypes = z.looseObject({ object: z.literal('list'), data: z.array(text) });

const COMPONENTS: Record<string, z.ZodType> = {
  ...ACCESS_ANSWERS,
  Job,
  JobEvent,
  Attempt,
  Pipeline,
  JobSample,
  MetricPoint,
  Project,
  ApiKey,
  Member,
  Mail,
  License,
  LicenseAnswer: Answer,
  LicenseCheck,
  LicenseDecision,
  Review,
  ReviewResult,
  ReviewFile,
  ReviewLink,
  Evaluation,
  EvaluationAnswer,
  EvaluationParity,
  EvaluationComparison,
  RegisteredModel,
  ModelVersion,
  Promotion,
  PromotionRecord,
  Deployment,
  BaseModel,
  AiAct,
  Reproduction,
  Import,
  AuditEvent,
  AuditReport,
  Lineage,
  Recall,
  Attestation,
  WebhookEndpoint,
  Integration,
  DeletedIntegration,
  WebhookEndpointWithSecret,
  WebhookEndpointTest,
  WebhookDelivery,
  WebhookEventTypes,
  Quota: quotaView,
  Retention: retentionView,
  RetentionPlan: retentionPlan,
  JobUsage: jobUsageView,
  ServingUsage: servingUsageView,
  Recipe: recipeView,
  Recipes: z.looseObject({ object: z.literal('list'), data: z.array(recipeView) }),
  ...OPENAI_COMPONENTS,
};

/** Component by operation; in brackets: a list of it. */
const ANSWERS: Record<string, string> = {
  jobs_create: 'Job',
  jobs_list: '[Job]',
  jobs_get: 'Job',
  jobs_cancel: 'Job',
  jobs_pause: 'Job',
  jobs_resume: 'Job',
  jobs_attempts: '[Attempt]',
  jobs_usage: 'JobUsage',
  recipes_list: 'Recipes',
  recipes_get: 'Recipe',
  jobs_reproduction: 'Reproduction',
  artifacts_reproduce: 'Job',
  jobs_events: '[JobEvent]',
  jobs_metrics: '[MetricPoint]',
  jobs_samples: '[JobSample]',
  pipelines_create: 'Pipeline',
  pipelines_get: 'Pipeline',
  pipelines_list: '[Pipeline]',
  pipelines_cancel: 'Pipeline',
  projects_create: 'Project',
  projects_list: '[Project]',
  projects_get: 'Project',
  projects_update: 'Project',
  projects_confirm_use: 'Project',
  api_keys_create: 'ApiKey',
  api_keys_rotate: 'ApiKey',
  api_keys_rotate_by_id: 'ApiKey',
  api_keys_list: '[ApiKey]',
  members_list: '[Member]',
  members_create: 'Member',
  members_update: 'Member',
  mails_list: '[Mail]',
  oidc_trusts_create: 'OidcTrust',
  oidc_trusts_list: '[OidcTrust]',
  oidc_token_exchange: 'ExchangedToken',
  invitations_create: 'Invitation',
  invitations_list: '[Invitation]',
  auth_me: 'LoginSession',
  auth_methods: 'LoginMethods',
  auth_session_create: 'LoginSession',
  login_links_create: 'LoginLink',
  auth_cli: 'CliLogin',
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
  evaluations_list: '[Evaluation]',
  evaluations_get: 'Evaluation',
  evaluations_answers: '[EvaluationAnswer]',
  evaluations_parity: 'EvaluationParity',
  evaluations_compare: 'EvaluationComparison',
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
  base_models_check_license: 'LicenseCheck',
  base_models_license_checks: '[LicenseCheck]',
  artifacts_lineage: 'Lineage',
  lineage_get: 'Lineage',
  attestations_create: 'Attestation',
  attestations_list: '[Attestation]',
  attestations_revoke: 'Attestation',
  recalls_create: 'Recall',
  recalls_list: '[Recall]',
  recalls_get: 'Recall',
  recalls_release: 'Recall',
  jobs_integrations: '[MirroredRun]',
  jobs_integrations_add: 'MirroredRun',
  integrations_wandb_get: 'Integration',
  integrations_wandb_put: 'Integration',
  integrations_wandb_delete: 'DeletedIntegration',
  webhook_endpoints_create: 'WebhookEndpointWithSecret',
  webhook_endpoints_list: '[WebhookEndpoint]',
  webhook_endpoints_get: 'WebhookEndpoint',
  webhook_endpoints_patch: 'WebhookEndpoint',
  webhook_endpoints_update: 'WebhookEndpoint',
  webhook_endpoints_rotate_secret: 'WebhookEndpointWithSecret',
  webhook_endpoints_test: 'WebhookEndpointTest',
  webhook_event_types_list: 'WebhookEventTypes',
  webhook_endpoints_deliveries: '[WebhookDelivery]',
  webhook_deliveries_get: 'WebhookDelivery',
  webhook_deliveries_redeliver: 'WebhookDelivery',
  quotas_get: 'Quota',
  quotas_set: 'Quota',
  retention_get: 'Retention',
  retention_set: 'Retention',
  retention_plan: 'RetentionPlan',
  retention_sweep: 'Retention',
  audit_events_list: '[AuditEvent]',
  audit_events_verify: 'AuditReport',
  ...OPENAI_ANSWERS,
};

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** JSON Schema of an operation's answer; null where the table knows none. */
export function answerOf(operation: string): object | null {
  const name = ANSWERS[operation];
  if (name === undefined) return null;
  return name.startsWith('[') ? ref(`${name.slice(1, -1)}List`) : ref(name);
}

/** Every component with its list, as JSON Schema for `components.schemas`. */
export function answerComponents(): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const [name, schema] of Object.entries(COMPONENTS)) registry.add(schema, { id: name });
  const { schemas } = z.toJSONSchema(registry, { uri: (name) => `#/components/schemas/${name}` });
  const out: Record<string, object> = {};
  for (const [name, { $schema: _s, $id: _i, ...schema }] of Object.entries(schemas)) {
    out[name] = schema;
    out[`${name}List`] = listOf(name);
  }
  return out;
}

const listOf = (name: string) => ({
  type: 'object',
  required: ['object', 'data', 'has_more'],
  properties: {
    object: { const: 'list' },
    data: { type: 'array', items: ref(name) },
    first_id: { type: ['string', 'null'] },
    last_id: { type: ['string', 'null'] },
    has_more: { type: 'boolean' },
  },
});
