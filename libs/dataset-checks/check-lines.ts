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
const MAX_BLOCK_BYTES = 256 * 1024;

/**
 * Cuts chunks of any size into blocks: whole lines, of which the last comes without its `\n`, and null for one line over the limit,
 * told of as soon as it is. A byte order mark is left out. Holds at most one line.
 */
export class BlockSplitter {
  /** The start of a line that its chunk did not end; grows by doubling, so that tiny chunks cost no more than large ones. */
  private held = Buffer.alloc(0);
  private heldBytes = 0;
  private lineBytes = 0;
  private isFirst = true;

  constructor(private readonly maxBytes = MAX_LINE_BYTES) {}

  *push(chunk: Buffer): Iterable<Buffer | null> {
    // No line within a part is over the limit.
    const size = Math.min(MAX_BLOCK_BYTES, this.maxBytes);
    for (let at = 0; at < chunk.length; at += size) yield* this.pushPart(chunk.subarray(at, at + size));
  }

  /** The last line, where the file does not end with a line feed. */
  *end(): Iterable<Buffer | null> {
    if (this.lineBytes > 0 && this.lineBytes <= this.maxBytes) yield this.block(this.heldLine());
  }

  private *pushPart(part: Buffer): Iterable<Buffer | null> {
    let start = 0;
    const last = part.lastIndexOf(LF);
    if (this.lineBytes > 0 && last >= 0) {
      const end = part.indexOf(LF);
      yield* this.hold(part.subarray(0, end));
      if (this.lineBytes <= this.maxBytes) yield this.block(this.heldLine());
      this.letGo();
      start = end + 1;
    }
    if (start <= last) yield this.block(part.subarray(start, last));
    yield* this.hold(part.subarray(last + 1));
  }

  private *hold(part: Buffer): Iterable<null> {
    const before = this.lineBytes;
    this.lineBytes += part.length;
    if (this.lineBytes > this.maxBytes) {
      this.heldBytes = 0;
      this.isFirst = false;
      if (before <= this.maxBytes) yield null;
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

  private heldLine(): Buffer {
    return this.held.subarray(0, this.heldBytes);
  }

  private letGo(): void {
    // A new buffer: whoever has the line just given may keep it.
    if (this.heldBytes > 0) this.held = Buffer.alloc(0);
    this.heldBytes = 0;
    this.lineBytes = 0;
  }

  private block(lines: Buffer): Buffer {
    const isMarked = this.isFirst && lines.subarray(0, 3).equals(BOM);
    this.isFirst = false;
    return isMarked ? lines.subarray(3) : lines;
  }
}

/** Cuts chunks of any size into lines; holds at most one line, and tells of one over the limit as soon as it is. */
export class LineSplitter {
  private readonly blocks: BlockSplitter;
  private number = 0;

  constructor(maxBytes = MAX_LINE_BYTES) {
    this.blocks = new BlockSplitter(maxBytes);
  }

  *push(chunk: Buffer): Iterable<Line> {
    for (const block of this.blocks.push(chunk)) yield* this.linesOf(block);
  }

  /** The last line, where the file does not end with a line feed. */
  *end(): Iterable<Line> {
    for (const block of this.blocks.end()) yield* this.linesOf(block);
  }

  private *linesOf(block: Buffer | null): Iterable<Line> {
    if (block === null) {
      yield { number: (this.number += 1), bytes: null };
      return;
    }
    for (let start = 0; start <= block.length;) {
      const feed = block.indexOf(LF, start);
      const end = feed < 0 ? block.length : feed;
      const to = end > start && block[end - 1] === CR ? end - 1 : end;
      yield { number: (this.number += 1), bytes: block.subarray(start, to) };
      start = end + 1;
    }
  }
}
