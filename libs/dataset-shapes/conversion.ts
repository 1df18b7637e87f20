import { createHash } from 'node:crypto';
import type { Row } from '#dataset-checks/check-json.js';
import { checkRow, formatOf } from '#dataset-checks/check-rows.js';
import { clip } from '#dataset-checks/clip.js';
import { invalid } from '#kernel/errors.js';
import type { ConversionFault, ConversionReport } from './conversion.contract.js';
import { type Columns, convertRow } from './convert-row.js';
import { recognise, type Shape } from './shapes.js';
import type { SourceFormat, SourceRow } from './source-row.js';

const FAULTS_KEPT = 100;
const PREVIEW_ROWS = 5;
const MOST_RULES = 200;

export interface ConversionOptions {
  format: SourceFormat;
  shape: Shape | 'auto';
  columns?: Columns;
  system?: string;
  validation?: { fraction: number; seed: number };
}
export interface Converted {
  split: 'train' | 'validation';
  line: string;
}

/** Turns records into training lines one by one and keeps account of it; memory does not grow with the file. */
export class Conversion {
  private shape: Shape | null;
  private because = 'it was asked for';
  private becomes: ConversionReport['becomes'] | null = null;
  private readonly rules = new Map<string, { text: string; rows: number }>();
  private readonly faults: ConversionFault[] = [];
  private readonly preview: ConversionReport['preview'] = [];
  private readonly counts = { read: 0, converted: 0, faults: 0, skipped: 0, train: 0, validation: 0 };

  constructor(private readonly options: ConversionOptions) {
    this.shape = options.shape === 'auto' ? null : options.shape;
    assertColumns(options);
  }

  get hasFaults(): boolean {
    return this.counts.faults > 0;
  }

  /** The line of a record, null for one at fault. Throws invalid shape_unknown or shape_ambiguous at the first record. */
  take({ line, values }: SourceRow): Converted | null {
    const row = (this.counts.read += 1);
    this.shape ??= this.recognised(values);
    const before = this.counts.faults;
    const seen = new Set<string>();
    const told = (code: string, column: string | null, text: string) =>
      this.tell({ row, line, column, code, message: sentence(row, line, text) });
    const made = convertRow(
      values,
      { shape: this.shape, columns: this.options.columns, system: this.options.system },
      { rule: (id, text) => this.note(seen, id, text), fault: told },
    );
    if (made) this.check(made, told);
    if (!made || this.counts.faults > before) {
      this.counts.skipped += 1;
      return null;
    }
    const text = JSON.stringify(made);
    const split = this.placeOf(made);
    this.counts.converted += 1;
    this.counts[split] += 1;
    if (this.preview.length < PREVIEW_ROWS)
      this.preview.push({ row, line, from: clip(values) as Row, to: clip(made) as Row });
    return { split, line: `${text}\n` };
  }

  /** Throws invalid `source_empty` for a file without records. */
  done(): ConversionReport {
    const { read, converted, skipped, faults, train, validation } = this.counts;
    if (!this.shape || read === 0)
      throw invalid('source_empty', 'The file holds no rows.', { param: 'from' });
    const { validation: held } = this.options;
    return {
      format: this.options.format,
      shape: this.shape,
      because: this.because,
      becomes: this.becomes ?? 'chat',
      rows_read: read,
      rows_converted: converted,
      rows_skipped: skipped,
      rules: [...this.rules].map(([rule, { text, rows }]) => ({ rule, text, rows })),
      fault_count: faults,
      faults: this.faults,
      preview: this.preview,
      split: held ? { seed: held.seed, validation_fraction: held.fraction, train, validation } : null,
    };
  }

  private recognised(values: Row): Shape {
    const found = recognise(values);
    const names = Object.keys(values)
      .slice(0, 20)
      .map((name) => `'${name.slice(0, 40)}'`)
      .join(', ');
    if (found.length === 0) {
      throw invalid(
        'shape_unknown',
        `Row 1 has ${names || 'no columns'}, which is no shape that is known. Say which column holds what: columns.user and columns.assistant, or columns.prompt, columns.chosen and columns.rejected.`,
        { param: 'columns' },
      );
    }
    if (found.length > 1) {
      const all = found.map(({ shape, because }) => `${shape} (${because})`).join(' or ');
      throw invalid('shape_ambiguous', `Row 1 could be ${all}. Say which it is with 'shape'.`, {
        param: 'shape',
      });
    }
    this.because = `row 1 ${found[0]!.because}`;
    return found[0]!.shape;
  }

  /** The rules of the format, so that what is imported can be trained on. */
  private check(made: Row, told: (code: string, column: string | null, text: string) => void): void {
    const format = formatOf(made, this.becomes);
    if (format === null || format === 'completion')
      return told('unknown_format', null, 'is neither a chat nor a preference');
    this.becomes ??= format;
    if (format !== this.becomes)
      return told('mixed_formats', null, `is a ${format} row among ${this.becomes} rows`);
    checkRow(made, format, { fault: (code, path, text) => told(code, path, text), warn: () => undefined });
  }

  private tell(fault: ConversionFault): void {
    this.counts.faults += 1;
    if (this.faults.length < FAULTS_KEPT) this.faults.push(fault);
  }

  /** Once a row, however often it is applied there. */
  private note(seen: Set<string>, id: string, text: string): void {
    if (seen.has(id)) return;
    seen.add(id);
    const known = this.rules.get(id);
    if (known) known.rows += 1;
    else if (this.rules.size < MOST_RULES) this.rules.set(id, { text, rows: 1 });
  }

  /** By the hash of seed and text, so that the same rows always fall the same way and duplicates stay together. */
  private placeOf(made: Row): 'train' | 'validation' {
    const held = this.options.validation;
    if (!held) return 'train';
    const text = JSON.stringify(made)
      .normalize('NFKC')
      .toLowerCase()
      .replace(/(\\[nrt]|\s)+/g, ' ');
    const place = createHash('sha256').update(`${held.seed}\n${text}`).digest().readUInt32BE(0) / 2 ** 32;
    return place < held.fraction ? 'validation' : 'train';
  }
}

function assertColumns({ shape, columns }: ConversionOptions): void {
  if (shape !== 'columns') {
    if (columns === undefined) return;
    throw invalid('invalid_value', "'columns' belongs to the shape 'columns'.", { param: 'columns' });
  }
  const given = Object.keys(columns ?? {})
    .filter((name) => columns![name as keyof Columns] !== undefined)
    .sort()
    .join();
  if (['assistant,user', 'assistant,system,user', 'chosen,prompt,rejected'].includes(given)) return;
  throw invalid(
    'invalid_value',
    "'columns' names user and assistant (and system), or prompt, chosen and rejected.",
    { param: 'columns' },
  );
}

const sentence = (row: number, line: number | null, text: string): string =>
  `Row ${row} ${text}${line === null ? '' : ` (line ${line})`}`;
