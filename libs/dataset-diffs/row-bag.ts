const FIRST_SLOTS = 1 << 12;
/** A slot: both halves of the name, how many rows of the one side are left over, and how many have met one of the other. */
const WORDS = 4;

/** Rows as a bag, by 64 bits that name each: an open-addressed flat table, at most half full (32 bytes a different row). */
export class RowBag {
  private slots = new Int32Array(FIRST_SLOTS * WORDS);
  private mask = FIRST_SLOTS - 1;
  private names = 0;

  get bytes(): number {
    return this.slots.byteLength;
  }

  add(high: number, low: number): void {
    if (this.names * 2 > this.mask) this.grow();
    const at = this.placeOf(high, low);
    if (this.isFree(at)) {
      [this.slots[at], this.slots[at + 1]] = [high, low];
      this.names += 1;
    }
    this.slots[at + 2]! += 1;
  }

  /** Whether a row of the bag is left for this one; it is spoken for then. */
  meet(high: number, low: number): boolean {
    const at = this.placeOf(high, low);
    if (this.slots[at + 2] === 0) return false;
    this.slots[at + 2]! -= 1;
    this.slots[at + 3]! += 1;
    return true;
  }

  /** Asked of each row of the bag anew, when all of the other side have come: whether it met one. */
  met(high: number, low: number): boolean {
    const at = this.placeOf(high, low);
    if (this.slots[at + 3] === 0) return false;
    this.slots[at + 3]! -= 1;
    this.slots[at + 2]! += 1; // stays in use, so that the search for others does not end here
    return true;
  }

  private isFree(at: number): boolean {
    return this.slots[at + 2] === 0 && this.slots[at + 3] === 0;
  }

  private placeOf(high: number, low: number): number {
    for (let slot = low & this.mask; ; slot = (slot + 1) & this.mask) {
      const at = slot * WORDS;
      if (this.isFree(at) || (this.slots[at] === high && this.slots[at + 1] === low)) return at;
    }
  }

  /** While rows are added alone. */
  private grow(): void {
    const before = this.slots;
    this.slots = new Int32Array(before.length * 2);
    this.mask = this.mask * 2 + 1;
    for (let from = 0; from < before.length; from += WORDS) {
      if (before[from + 2] === 0) continue;
      this.slots.set(before.subarray(from, from + WORDS), this.placeOf(before[from]!, before[from + 1]!));
    }
  }
}
