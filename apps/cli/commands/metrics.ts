import type { Command } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { type CurvePoint, curvesTable, curvesText, lossesOf } from '../curve-text.js';
import { CliError, EXIT } from '../exits.js';
import { getJob } from '../follow.js';
import type { Session } from '../session.js';
import { isFinal } from '../views.js';

const HEIGHT = 12;
const WIDEST = 120;
/** Rows of a table that people still read. */
const TABLE_ROWS = '20';

export function addMetricsCommand(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'metrics <job>',
    about:
      'Draw the curves of a training: loss and evaluation loss, on a terminal as a chart, else as a table; thinned where they are long',
    examples: [
      'luthier metrics job_01k…',
      'luthier metrics job_01k… --key learning_rate,grad_norm',
      'luthier metrics job_01k… --key all --json',
    ],
    options: [
      ['--key <names>', 'these instead of the losses, by commas; all: every one'],
      ['--from <step>', 'the first step to tell of'],
      ['--to <step>', 'the last step to tell of'],
      ['--points <n>', 'at most so many points of each; left out: as many as are seen, with --json 1000'],
    ],
    run: metrics,
  });
}

async function metrics(session: Session, [id = '']: string[], options: Options): Promise<void> {
  const job = await getJob(session, id);
  const isChart = process.stdout.isTTY && process.env['TERM'] !== 'dumb' && !session.json;
  const width = Math.min(process.stdout.columns || 80, WIDEST);
  const seen = session.json ? undefined : isChart ? String(2 * width) : TABLE_ROWS;
  const query = {
    from_step: textOf(options, 'from'),
    to_step: textOf(options, 'to'),
    points: textOf(options, 'points') ?? seen,
  };
  const bounds = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
  const params = { path: { id: job.id }, query: bounds };
  const found = await answer(session.client.GET('/v1/jobs/{id}/metrics', { params }));
  const keys = [...new Set(found.data.map(({ key }) => key))];
  // no point at all, as on a fresh job or beyond the last step: which names it tells is not known then
  const wanted = keys.length === 0 ? [] : chosen(keys, textOf(options, 'key'), session.json);
  const data = found.data.filter(({ key }) => wanted.includes(key));
  session.print({ ...found, data }, textOfCurves(data, isChart ? { width, height: HEIGHT } : null));
  if (session.json) return;
  if (data.length === 0) {
    const between = (query.from_step ?? query.to_step) ? ' between these steps' : '';
    session.say(`${job.id} has told none${between}${isFinal(job.state) ? '' : ' yet'}.`);
  }
  const left = keys.filter((key) => !wanted.includes(key));
  if (left.length > 0) session.say(`also: ${left.join(', ')} (--key NAMES, or all)`);
}

/** Throws CliError 5 for a name that the job does not tell. */
function chosen(keys: readonly string[], given: string | undefined, json: boolean): string[] {
  if (given === 'all' || (given === undefined && json)) return [...keys];
  if (given === undefined) return lossesOf(keys);
  const names = given.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !keys.includes(name));
  if (unknown !== undefined)
    throw new CliError(`nothing is told under '${unknown}'`, EXIT.notFound, `there are: ${keys.join(', ')}`);
  return names;
}

function textOfCurves(data: readonly CurvePoint[], size: { width: number; height: number } | null): string {
  if (data.length === 0) return '';
  return size ? curvesText(data, size) : curvesTable(data);
}
