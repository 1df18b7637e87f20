import { hash } from 'node:crypto';

const FIRST_SLOTS = 4096;

/**
 * Finds lines that came before, by 64 bits of their sha1, in three flat arrays (12 bytes a slot, half full at most).
 * Behind `maxRows` rows it no longer remembers new ones, so that memory stays bounded: 1,000,000 rows are 24 MB.
 */
export class DuplicateFinder {
  private high = new Uint32Array(FIRST_SLOTS);
  private low = new Uint32Array(FIRST_SLOTS);
  private line = new Uint32Array(FIRST_SLOTS);
  private kept = 0;

  constructor(private readonly maxRows = 1_000_000) {}

  get isComplete(): boolean {
    return this.kept < this.maxRows;
  }

  /** The number of the first line with these bytes, or null for the first of its kind. */
  earlier(bytes: Buffer, line: number): number | null {
    const digest = hash('sha1', bytes, 'buffer');
    const high = digest.readUInt32LE(0);
    const low = digest.readUInt32LE(4);
    const slot = this.slotOf(high, low);
    if (this.line[slot] !== 0) return this.line[slot]!;
    if (!this.isComplete) return null;
    this.put(slot, high, low, line);
    if (this.kept * 2 > this.line.length) this.grow();
    return null;
  }

  private put(slot: number, high: number, low: number, line: number): void {
    this.high[slot] = high;
    this.low[slot] = low;
    this.line[slot] = line;
    this.kept += 1;
  }

  private slotOf(high: number, low: number): number {
    const mask = this.line.length - 1;
    let slot = low & mask;
    while (this.line[slot] !== 0 && (this.high[slot] !== high || this.low[slot] !== low))
      slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const { high, low, line } = this;
    const size = line.length * 2;
    this.high = new Uint32Array(size);
    this.low = new Uint32Array(size);
    this.line = new Uint32Array(size);
    this.kept = 0;
    for (let i = 0; i < line.length; i += 1) {
      if (line[i] !== 0) this.put(this.slotOf(high[i]!, low[i]!), high[i]!, low[i]!, line[i]!);
    }
  }
}
