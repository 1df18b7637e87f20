import { KeyTable, mixed } from './key-table.js';

/** Brown et al. 2020, appendix C: 13 words, and what more than ten training rows have is boilerplate. */
export const NGRAM_WORDS = 13;
export const COMMON_ROWS = 10;
/** Under 2^20, so that 2^21 slots of 22 bytes are enough: under 100 MB, however large the split is. */
const MOST_KEYS = 1_000_000;

export interface Found {
  kind: 'exact' | 'ngram';
  /** The first shared run of 13 words; null for a row that is the same in all its words. */
  ngram: string | null;
  /** Where the first training row that has it stands. */
  source: number;
  line: number;
}

/** Evaluated rows against training rows: learn the ones, see the others, then ask of each evaluated row what was found. */
export class Overlap {
  private readonly grams = new KeyTable();
  private readonly wholes = new KeyTable();
  private row = 0;

  constructor(private readonly mostKeys = MOST_KEYS) {}

  get isFull(): boolean {
    return this.grams.size + this.wholes.size >= this.mostKeys;
  }

  learn(words: readonly string[]): void {
    if (words.length === 0) return;
    const keys = keysOf(words);
    keys.grams((high, low) => void this.grams.add(high, low));
    this.wholes.add(keys.whole.high, keys.whole.low);
  }

  /** One training row, with each of its conversations. */
  see(conversations: readonly (readonly string[])[], source: number, line: number): void {
    this.row += 1;
    const of = { row: this.row, source, line };
    for (const words of conversations) {
      if (words.length === 0) continue;
      const keys = keysOf(words);
      keys.grams((high, low) => void this.grams.see(high, low, of));
      this.wholes.see(keys.whole.high, keys.whole.low, of);
    }
  }

  /** `common`: it shares nothing but what more than ten training rows have. */
  find(words: readonly string[]): Found | 'common' | null {
    if (words.length === 0) return null;
    const keys = keysOf(words);
    const whole = this.wholes.find(keys.whole.high, keys.whole.low);
    if (whole) return { kind: 'exact', ngram: null, source: whole.source, line: whole.line };
    let found: Found | 'common' | null = null;
    keys.grams((high, low, at) => {
      const seen = this.grams.find(high, low);
      if (!seen) return false;
      if (seen.rows > COMMON_ROWS) {
        found = 'common';
        return false;
      }
      const ngram = words.slice(at, at + NGRAM_WORDS).join(' ');
      found = { kind: 'ngram', ngram, source: seen.source, line: seen.line };
      return true;
    });
    return found;
  }
}

/** Two polynomials over two hashes of each word, modulo 2^32: 64 bits, and the next run of words costs one step. */
const [BASE_HIGH, BASE_LOW] = [0x9e3779b1, 0x85ebca77];
const power = (base: number): number => {
  let out = 1;
  for (let at = 0; at < NGRAM_WORDS; at += 1) out = Math.imul(out, base);
  return out;
};
const [LEAVING_HIGH, LEAVING_LOW] = [power(BASE_HIGH), power(BASE_LOW)];

interface Keys {
  whole: { high: number; low: number };
  /** Each run of 13 words in order, until `take` answers true. */
  grams(take: (high: number, low: number, at: number) => boolean | void): void;
}

function keysOf(words: readonly string[]): Keys {
  const [first, second] = [new Uint32Array(words.length), new Uint32Array(words.length)];
  let [wholeHigh, wholeLow] = [words.length, words.length];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at]!;
    let [a, b] = [0x811c9dc5, 0x9747b28c];
    for (let place = 0; place < word.length; place += 1) {
      const unit = word.charCodeAt(place);
      a = Math.imul(a ^ unit, 0x01000193);
      b = Math.imul(b ^ unit, 0x5bd1e995) ^ (b >>> 15);
    }
    first[at] = mixed(a ^ word.length);
    second[at] = mixed(b);
    wholeHigh = Math.imul(wholeHigh, BASE_HIGH) + first[at]!;
    wholeLow = Math.imul(wholeLow, BASE_LOW) + second[at]!;
  }
  return {
    whole: { high: wholeHigh >>> 0, low: wholeLow >>> 0 },
    grams(take) {
      let [high, low] = [0, 0];
      for (let at = 0; at < words.length; at += 1) {
        high = Math.imul(high, BASE_HIGH) + first[at]!;
        low = Math.imul(low, BASE_LOW) + second[at]!;
        const left = at - NGRAM_WORDS;
        if (left >= 0) {
          high -= Math.imul(first[left]!, LEAVING_HIGH);
          low -= Math.imul(second[left]!, LEAVING_LOW);
        }
        [high, low] = [high >>> 0, low >>> 0];
        if (left >= -1 && take(high, low, left + 1) === true) return;
      }
    },
  };
}
