/** Longest line that is read; a longer one is reported without ever being held in memory. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024;

/** One physical line without its `\n`, `\r\n` and a byte order mark; `bytes` is null for a line over the limit. */
export interface Line {
  number: number;
  bytes: Buffer | null;
}

const LF = 10;
const CR = 13;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** Cuts chunks of any size into lines; holds at most one line, and tells of one over the limit as soon as it is. */
export class LineSplitter {
  /** The start of a line that its chunk did not end; grows by doubling, so that tiny chunks cost no more than large ones. */
  private held = Buffer.alloc(0);
  private heldBytes = 0;
  private lineBytes = 0;
  private number = 1;

  constructor(private readonly maxBytes = MAX_LINE_BYTES) {}

  *push(chunk: Buffer): Iterable<Line> {
    let start = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
      const part = chunk.subarray(start, end);
      start = end + 1;
      if (this.lineBytes === 0 && part.length <= this.maxBytes) {
        yield this.line(part);
      } else {
        yield* this.hold(part);
        if (this.lineBytes <= this.maxBytes) yield this.line(this.held.subarray(0, this.heldBytes));
      }
      this.next();
    }
    yield* this.hold(chunk.subarray(start));
  }

  /** The last line, where the file does not end with a line feed. */
  *end(): Iterable<Line> {
    if (this.lineBytes > 0 && this.lineBytes <= this.maxBytes)
      yield this.line(this.held.subarray(0, this.heldBytes));
  }

  private *hold(part: Buffer): Iterable<Line> {
    const before = this.lineBytes;
    this.lineBytes += part.length;
    if (this.lineBytes > this.maxBytes) {
      this.heldBytes = 0;
      if (before <= this.maxBytes) yield { number: this.number, bytes: null };
      return;
    }
    if (this.lineBytes > this.held.length) {
      const grown = Buffer.allocUnsafe(
        Math.max(this.lineBytes, Math.min(this.held.length * 2, this.maxBytes)),
      );
      this.held.copy(grown, 0, 0, this.heldBytes);
      this.held = grown;
    }
    this.heldBytes += part.copy(this.held, this.heldBytes);
  }

  private next(): void {
    // A new buffer: whoever has the line just given may keep it.
    if (this.heldBytes > 0) this.held = Buffer.alloc(0);
    this.heldBytes = 0;
    this.lineBytes = 0;
    this.number += 1;
  }

  private line(whole: Buffer): Line {
    let bytes = whole.at(-1) === CR ? whole.subarray(0, -1) : whole;
    if (this.number === 1 && bytes.subarray(0, 3).equals(BOM)) bytes = bytes.subarray(3);
    return { number: this.number, bytes };
  }
}
