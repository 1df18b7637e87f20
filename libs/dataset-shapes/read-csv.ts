import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { MAX_RECORD_BYTES, type SourceRow, unreadable } from './source-row.js';

const MOST_COLUMNS = 1000;

/** Rows of a table in text (RFC 4180) with its column names in the first line; every cell is text. */
export async function* readCsv(
  bytes: AsyncIterable<Buffer>,
  delimiter: ',' | '\t',
): AsyncGenerator<SourceRow> {
  const parser = parse({
    delimiter,
    bom: true,
    info: true,
    columns: (names: string[]) => named(names),
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_BYTES,
    ...(delimiter === '\t' ? { quote: null } : {}),
  });
  const source = Readable.from(asText(bytes));
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: Record<string, string>;
      info: { lines: number };
    }>)
      yield { line: info.lines, values: record };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw unreadable(`The table cannot be read: ${error.message}.`, {
      line: (error as { lines?: number }).lines,
    });
  } finally {
    source.destroy();
    parser.destroy();
  }
}

function named(names: string[]): string[] {
  if (names.length > MOST_COLUMNS)
    throw unreadable(`The table has more than ${MOST_COLUMNS} columns.`, { line: 1 });
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double !== undefined) throw unreadable(`Two columns are called '${double.slice(0, 40)}'.`, { line: 1 });
  const empty = names.findIndex((name) => name.trim() === '');
  if (empty >= 0 && empty < names.length && names.length > 1 && empty !== 0)
    throw unreadable(`Column ${empty + 1} has no name.`, { line: 1 });
  return names.map((name, index) => (name.trim() === '' ? `column_${index + 1}` : name));
}

/** UTF-8 or nothing: a table in another encoding would become wrong letters without a word. */
async function* asText(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    for await (const chunk of bytes) yield withoutNul(decoder.decode(chunk, { stream: true }));
    yield withoutNul(decoder.decode());
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw unreadable('The table is not UTF-8 text; save it as UTF-8.');
    throw error;
  }
}

function withoutNul(text: string): string {
  if (text.includes('\u0000')) throw unreadable('The table holds a NUL character, which cannot be stored.');
  return text;
}
