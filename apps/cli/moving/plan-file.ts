import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { CliError, EXIT } from '../exits.js';

export const FORMAT = 'luthier-openai-plan/1';
const text = z.string().max(4000);
const auto = z.union([z.literal('auto'), z.number()]);

export const planFileEntry = z.strictObject({
  id: text,
  filename: text,
  bytes: z.int().min(0),
  purpose: text,
  state: z.enum(['there', 'deleted', 'expired']),
});
export type PlanFileEntry = z.infer<typeof planFileEntry>;

const hyperparameters = z.strictObject({
  n_epochs: auto.optional(),
  batch_size: auto.optional(),
  learning_rate_multiplier: auto.optional(),
  beta: auto.optional(),
});
export type Hyperparameters = z.infer<typeof hyperparameters>;

const planJob = z.strictObject({
  openai_job_id: text,
  status: text,
  method: z.enum(['supervised', 'dpo', 'reinforcement', 'unknown']),
  model: text,
  fine_tuned_model: text.nullable(),
  training_file: text,
  validation_file: text.nullable(),
  trained_tokens: z.number().nullable(),
  seed: z.number().nullable(),
  hyperparameters,
  checkpoints: z.array(z.strictObject({ step: z.int(), model: text })),
  result_files: z.array(text),
  move: z.boolean(),
  why_not: z.array(text),
  to: z.strictObject({
    base: text,
    because: text,
    license: z.strictObject({ verdict: text, explanation: z.array(text) }).nullable(),
    method: z.enum(['supervised', 'dpo']),
    hyperparameters,
    seed: z.int().nullable(),
    suffix: text.nullable(),
    dataset: text,
    hold_out: z.strictObject({ fraction: z.number().gt(0).lt(1), seed: z.int() }).nullable(),
    test_file: text.nullable(),
  }),
  notes: z.array(text),
});
export type PlanJob = z.infer<typeof planJob>;

const planWebhook = z.strictObject({
  openai_id: text,
  name: text,
  url: text,
  event_types: z.array(text),
  left_out: z.array(text),
  move: z.boolean(),
});
export type PlanWebhook = z.infer<typeof planWebhook>;

export const plan = z.strictObject({
  format: z.literal(FORMAT),
  made_at: text,
  openai_base_url: text,
  data: z.strictObject({
    license: text.nullable(),
    declared_by: text.nullable(),
    generated_by: z.array(z.strictObject({ model: text, provider_terms: text.optional() })),
  }),
  jobs: z.array(planJob),
  files: z.array(planFileEntry),
  webhooks: z.array(planWebhook),
  evals: z.array(
    z.strictObject({ openai_id: text, name: text, file: text, rows: z.int(), left_out: z.array(text) }),
  ),
  notes: z.array(text),
});
export type Plan = z.infer<typeof plan>;

const HEAD = `# What luthier import openai found, and what --apply will do. Change it as you like, above all:
#   data.license       the license of your training data, an SPDX id or LicenseRef-own-data; it is asked for and never guessed
#   data.declared_by   who declares that, by name
#   data.generated_by  models that wrote rows of it, e.g. [{ model: gpt-4o, provider_terms: LicenseRef-OpenAI-Terms }]
#   jobs[].move        whether a job comes over; to.base is the open base it is trained on
#   jobs[].to.hold_out rows kept out of training for --compare, e.g. { fraction: 0.1, seed: 7 }; not needed with a validation file
`;

/** Mode 0600, whole or not at all: names of files and models are the team's own business. */
export function writePrivate(path: string, content: string): void {
  writeFileSync(`${path}.tmp`, content, { mode: 0o600 });
  chmodSync(`${path}.tmp`, 0o600);
  renameSync(`${path}.tmp`, path);
}

export const writePlan = (path: string, made: Plan): void =>
  writePrivate(path, HEAD + stringify(made, { lineWidth: 120 }));

/** Throws CliError with every fault and its place. */
export function readPlan(path: string): Plan {
  let given: unknown;
  try {
    given = parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new CliError(`${path}: ${(cause as Error).message}`, EXIT.usage);
  }
  const read = plan.safeParse(given);
  if (read.success) return read.data;
  const faults = read.error.issues
    .slice(0, 30)
    .map(({ path: at, message }) => `  ${at.join('.') || 'plan'}: ${message}`);
  throw new CliError(
    [`${path} is no plan of luthier import openai:`, ...faults].join('\n'),
    EXIT.usage,
    'make one: luthier import openai --plan plan.yaml',
  );
}
