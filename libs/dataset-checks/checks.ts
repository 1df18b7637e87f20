import { isUtf8 } from 'node:buffer';
import { DuplicateFinder } from './check-duplicates.js';
import { parseRow, type Row, type SyntaxFault, syntaxFault } from './check-json.js';
import { BlockSplitter, MAX_LINE_BYTES } from './check-lines.js';
import type { Report } from './check-messages.js';
import { checkRow, type Format, formatOf } from './check-rows.js';
import { findSensitive, SENSITIVE_KINDS, type SensitiveKind } from './check-sensitive.js';
import { clip } from './clip.js';
import type { FileReport, RowFault } from './report.contract.js';
import { type LineFacts, scanLines } from './scan-line.js';

const FAULTS_KEPT = 100;
const EXAMPLES_KEPT = 20;
const PREVIEW_ROWS = 5;
const EXPECTED_FORMAT = 'Unexpected file format, expected either prompt/completion pairs or chat messages.';

/**
 * Checks a JSONL file as its bytes come by; memory does not grow with the file. `syntax` is set by the first line that
 * makes the whole file unfit to store; faults of content go into the report that `end()` gives.
 */
export class FileChecker {
  syntax: SyntaxFault | null = null;
  private readonly blocks = new BlockSplitter();
  private readonly duplicates = new DuplicateFinder();
  private readonly report = emptyReport();
  private format: Format | null = null;

  /** `scan` knows lines without fault at a glance; what it does not know is read in full, with the same report. */
  constructor(private readonly scan: (block: Buffer) => LineFacts[] = scanLines) {}

  /** Once a syntax fault is found, what follows is not read. */
  push(chunk: Buffer): void {
    if (this.syntax) return;
    for (const block of this.blocks.push(chunk)) this.readBlock(block);
  }

  /** Ends the file. The report says nothing of worth where `syntax` is set. */
  end(): FileReport {
    if (!this.syntax) for (const block of this.blocks.end()) this.readBlock(block);
    if (!this.syntax && this.report.rows === 0) {
      const what = this.report.lines === 0 ? 'The file is empty.' : 'The file has blank lines only.';
      this.syntax = syntaxFault(1, 'empty_file', what);
    }
    return { ...this.report, format: this.format ?? 'unknown' };
  }

  private readBlock(block: Buffer | null): void {
    if (this.syntax) return;
    if (block === null) {
      const [line, limit] = [this.report.lines + 1, MAX_LINE_BYTES / 1024 / 1024];
      this.syntax = syntaxFault(line, 'line_too_long', `Line ${line} is longer than ${limit} MB.`);
      return;
    }
    const isText = isUtf8(block);
    for (const facts of this.scan(block)) {
      this.report.lines += 1;
      if (isText && this.isPlain(facts)) {
        this.report.messages += facts.messages;
        this.countRow(block, facts);
      } else if (!this.readInFull(block, facts)) return;
    }
  }

  /** Without fault or warning, of the format that the file has, and not to be shown. */
  private isPlain({ format }: LineFacts): boolean {
    return format !== null && format === this.format && this.report.preview.length === PREVIEW_ROWS;
  }

  /** False for a line that ends the reading. */
  private readInFull(block: Buffer, facts: LineFacts): boolean {
    const bytes = block.subarray(facts.from, facts.to);
    const line = this.report.lines;
    if (isBlank(bytes)) {
      this.report.blank_lines += 1;
      return true;
    }
    const row = parseRow(bytes, line);
    if ('code' in row) {
      this.syntax = row;
      return false;
    }
    this.countRow(block, facts);
    this.readRow(row.row, line);
    return true;
  }

  private countRow(block: Buffer, facts: LineFacts): void {
    this.report.rows += 1;
    this.countDuplicate(facts, this.report.lines);
    if (facts.suspects === 0) return;
    this.countSensitive(block.toString('utf8', facts.from, facts.to), this.report.lines, facts.suspects);
  }

  private readRow(row: Row, line: number): void {
    const { report } = this;
    if (report.preview.length < PREVIEW_ROWS) report.preview.push(clip(row) as Row);
    const tell = this.teller(line);
    const format = formatOf(row, this.format) ?? this.format;
    if (format === null) return tell.fault('unknown_format', '', EXPECTED_FORMAT);
    this.format ??= format;
    if (format !== this.format) {
      return tell.fault(
        'mixed_formats',
        '',
        `is in the ${format} format, but the file began in the ${this.format} format`,
      );
    }
    const facts = checkRow(row, format, tell);
    report.messages += facts.messages;
    if (facts.label !== undefined) {
      report.labels ??= { true: 0, false: 0 };
      report.labels[facts.label ? 'true' : 'false'] += 1;
    }
    if (facts.hasTools) {
      report.tool_rows += 1;
      report.first_tool_line ??= line;
    }
  }

  private teller(line: number): Report {
    const { report } = this;
    const example = report.rows;
    const entry = (code: string, path: string, text: string, message?: number): RowFault => ({
      line,
      message_index: message ?? null,
      code,
      param: path || null,
      message: sentence(text, example, line, message),
    });
    return {
      fault: (...said) => {
        report.fault_count += 1;
        if (report.faults.length < FAULTS_KEPT) report.faults.push(entry(...said));
      },
      warn: (...said) => {
        report.warning_count += 1;
        if (report.warnings.length < EXAMPLES_KEPT) report.warnings.push(entry(...said));
      },
    };
  }

  private countDuplicate(facts: LineFacts, line: number): void {
    const of = this.duplicates.earlier(facts, line);
    const { duplicates } = this.report;
    duplicates.complete = this.duplicates.isComplete;
    if (of === null) return;
    duplicates.count += 1;
    if (duplicates.first.length < EXAMPLES_KEPT) duplicates.first.push({ line, same_as_line: of });
  }

  private countSensitive(text: string, line: number, suspects: number): void {
    const { counts, first } = this.report.sensitive;
    for (const [kind, n] of Object.entries(findSensitive(text, suspects)) as [SensitiveKind, number][]) {
      counts[kind] += n;
      if (first.length < EXAMPLES_KEPT) first.push({ line, kind });
    }
  }
}

/** Checks a whole stream; see FileChecker. */
export async function checkFile(
  chunks: AsyncIterable<Buffer>,
): Promise<{ report: FileReport; syntax: SyntaxFault | null }> {
  const checker = new FileChecker();
  for await (const chunk of chunks) checker.push(chunk);
  const report = checker.end();
  return { report, syntax: checker.syntax };
}

/** OpenAI's sentence, then where the fault stands in the file. */
function sentence(text: string, example: number, line: number, message?: number): string {
  if (text === EXPECTED_FORMAT) return `${text} Example ${example} is neither (line ${line})`;
  const place = message === undefined ? `Example ${example}` : `Example ${example}, message ${message + 1}`;
  return `Invalid file format. ${place} ${text} (line ${line})`;
}

const isBlank = (bytes: Buffer): boolean => bytes.every((byte) => byte === 32 || byte === 9 || byte === 13);

const emptyReport = (): FileReport => ({
  format: 'unknown',
  lines: 0,
  blank_lines: 0,
  rows: 0,
  messages: 0,
  tool_rows: 0,
  first_tool_line: null,
  fault_count: 0,
  faults: [],
  warning_count: 0,
  warnings: [],
  duplicates: { count: 0, complete: true, first: [] },
  sensitive: {
    counts: Object.fromEntries(SENSITIVE_KINDS.map((kind) => [kind, 0])) as Record<SensitiveKind, number>,
    first: [],
  },
  preview: [],
});
