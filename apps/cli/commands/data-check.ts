import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { answer } from '#client/client.js';
import { ApiError } from '#client/errors.js';
import type { operations } from '#client/schema.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { uploadFile } from '../data.js';
import { CliError, EXIT } from '../exits.js';
import type { Session } from '../session.js';
import { line } from '../text.js';

export type FileReport = operations['files_report']['responses'][200]['content']['application/json'];

export function addCheckCommand(data: Command, host: Host): void {
  addCommand(data, host, {
    usage: 'check <file>',
    about:
      'Check training rows without keeping them: faults and warnings by line; exit 1 where there are faults',
    examples: ['luthier data check tickets.jsonl', 'luthier data check tickets.jsonl --json'],
    options: [['--limit <n>', 'at most so many faults and warnings each (default 20)']],
    run: check,
  });
}

async function check(session: Session, [path = '']: string[], options: Options): Promise<void> {
  if (!existsSync(path))
    throw new CliError(
      `there is no file ${path}`,
      EXIT.usage,
      'what is uploaded already has its report: luthier data report DATASET',
    );
  const limit = Number(textOf(options, 'limit') ?? 20);
  if (!Number.isInteger(limit) || limit < 0) throw new CliError('--limit is no whole number', EXIT.usage);
  const id = await uploadOrFault(session, path);
  const params = { path: { id } };
  try {
    const report = await answer(session.client.GET('/v1/files/{id}/report', { params }));
    session.print({ ...report, path }, checkText(path, report, limit));
    if (report.fault_count > 0)
      throw new CliError(`${report.fault_count} faults: nothing can be made of ${path} yet`, EXIT.failed);
  } finally {
    await session.client.DELETE('/v1/files/{id}', { params });
  }
}

/** Bytes that are no JSONL at all are refused at the door, with their first line. Throws CliError 1. */
async function uploadOrFault(session: Session, path: string): Promise<string> {
  try {
    return (await uploadFile(session, path)).id;
  } catch (error) {
    const at = error instanceof ApiError ? / Line (\d+) /.exec(error.message)?.[1] : undefined;
    if (!(error instanceof ApiError) || error.code !== 'invalid_training_file' || !at) throw error;
    const fault = { line: Number(at), code: error.code, message: error.message };
    session.print(
      { object: 'file_report', path, fault_count: 1, faults: [fault] },
      `${path}:${at}: ${line(error.message, 400)}`,
    );
    throw new CliError(`${path} is no JSONL: nothing can be made of it yet`, EXIT.failed);
  }
}

/** `tickets.jsonl:7: …`, as editors and CI read it, then what the file holds. */
export function checkText(path: string, report: FileReport, limit: number): string {
  const at = (word: string) => (one: { line: number; message: string }) =>
    `${path}:${one.line}: ${word}${line(one.message.replace(new RegExp(`^line ${one.line}: `, 'i'), ''), 400)}`;
  const left = (count: number, word: string) => (count > limit ? [`and ${count - limit} more ${word}`] : []);
  const { faults, warnings, duplicates, sensitive } = report;
  const personal = Object.values(sensitive.counts).reduce((sum, n) => sum + n, 0);
  return [
    ...faults.slice(0, limit).map(at('')),
    ...left(report.fault_count, 'faults'),
    ...warnings.slice(0, limit).map(at('warning: ')),
    ...left(report.warning_count, 'warnings'),
    `${path}: ${report.format}, ${report.rows} rows, ${report.fault_count} faults, ${report.warning_count} warnings, ${duplicates.count} duplicates, ${personal} look personal`,
  ].join('\n');
}
