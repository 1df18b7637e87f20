const FIRST_SLOTS = 4096;
/** A slot: both halves of the name and the line, or 0 for a free one. Side by side, as the time goes in fetching them. */
const WORDS = 3;

/**
 * Finds lines that came before, by 64 bits that name their bytes, in a flat array (12 bytes a slot, half full at most).
 * Behind `maxRows` rows it no longer remembers new ones, so that memory stays bounded: 1,000,000 rows are 24 MB.
 */
export class DuplicateFinder {
  private slots = new Int32Array(FIRST_SLOTS * WORDS);
  private mask = FIRST_SLOTS - 1;
  private kept = 0;

  constructor(private readonly maxRows = 1_000_000) {}

  get isComplete(): boolean {
    return this.kept < this.maxRows;
  }

  /** The number of the first line with this name, or null for the first of its kind. */
  earlier({ high, low }: { high: number; low: number }, line: number): number | null {
    const at = this.placeOf(high, low);
    const first = this.slots[at + 2]!;
    if (first !== 0) return first;
    if (!this.isComplete) return null;
    this.put(at, high, low, line);
    if (this.kept * 2 > this.mask) this.grow();
    return null;
  }

  private put(at: number, high: number, low: number, line: number): void {
    this.slots[at] = high;
    this.slots[at + 1] = low;
    this.slots[at + 2] = line;
    this.kept += 1;
  }

  private placeOf(high: number, low: number): number {
    const { slots, mask } = this;
    let slot = low & mask;
    for (;;) {
      const at = slot * WORDS;
      if (slots[at + 2] === 0 || (slots[at] === high && slots[at + 1] === low)) return at;
      slot = (slot + 1) & mask;
    }
  }

  private grow(): void {
    const { slots } = this;
    this.slots = new Int32Array(slots.length * 2);
    this.mask = this.mask * 2 + 1;
    this.kept = 0;
    for (let at = 0; at < slots.length; at += WORDS) {
      const [high, low, line] = [slots[at]!, slots[at + 1]!, slots[at + 2]!];
      if (line !== 0) this.put(this.placeOf(high, low), high, low, line);
    }
  }
}
