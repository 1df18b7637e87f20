import type { Command } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, addGroup, type Host, type Options, textOf } from '../command.js';
import { contaminationText, foundIn } from '../contamination-text.js';
import { CliError, EXIT } from '../exits.js';
import type { Session } from '../session.js';
import { percent, table } from '../text.js';
import { addParityCommand } from './eval-parity.js';
import { addEvalRunCommand } from './eval-run.js';
import { addEvalShowCommands } from './eval-show.js';
import { addJudgeCommand } from './judge.js';

export function addEvalCommands(program: Command, host: Host): void {
  const group = addGroup(program, 'eval', 'Evaluations: ask a model every row of a test split');
  addEvalRunCommand(group, host);
  addParityCommand(group, host);
  addEvalShowCommands(group, host);
  addCommand(group, host, {
    usage: 'contamination <evaluation>',
    about: 'Which evaluated rows the model was trained on, and the scores without them',
    examples: [
      'luthier eval contamination eval_01k…',
      'luthier eval contamination job_01k… --max-share 0.01 --json',
    ],
    options: [
      ['--max-share <share>', 'exit 3 when a larger share of the rows is contaminated, or it cannot be told'],
    ],
    run: contamination,
  });
  addCommand(group, host, {
    usage: 'compare <baseline> <candidate>',
    about: 'Compare two evaluations on the same rows: paired test, 95 % interval, rows that flipped',
    examples: ['luthier eval compare eval_01k… eval_01m…', 'luthier eval compare job_01k… job_01m… --json'],
    options: [['--limit <n>', 'at most so many flipped rows (default 20)']],
    run: compareEvaluations,
  });
  addJudgeCommand(group, host);
}

async function contamination(session: Session, [id = '']: string[], options: Options): Promise<void> {
  const most = textOf(options, 'maxShare');
  if (most !== undefined && !/^(0(\.\d+)?|1(\.0+)?)$/.test(most))
    throw new CliError(`--max-share is no share from 0 to 1: ${most}`, EXIT.usage);
  const found = await foundIn(session, id);
  session.print(found, contaminationText(found));
  if (found.status === 'failed' && most === undefined)
    throw new CliError(found.error ?? 'it failed', EXIT.failed);
  if (most === undefined) return;
  const { report } = found;
  if (!report?.complete)
    throw new CliError('not all of the training data could be looked through', EXIT.policy);
  if (report.share > Number(most))
    throw new CliError(
      `${percent(report.share)} of the rows are contaminated, more than ${most}`,
      EXIT.policy,
    );
}

/** Paired, on the rows that both answered. */
export async function compareEvaluations(
  session: Session,
  [baseline = '', id = '']: string[],
  options: Options,
): Promise<void> {
  const query = { with: baseline, limit: textOf(options, 'limit') ?? '20' };
  const found = await answer(
    session.client.GET('/v1/evaluations/{id}/compare', { params: { path: { id }, query } }),
  );
  const metrics = found.metrics.map((one) => [
    ...[one.name, one.rows, percent(one.baseline), percent(one.candidate)],
    `${one.difference.toFixed(4)} (${one.low.toFixed(4)} to ${one.high.toFixed(4)})`,
    one.p === null ? one.test : `p ${one.p.toFixed(4)}`,
  ]);
  const flips = found.flipped.map((one) => [one.row, one.better, one.expected, one.baseline, one.candidate]);
  const head = ['METRIC', 'ROWS', 'BASELINE', 'CANDIDATE', 'DIFFERENCE (95 %)', 'TEST'];
  session.print(
    found,
    [
      found.verdict,
      table(head, metrics),
      `${found.flipped_rows} rows flipped${flips.length < found.flipped_rows ? `; the first ${flips.length}` : ''}`,
      ...(flips.length > 0 ? [table(['ROW', 'BETTER', 'EXPECTED', 'BASELINE', 'CANDIDATE'], flips)] : []),
    ].join('\n\n'),
  );
}
