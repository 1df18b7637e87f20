import type { EvalSet } from './evals-export.js';
import type { Account, OpenAiCheckpoint, OpenAiFile, OpenAiJob, OpenAiWebhook } from './openai-account.js';
import { FORMAT, type Hyperparameters, type Plan, type PlanJob, type PlanWebhook } from './plan-file.js';
import { propose } from './proposals.js';

export interface PlanInput {
  account: Account;
  openaiBaseUrl: string;
  /** Imported bases of the Luthier project. */
  imported: ReadonlySet<string>;
  /** Event types that Luthier sends. */
  eventTypes: ReadonlySet<string>;
  evals: (EvalSet & { file: string })[];
  now: Date;
}

/** What was found, and what would be done with it. Pure: the same account gives the same plan. */
export function makePlan(input: PlanInput): Plan {
  const { account, imported, eventTypes, evals, now } = input;
  const needed = new Set(
    account.jobs.flatMap(({ job }) => [job.training_file, job.validation_file ?? null, ...job.result_files]),
  );
  const known = new Map(account.files.map((file) => [file.id, file]));
  const files = [
    ...account.files
      .filter(({ id, purpose }) => needed.has(id) || purpose === 'fine-tune')
      .map((file) => entryOf(file, now)),
    ...[...needed]
      .filter((id): id is string => id !== null && !known.has(id))
      .map((id) => ({ id, filename: '', bytes: 0, purpose: 'fine-tune', state: 'deleted' as const })),
  ];
  const states = new Map(files.map(({ id, state }) => [id, state]));
  return {
    format: FORMAT,
    made_at: now.toISOString(),
    openai_base_url: input.openaiBaseUrl,
    data: { license: null, declared_by: null, generated_by: [] },
    jobs: account.jobs.map(({ job, checkpoints }) =>
      planJob(job, { checkpoints, states, known, imported, evals }),
    ),
    files,
    webhooks: account.webhooks.map((hook) => planWebhook(hook, eventTypes)),
    evals: evals.map(({ id, name, file, rows, leftOut }) => ({
      ...{ openai_id: id, name, file, rows: rows.length, left_out: leftOut },
    })),
    notes: account.notes,
  };
}

function entryOf(file: OpenAiFile, now: Date): Plan['files'][number] {
  const { id, filename, bytes, purpose, expires_at: ends } = file;
  const isExpired = ends !== undefined && ends !== null && ends * 1000 <= now.getTime();
  return { id, filename, bytes, purpose, state: isExpired ? 'expired' : 'there' };
}

interface Around {
  checkpoints: OpenAiCheckpoint[];
  states: ReadonlyMap<string, Plan['files'][number]['state']>;
  known: ReadonlyMap<string, OpenAiFile>;
  imported: ReadonlySet<string>;
  evals: PlanInput['evals'];
}

function planJob(job: OpenAiJob, around: Around): PlanJob {
  const method = methodOf(job);
  const used = hyperparametersOf(job);
  const { chosen, because } = propose(job.model, (hubId) => around.imported.has(hubId));
  const suffix = suffixOf(job);
  const whyNot = reasonsAgainst(job, method, around.states);
  const bounded = withinBounds(used, method);
  const seed = job.seed ?? null;
  const fits = seed !== null && seed >= 0 && seed <= 2_147_483_647;
  return {
    openai_job_id: job.id,
    status: job.status,
    method,
    model: job.model,
    fine_tuned_model: job.fine_tuned_model,
    training_file: job.training_file,
    validation_file: job.validation_file ?? null,
    trained_tokens: job.trained_tokens ?? null,
    seed,
    hyperparameters: used,
    checkpoints: around.checkpoints.map((one) => ({
      step: one.step_number,
      model: one.fine_tuned_model_checkpoint,
    })),
    result_files: job.result_files,
    move: whyNot.length === 0,
    why_not: whyNot,
    to: {
      base: chosen.hubId,
      because,
      license: null,
      method: method === 'dpo' ? 'dpo' : 'supervised',
      hyperparameters: bounded.values,
      seed: fits ? seed : null,
      suffix: suffix.ours,
      dataset: datasetName(job, around.known),
      hold_out: null,
      test_file:
        around.evals.find(
          ({ models, rows }) => rows.length > 0 && models.includes(job.fine_tuned_model ?? ''),
        )?.file ?? null,
    },
    notes: [
      ...suffix.notes,
      ...bounded.notes,
      ...(seed !== null && !fits ? [`Seed ${seed} is beyond 2147483647: another is drawn.`] : []),
      ...(job.model.startsWith('ft:')
        ? [`It went on from ${job.model}, whose weights OpenAI keeps: here it starts from the base.`]
        : []),
      ...((job.integrations ?? []).length > 0
        ? [
            'Its integrations (wandb) are not carried over: set a W&B key here (luthier integration set wandb) and name them in new jobs.',
          ]
        : []),
      ...(job.validation_file === null && around.evals.length === 0
        ? ['No validation file: set to.hold_out where you want --compare.']
        : []),
    ],
  };
}

function methodOf(job: OpenAiJob): PlanJob['method'] {
  const type: string = job.method?.type ?? 'supervised'; // jobs from before methods were all supervised
  return (['supervised', 'dpo', 'reinforcement'] as const).find((known) => known === type) ?? 'unknown';
}

/** As used: the numbers in `method` are those that OpenAI put in the place of "auto". */
function hyperparametersOf(job: OpenAiJob): Hyperparameters {
  const method = job.method as Record<string, { hyperparameters?: object } | undefined> | undefined;
  const all = { ...job.hyperparameters, ...method?.[job.method?.type ?? '']?.hyperparameters };
  const names = ['n_epochs', 'batch_size', 'learning_rate_multiplier', 'beta'] as const;
  const given = names.flatMap((name) => {
    const value = (all as Record<string, unknown>)[name];
    return typeof value === 'number' || value === 'auto' ? [[name, value]] : [];
  });
  return Object.fromEntries(given) as Hyperparameters;
}

const BOUNDS = { n_epochs: [1, 50], batch_size: [1, 256], beta: [0, 2] } as const;

function withinBounds(used: Hyperparameters, method: string): { values: Hyperparameters; notes: string[] } {
  const values = { ...used };
  const notes: string[] = [];
  if (method !== 'dpo') delete values.beta;
  for (const [name, [low, high]] of Object.entries(BOUNDS) as [
    keyof typeof BOUNDS,
    readonly [number, number],
  ][]) {
    const value = values[name];
    if (typeof value !== 'number' || (value >= low && value <= high && (name !== 'beta' || value > 0)))
      continue;
    values[name] = 'auto';
    notes.push(`${name} ${value} lies outside ${low} to ${high}: auto.`);
  }
  const rate = values.learning_rate_multiplier;
  if (typeof rate === 'number' && rate <= 0) values.learning_rate_multiplier = 'auto';
  else if (typeof rate === 'number')
    notes.push(
      `learning_rate_multiplier ${rate} multiplied OpenAI's own unpublished rate; here it multiplies Luthier's automatic rate for the base. "auto" is the safer start.`,
    );
  return { values, notes };
}

function reasonsAgainst(job: OpenAiJob, method: PlanJob['method'], states: Around['states']): string[] {
  const out: string[] = [];
  if (job.status !== 'succeeded')
    out.push(`It is ${job.status} at OpenAI: there is no model to take the place of.`);
  if (method === 'reinforcement')
    out.push('Reinforcement fine-tuning with graders does not come over: Luthier trains supervised and dpo.');
  if (method === 'unknown') out.push(`Its method '${job.method?.type}' is not known here.`);
  for (const id of [job.training_file, job.validation_file ?? null])
    if (id !== null && states.get(id) !== 'there')
      out.push(
        `${id} is ${states.get(id) ?? 'deleted'} at OpenAI, or this key cannot see it: its rows cannot be copied.`,
      );
  return out;
}

/** OpenAI allows more letters than a name here may have. */
function suffixOf(job: OpenAiJob): { ours: string | null; notes: string[] } {
  const theirs = job.user_provided_suffix ?? job.fine_tuned_model?.split(':')[3] ?? '';
  if (theirs === '') return { ours: null, notes: [] };
  const ours = slug(theirs).slice(0, 64);
  const isSame = ours === theirs;
  return {
    ours: ours || null,
    notes: isSame
      ? []
      : [`Suffix '${theirs}' becomes '${ours}': lower-case letters, digits, dot, dash, underscore.`],
  };
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');

/** Jobs on the same files share a dataset. */
function datasetName(job: OpenAiJob, known: ReadonlyMap<string, OpenAiFile>): string {
  const stem = slug((known.get(job.training_file)?.filename ?? 'data').replace(/\.jsonl?$/i, '')) || 'data';
  const id = slug(job.training_file.replace(/^file-/, '')).slice(-10);
  return `openai-${stem.slice(0, 40)}-${id}`;
}

function planWebhook(hook: OpenAiWebhook, eventTypes: ReadonlySet<string>): PlanWebhook {
  const [kept, leftOut] = [true, false].map((wanted) =>
    hook.event_types.filter((type) => eventTypes.has(type) === wanted),
  ) as [string[], string[]];
  return {
    ...{ openai_id: hook.id, name: hook.name, url: hook.url },
    ...{ event_types: kept, left_out: leftOut, move: kept.length > 0 },
  };
}
