import type { Command } from 'commander';
import { answer } from '#client/client.js';
import type { components } from '#client/schema.js';
import { addCommand, addGroup, type Host, type Options, textOf } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import { ago, size, table } from '../text.js';

type Retention = components['schemas']['Retention'];
type Plan = components['schemas']['RetentionPlan'];

/** What is kept for how long, and what would go. */
export function addRetentionCommands(program: Command, host: Host): void {
  const retention = addGroup(program, 'retention', 'Retention: what the project keeps, and for how long');
  addCommand(retention, host, {
    usage: 'show',
    about: 'Show the rules, and what the last sweep took away',
    examples: ['luthier retention show', 'luthier retention show --json'],
    run: async (session) => {
      const made = await answer(session.client.GET('/v1/retention', {}));
      session.print(made, textOfRetention(made));
    },
  });
  addCommand(retention, host, {
    usage: 'set',
    about: 'Set rules; what is not named stays, `default` goes back to the default. Needs an admin',
    examples: [
      'luthier retention set --keep-last 2 --keep-best 1 --checkpoint-days 14',
      'luthier retention set --attempt-days never',
      'luthier retention set --hold "dispute 4711"',
    ],
    options: [
      ['--keep-last <count>', "of a job's last checkpoints stay for ever"],
      ['--keep-best <count>', 'of those with the lowest validation loss stay for ever'],
      ['--checkpoint-days <days>', 'the others stay so long after the job; never: they are not deleted'],
      ['--attempt-days <days>', 'folders of ended jobs stay so long; never: they are not cleared'],
      ['--hold <why>', 'delete nothing of the project; none lifts the hold'],
    ],
    run: async (session, _args, options) => {
      const given = Object.fromEntries(
        Object.entries(RULES).flatMap(([name, [option, none]]) => {
          const value = valueOf(options, option, none);
          return value === 'keep' ? [] : [[name, value]];
        }),
      );
      if (Object.keys(given).length === 0)
        throw new CliError(
          `say which rule: ${Object.values(RULES)
            .map(([o]) => `--${dashed(o)}`)
            .join(', ')}`,
          EXIT.usage,
        );
      const now = await answer(session.client.GET('/v1/retention', {}));
      const own = Object.fromEntries(
        Object.keys(RULES).map((name) => [name, now[name as keyof typeof RULES]]),
      );
      const params = { header: { 'if-match': `"${now.revision}"` } };
      const body = { ...own, ...given };
      const made = await answer(session.client.PUT('/v1/retention', { params, body }));
      session.print(made, textOfRetention(made));
    },
  });
  addCommand(program, host, {
    usage: 'gc',
    about: 'Have the worker delete now what the retention rules let go; --dry-run shows it with its bytes',
    examples: ['luthier gc --dry-run', 'luthier gc --dry-run --json', 'luthier gc'],
    options: [['--dry-run', 'delete nothing: say what would go, and why']],
    run: async (session, _args, options) => {
      if (options['dryRun'] === true) {
        const plan = await answer(session.client.GET('/v1/retention/plan', {}));
        return session.print(plan, textOfPlan(plan));
      }
      const made = await answer(session.client.POST('/v1/retention/sweep', { body: { delete: true } }));
      session.print(made, 'The worker sweeps; `luthier retention show` says what it took away.');
    },
  });
}

/** Field of the API: the option, and the word for null. */
const RULES = {
  keep_last_checkpoints: ['keepLast', null],
  keep_best_checkpoints: ['keepBest', null],
  checkpoint_days: ['checkpointDays', 'never'],
  attempt_folder_days: ['attemptDays', 'never'],
  hold: ['hold', 'none'],
} as const;
const dashed = (option: string) => option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function valueOf(options: Options, option: string, none: string | null): string | number | null | undefined {
  const text = textOf(options, option);
  if (text === undefined) return 'keep';
  if (text === 'default') return undefined;
  if (text === none) return null;
  if (option === 'hold') return text;
  if (/^\d{1,6}$/.test(text)) return Number(text);
  const or = none === null ? '' : `, ${none}`;
  throw new CliError(
    `--${dashed(option)} is no whole number: ${text}`,
    EXIT.usage,
    `a number${or} or default`,
  );
}

const daysText = (days: number | null) => (days === null ? 'for ever' : `${days} days after the job`);

function textOfRetention(made: Retention): string {
  const { last_sweep: last } = made;
  const rows = [
    ['last checkpoints of a job', `${made.keep_last_checkpoints} for ever`],
    ['best checkpoints of a job', `${made.keep_best_checkpoints} for ever`],
    ['other checkpoints', daysText(made.checkpoint_days)],
    ['folders of ended jobs', daysText(made.attempt_folder_days)],
  ];
  const took = last && [
    `${last.checkpoints.count} checkpoints (${size(last.checkpoints.bytes)})`,
    `folders of ${last.attempt_folders.count} jobs (${size(last.attempt_folders.bytes)})`,
  ];
  return [
    table(['WHAT', 'KEPT'], rows),
    ...(made.hold === null ? [] : [`on hold, nothing is deleted: ${made.hold}`]),
    made.swept_at === null
      ? 'a sweep is due'
      : `swept ${ago(made.swept_at)}${took ? `: ${took.join(', ')}` : ''}`,
  ].join('\n');
}

function textOfPlan(plan: Plan): string {
  const { unneeded_objects: objects } = plan;
  const days = objects.delete_after_days;
  const row = (what: string, { count, bytes }: { count: number; bytes: number }, when: string) => [
    what,
    String(count),
    size(bytes),
    when,
  ];
  const grace =
    days === 0 ? 'never (LUTHIER_UNNEEDED_OBJECT_DAYS=0)' : `${days} days after a sweep found them`;
  const rows = [
    row('checkpoints', plan.checkpoints, 'at the next sweep; their bytes after the grace of the store'),
    row('folders of ended jobs', plan.attempt_folders, 'at the next sweep'),
    row('deleted files', plan.deleted_files, grace),
    row('unneeded objects, all projects', objects, grace),
  ];
  const named = plan.checkpoints.data.map(({ job, step, bytes }) => `  ${job} step ${step}: ${size(bytes)}`);
  return [
    ...(plan.hold === null ? [] : [`on hold, nothing of the project is deleted: ${plan.hold}`]),
    table(['WHAT', 'COUNT', 'BYTES', 'WHEN'], rows),
    ...(named.length > 0 ? ['checkpoints:', ...named] : []),
  ].join('\n');
}
