import { parseRow } from '#dataset-checks/check-json.js';
import { LineSplitter } from '#dataset-checks/check-lines.js';
import { MAX_RECORD_BYTES, type SourceRow, unreadable } from './source-row.js';

type Bytes = AsyncIterable<Buffer>;
const [QUOTE, SLASH, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST, COMMA, LF] = [
  0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d, 0x2c, 10,
];
const isSpace = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13);

function parsed(bytes: Buffer, line: number): SourceRow {
  const found = parseRow(bytes, line);
  if ('code' in found) throw unreadable(found.message, { line, fault: found.code });
  return { line, values: found.row };
}

/** Rows of JSON Lines; blank lines are skipped. */
export async function* readJsonl(bytes: Bytes): AsyncGenerator<SourceRow> {
  const lines = new LineSplitter();
  const rows = function* (found: Iterable<{ number: number; bytes: Buffer | null }>) {
    for (const line of found) {
      if (!line.bytes) throw unreadable(`Line ${line.number} is longer than 8 MB.`, { line: line.number });
      if (!line.bytes.every(isSpace)) yield parsed(line.bytes, line.number);
    }
  };
  for await (const chunk of bytes) yield* rows(lines.push(chunk));
  yield* rows(lines.end());
}

/** The dictionaries of one JSON list, each parsed alone: a list of any length costs the memory of its longest row. */
export async function* readJsonArray(bytes: Bytes): AsyncGenerator<SourceRow> {
  const cutter = new ListCutter();
  for await (const chunk of bytes)
    for (const { bytes: one, line } of cutter.push(chunk)) yield parsed(one, line);
  cutter.end();
}

/** Cuts `[{…}, {…}]` between its elements. Only strings and brackets are looked at: the parser judges the rest. */
class ListCutter {
  private state: 'before' | 'first' | 'between' | 'next' | 'inside' | 'behind' = 'before';
  private depth = 0;
  private isText = false;
  private isEscaped = false;
  private line = 1;
  private startLine = 1;
  private held: Buffer[] = [];
  private heldBytes = 0;

  *push(chunk: Buffer): Iterable<{ bytes: Buffer; line: number }> {
    let start = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at]!;
      if (byte === LF) this.line += 1;
      if (this.state !== 'inside') {
        if (this.outside(byte)) start = at;
        continue;
      }
      if (!this.ends(byte)) continue;
      const whole = Buffer.concat([...this.held, chunk.subarray(start, at + 1)]);
      [this.held, this.heldBytes, this.state] = [[], 0, 'between'];
      yield { bytes: oneLine(whole), line: this.startLine };
    }
    if (this.state === 'inside') this.hold(chunk.subarray(start));
  }

  end(): void {
    if (this.state !== 'behind') throw unreadable('The JSON list does not end.', { line: this.line });
  }

  /** True where an element begins. */
  private outside(byte: number): boolean {
    if (isSpace(byte) || (this.state === 'before' && (byte === 0xef || byte === 0xbb || byte === 0xbf)))
      return false;
    if (this.state === 'before' && byte === OPEN_LIST) this.state = 'first';
    else if (byte === OPEN && (this.state === 'first' || this.state === 'next')) {
      [this.state, this.depth, this.startLine] = ['inside', 1, this.line];
      return true;
    } else if (byte === COMMA && this.state === 'between') this.state = 'next';
    else if (byte === CLOSE_LIST && (this.state === 'between' || this.state === 'first'))
      this.state = 'behind';
    else throw unreadable(`Line ${this.line} does not go on as a list of dictionaries.`, { line: this.line });
    return false;
  }

  /** True at the bracket that closes the element. */
  private ends(byte: number): boolean {
    if (this.isText) {
      if (this.isEscaped) this.isEscaped = false;
      else if (byte === SLASH) this.isEscaped = true;
      else if (byte === QUOTE) this.isText = false;
      return false;
    }
    if (byte === QUOTE) this.isText = true;
    else if (byte === OPEN || byte === OPEN_LIST) this.depth += 1;
    else if (byte === CLOSE || byte === CLOSE_LIST) this.depth -= 1;
    return this.depth === 0;
  }

  private hold(part: Buffer): void {
    this.heldBytes += part.length;
    if (this.heldBytes > MAX_RECORD_BYTES)
      throw unreadable(`The row at line ${this.startLine} is longer than 8 MB.`, { line: this.startLine });
    this.held.push(Buffer.from(part));
  }
}

/** Line ends between tokens are spaces in a row's own line; within a string JSON has none. */
const oneLine = (bytes: Buffer): Buffer => {
  const copy = Buffer.from(bytes);
  for (let i = 0; i < copy.length; i += 1) if (copy[i] === LF || copy[i] === 13) copy[i] = 32;
  return copy;
};
