import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Command, Option } from 'commander';
import { addCommand, addGroup, type Host, type Options, textOf } from '../command.js';
import { CliError, EXIT, type Exit } from '../exits.js';
import { applyPlan, outcomeTable } from '../moving/apply.js';
import { comparePlan, comparisonsText } from '../moving/compare-plan.js';
import { readEvals } from '../moving/evals-export.js';
import { askAbout, basesOf, useOf } from '../moving/license-question.js';
import { makePlan, type PlanInput } from '../moving/make-plan.js';
import { DEFAULT_BASE_URL, openAi, readAccount } from '../moving/openai-account.js';
import { type Plan, readPlan, writePlan, writePrivate } from '../moving/plan-file.js';
import { eventTypesOf } from '../moving/webhooks.js';
import type { Session } from '../session.js';
import { environment } from '../settings.js';
import { line, table } from '../text.js';

const HELP = `
One step each:
  --plan FILE     lists what the OpenAI key may read (metadata alone) and writes what would be done to FILE, mode 0600
  --apply FILE    copies the files, asks the license gate about every job, and submits them once you say yes
  --compare FILE  asks the old and the new model the same held-out rows, once you have confirmed the number of paid calls
Each may be interrupted and given again; nothing is copied, submitted or paid for twice.
The key comes from OPENAI_API_KEY, or from a file of mode 0600 that OPENAI_API_KEY_FILE names. It goes to OpenAI alone.`;

/** Moving in from elsewhere. */
export function addMovingCommands(program: Command, host: Host): void {
  const group = addGroup(program, 'import', 'Move in: bring over what a team has at OpenAI');
  addCommand(group, host, {
    usage: 'openai',
    about:
      'Bring fine-tuning jobs, files, checkpoints and webhooks over, train open models in their place, compare',
    examples: [
      'luthier import openai --plan plan.yaml',
      'luthier import openai --plan plan.yaml --evals export.jsonl',
      'luthier import openai --apply plan.yaml',
      'luthier import openai --compare plan.yaml --max-rows 200',
    ],
    options: [
      ['--plan <file>', 'write the plan here'],
      ['--apply <file>', 'do what this plan says'],
      ['--compare <file>', 'compare the models of this plan'],
      [
        '--evals <export>',
        'with --plan: an export of evals, JSON or JSONL; their rows are written beside the plan',
      ],
      ['--job <ftjob>', 'with --compare: one OpenAI job of the plan'],
      new Option('--max-rows <n>', 'with --compare: at most so many rows of a job').default('100'),
      ['--again', 'with --apply: submit jobs anew that failed or were cancelled here'],
      ['--force', 'with --plan: write over a plan that is there'],
      ['--yes', 'go on without a question'],
      new Option('--openai-base-url <url>', 'where OpenAI is').default(DEFAULT_BASE_URL),
    ],
    run: importOpenai,
  }).addHelpText('after', HELP);
}

async function importOpenai(session: Session, _args: string[], options: Options): Promise<void> {
  const steps = ['plan', 'apply', 'compare'].filter((step) => textOf(options, step) !== undefined);
  if (steps.length !== 1)
    throw new CliError(
      'give one of --plan, --apply and --compare',
      EXIT.usage,
      'begin with --plan plan.yaml',
    );
  if (steps[0] === 'plan') return planStep(session, textOf(options, 'plan')!, options);
  const path = textOf(options, steps[0]!)!;
  const plan = readPlan(path);
  // a plan from elsewhere must not choose where the key is sent
  if (plan.openai_base_url !== textOf(options, 'openaiBaseUrl'))
    throw new CliError(
      `${path} was made at ${plan.openai_base_url}`,
      EXIT.usage,
      `give --openai-base-url ${plan.openai_base_url} where that is right`,
    );
  if (steps[0] === 'apply') return applyStep(session, { plan, path }, options);
  return compareStep(session, { plan, path }, options);
}

const clientOf = (options: Options) => openAi(textOf(options, 'openaiBaseUrl')!, environment());

async function planStep(session: Session, path: string, options: Options): Promise<void> {
  if (existsSync(path) && options['force'] !== true)
    throw new CliError(
      `${path} is there already`,
      EXIT.conflict,
      'give another name, or --force to write over it',
    );
  const evals = evalsOf(textOf(options, 'evals'), path);
  const openai = await clientOf(options);
  const [bases, use, eventTypes] = await Promise.all([
    basesOf(session),
    useOf(session),
    eventTypesOf(session),
  ]);
  const account = await readAccount(openai, (text) => session.say(text));
  account.notes.push(...evals.notes);
  const ready = bases.filter(({ state }) => state === 'ready');
  const plan = makePlan({
    account,
    openaiBaseUrl: textOf(options, 'openaiBaseUrl')!,
    imported: new Set(ready.map(({ hub_id }) => hub_id).filter((id) => id !== null)),
    eventTypes,
    evals: evals.sets,
    now: new Date(),
  });
  for (const job of plan.jobs.filter(({ move }) => move))
    job.to.license = await askAbout(session, { job, data: plan.data, bases, use });
  writeEvals(evals.sets);
  writePlan(path, plan);
  session.print({ object: 'openai_plan', file: path, ...plan }, planText(plan, path));
}

interface Evals {
  sets: PlanInput['evals'];
  notes: string[];
}

function evalsOf(source: string | undefined, planPath: string): Evals {
  if (source === undefined) return { sets: [], notes: [] };
  try {
    const { sets, notes } = readEvals(readFileSync(source, 'utf8'));
    const folder = `${planPath}.evals`;
    const named = sets.map((set) => ({
      ...set,
      file: join(folder, `${set.id.replace(/[^\w-]/g, '_')}.jsonl`),
    }));
    return { sets: named, notes };
  } catch (cause) {
    throw new CliError(
      `${source}: ${(cause as Error).message}`,
      EXIT.usage,
      'an export is JSON or JSONL of eval objects',
    );
  }
}

function writeEvals(sets: Evals['sets']): void {
  for (const { file, rows } of sets) {
    if (rows.length === 0) continue;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writePrivate(file, `${rows.join('\n')}\n`);
  }
}

function planText(plan: Plan, path: string): string {
  const rows = plan.jobs.map((job) => [
    job.openai_job_id,
    job.status,
    job.method,
    job.fine_tuned_model ?? job.model,
    job.move ? job.to.base : 'stays',
    job.move ? (job.to.license?.verdict ?? 'unknown') : '-',
    line([...job.why_not, ...job.notes].join(' ') || '-', 300),
  ]);
  const moving = plan.jobs.filter(({ move }) => move).length;
  return [
    table(['OPENAI JOB', 'STATUS', 'METHOD', 'MODEL', 'BASE HERE', 'LICENSE', 'NOTES'], rows),
    `${moving} of ${plan.jobs.length} jobs would move, with ${plan.webhooks.filter(({ move }) => move).length} webhook endpoints.`,
    ...plan.evals.map((one) => `eval ${one.name}: ${one.rows} rows. ${one.left_out.join(' ')}`),
    ...plan.notes.map((note) => `note: ${note}`),
    `Read and complete ${path} (data.license above all), then: luthier import openai --apply ${path}`,
  ].join('\n');
}

interface Given {
  plan: Plan;
  path: string;
}

async function applyStep(session: Session, { plan, path }: Given, options: Options): Promise<void> {
  const openai = await clientOf(options);
  const done = await applyPlan(
    session,
    { plan, openai },
    { isSure: options['yes'] === true, again: options['again'] === true, resultsDir: `${path}.results` },
  );
  const hooks = done.webhooks.map((one) => [
    one.openai_id,
    one.state,
    one.id,
    one.signing_secret,
    one.reason,
  ]);
  const text = [
    outcomeTable(done.jobs),
    ...(hooks.length > 0
      ? [
          '',
          'Webhook endpoints are switched off. Give each receiver its new secret, shown this once, then: luthier webhook enable <id>',
          table(['OPENAI', 'STATE', 'HERE', 'NEW SECRET', 'REASON'], hooks),
        ]
      : []),
    ...done.results.map((file) => `results of the old training: ${file}`),
  ].join('\n');
  session.print({ object: 'openai_import', ...done }, text);
  const worst =
    done.jobs.find(({ state }) => state === 'blocked') ?? done.jobs.find(({ exit }) => exit !== EXIT.ok);
  if (worst)
    throw new CliError(`${worst.openai_job_id} was not submitted: ${worst.reason}`, worst.exit as Exit);
}

async function compareStep(session: Session, { plan, path }: Given, options: Options): Promise<void> {
  const maxRows = Number(textOf(options, 'maxRows'));
  if (!Number.isInteger(maxRows) || maxRows < 1 || maxRows > 10_000)
    throw new CliError('--max-rows is a number from 1 to 10000', EXIT.usage);
  const openai = await clientOf(options);
  const dir = `${path}.results`;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const only = textOf(options, 'job');
  const all = await comparePlan(
    session,
    { plan, openai },
    { isSure: options['yes'] === true, maxRows, only, dir },
  );
  session.print({ object: 'list', data: all }, comparisonsText(all));
}
