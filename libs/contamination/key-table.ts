const FIRST_SLOTS = 1 << 12;
const MOST_COUNTED = 255;

/**
 * 64-bit keys with how many training rows have each and where the first one stands: an open-addressed table in typed arrays, 22 bytes a
 * slot and at most half full, since a Map of as many strings would take ten times that.
 */
export class KeyTable {
  size = 0;
  private slots = 0;
  private high!: Uint32Array;
  private low!: Uint32Array;
  private isUsed!: Uint8Array;
  private seen!: Uint8Array;
  private newest!: Uint32Array;
  private sources!: Uint32Array;
  private lines!: Uint32Array;

  constructor() {
    this.make(FIRST_SLOTS);
  }

  add(high: number, low: number): void {
    if (this.size * 2 >= this.slots) this.grow();
    const at = this.slotOf(high, low);
    if (this.isUsed[at]) return;
    [this.high[at], this.low[at], this.isUsed[at]] = [high, low, 1];
    this.size += 1;
  }

  /** A training row has it; `row` counts them all, so that a row that has it twice counts once. */
  see(high: number, low: number, of: { row: number; source: number; line: number }): void {
    const at = this.slotOf(high, low);
    if (!this.isUsed[at]) return;
    const seen = this.seen[at]!;
    if (seen > 0 && this.newest[at] === of.row) return;
    this.newest[at] = of.row;
    if (seen === 0) [this.sources[at], this.lines[at]] = [of.source, of.line];
    if (seen < MOST_COUNTED) this.seen[at] = seen + 1;
  }

  /** How many training rows have it, and the first of them; null where none has. */
  find(high: number, low: number): { rows: number; source: number; line: number } | null {
    const at = this.slotOf(high, low);
    const rows = this.isUsed[at] ? this.seen[at]! : 0;
    return rows === 0 ? null : { rows, source: this.sources[at]!, line: this.lines[at]! };
  }

  private slotOf(high: number, low: number): number {
    const mask = this.slots - 1;
    let at = mixed(high ^ ((low << 16) | (low >>> 16))) & mask;
    while (this.isUsed[at] && (this.high[at] !== high || this.low[at] !== low)) at = (at + 1) & mask;
    return at;
  }

  /** Only before anything was seen: keys alone move. */
  private grow(): void {
    const { high, low, isUsed, slots } = this;
    this.make(slots * 2);
    for (let at = 0; at < slots; at += 1) {
      if (!isUsed[at]) continue;
      const to = this.slotOf(high[at]!, low[at]!);
      [this.high[to], this.low[to], this.isUsed[to]] = [high[at]!, low[at]!, 1];
    }
  }

  private make(slots: number): void {
    this.slots = slots;
    const words = () => new Uint32Array(slots);
    [this.high, this.low, this.newest, this.sources, this.lines] = [
      words(),
      words(),
      words(),
      words(),
      words(),
    ];
    [this.isUsed, this.seen] = [new Uint8Array(slots), new Uint8Array(slots)];
  }
}

/** MurmurHash3's last step: every bit of the result hangs on every bit of the value. */
export function mixed(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
