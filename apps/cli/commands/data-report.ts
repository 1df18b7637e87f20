import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { answer } from '#client/client.js';
import type { operations } from '#client/schema.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { resolveVersion, type Split } from '../data.js';
import { CliError, EXIT } from '../exits.js';
import type { Session } from '../session.js';
import { table } from '../text.js';

type Report = operations['dataset_versions_report']['responses'][200]['content']['application/json'];
type OfBase = NonNullable<Report['base']>;
type OfRows = NonNullable<OfBase['report']>;
type OfSplit = NonNullable<OfRows['splits'][Split]>;

const ASK_EVERY_MS = 1000;

export function addReportCommand(data: Command, host: Host): void {
  addCommand(data, host, {
    usage: 'report <version>',
    about: 'What the checks found; with --base-model also what that model makes of the rows',
    examples: [
      'luthier data report support',
      'luthier data report support@2 --base-model smollm2',
      'luthier data report dsv_01k… --base-model smollm2 --max-seq-length 512 --json',
    ],
    options: [
      ['--base-model <model>', 'count tokens with its own tokenizer and chat template'],
      ['--max-seq-length <tokens>', "where rows are cut; left out: what a job's auto takes"],
    ],
    run: reportCommand,
  });
}

async function reportCommand(session: Session, [ref = '']: string[], options: Options): Promise<void> {
  const id = await resolveVersion(session, ref);
  const [model, length] = [textOf(options, 'baseModel'), textOf(options, 'maxSeqLength')];
  const query = {
    ...(model ? { base_model: model } : {}),
    ...(length ? { max_seq_length: length } : {}),
  };
  const ask = () =>
    answer(session.client.GET('/v1/dataset_versions/{id}/report', { params: { path: { id }, query } }));
  let report = await ask();
  if (report.base?.status === 'running') session.say(`counting tokens (${report.base.job})`);
  while (report.base?.status === 'running') {
    await sleep(ASK_EVERY_MS, undefined, { signal: session.signal });
    report = await ask();
  }
  if (report.base?.error)
    throw new CliError(`no report: ${report.base.error.message}`, EXIT.failed, report.base.error.advice);
  session.print(report, reportText(report));
}

function reportText(report: Report): string {
  const lines = [table(['SPLIT', 'ROWS', 'FAULTS', 'WARNINGS', 'DUPLICATES', 'PERSONAL'], fileRows(report))];
  lines.push(`usable for ${report.usable_for.join(', ') || 'no method yet'}`);
  for (const [split, file] of Object.entries(report.splits))
    lines.push(...(file?.faults ?? []).slice(0, 10).map((fault) => `${split}: ${fault.message}`));
  if (report.base?.report) lines.push('', ...baseLines(report.base, report.base.report));
  return lines.join('\n');
}

const fileRows = (report: Report) =>
  Object.entries(report.splits).map(([split, file]) => [
    split,
    file?.rows,
    file?.fault_count,
    file?.warning_count,
    file?.duplicates.count,
    Object.values(file?.sensitive.counts ?? {}).reduce((sum, n) => sum + n, 0),
  ]);

function baseLines(base: OfBase, report: OfRows): string[] {
  const splits = Object.entries(report.splits) as [Split, OfSplit][];
  const rows = splits.map(([split, { rows: n, tokens, truncated, nothing_to_learn: none }]) => [
    ...[split, n, tokens.total, tokens.trainable, tokens.p50, tokens.p95, tokens.max],
    ...[truncated.count, none.count],
  ]);
  const headings = ['SPLIT', 'ROWS', 'TOKENS', 'TRAINABLE', 'P50', 'P95', 'MAX', 'CUT', 'NOTHING TO LEARN'];
  const lines = [`${base.base_model.slug}, rows cut at ${base.max_seq_length} tokens`, table(headings, rows)];
  for (const [split, { control_tokens: control }] of splits)
    lines.push(...control.faults.slice(0, 10).map((fault) => `${split}: ${fault.message}`));
  for (const [split, found] of Object.entries(report.overlap))
    lines.push(
      `${split} rows that train has too: ${found.exact.count} exactly, ${found.normalised.count} but for case and marks`,
    );
  return lines;
}
