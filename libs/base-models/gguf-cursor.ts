import { AppError, invalid } from '#kernel/errors.js';

export const badGguf = (why: string): AppError =>
  invalid('bad_gguf_header', `Not a sound GGUF file: ${why}.`);

/** Asks the reader for a longer start of the file. */
export class NeedMore extends Error {}

/** Little-endian reading from the start of a file of which `bytes` are known so far; never past `fileSize`. */
export class GgufCursor {
  at = 0;
  /** Things of no fixed size in arrays, counted by the reader. */
  items = 0;
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    readonly fileSize: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Moves over `length` bytes and answers where they began. */
  skip(length: number, what: string): number {
    const start = this.at;
    const end = start + length;
    if (end > this.fileSize)
      throw badGguf(`${what} at byte ${start} needs ${length} bytes, the file ends at ${this.fileSize}`);
    if (end > this.bytes.length) throw new NeedMore();
    this.at = end;
    return start;
  }

  u32(what: string): number {
    return this.view.getUint32(this.skip(4, what), true);
  }

  /** A 64-bit count; above `max` it is a lie. */
  count(what: string, max: number): number {
    const start = this.skip(8, what);
    // in two halves: a 64-bit read makes an object, and a hostile file has millions of counts
    const value = this.view.getUint32(start + 4, true) * 2 ** 32 + this.view.getUint32(start, true);
    if (value > max)
      throw badGguf(
        `${what} at byte ${start} is ${this.view.getBigUint64(start, true)}; at most ${max} is possible`,
      );
    return value;
  }

  text(what: string, maxBytes: number): string {
    const length = this.count(`the length of ${what}`, maxBytes);
    const start = this.skip(length, what);
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(this.bytes.subarray(start, start + length));
    } catch {
      throw badGguf(`${what} at byte ${start} is no UTF-8`);
    }
  }

  /** A number or boolean of a fixed-size GGUF type. */
  scalar(type: number, what: string): number | boolean | bigint {
    const start = this.skip(SCALAR_BYTES[type]!, what);
    // prettier-ignore
    switch (type) {
      case 0: return this.view.getUint8(start);
      case 1: return this.view.getInt8(start);
      case 2: return this.view.getUint16(start, true);
      case 3: return this.view.getInt16(start, true);
      case 4: return this.view.getUint32(start, true);
      case 5: return this.view.getInt32(start, true);
      case 6: return this.view.getFloat32(start, true);
      case 7: return this.bool(start, what);
      case 10: return this.view.getBigUint64(start, true);
      case 11: return this.view.getBigInt64(start, true);
      default: return this.view.getFloat64(start, true);
    }
  }

  private bool(start: number, what: string): boolean {
    const value = this.view.getUint8(start);
    if (value > 1) throw badGguf(`${what} at byte ${start} is a boolean of ${value}`);
    return value === 1;
  }
}

/** Bytes by GGUF value type: the types of fixed size. 8 is text, 9 an array. */
// prettier-ignore
export const SCALAR_BYTES: Readonly<Record<number, number>> = {
  0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8,
};
