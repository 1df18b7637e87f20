/** Bytes of known size that can be read from anywhere: a file, a ranged download, a buffer in tests. */
export interface RandomAccess {
  readonly size: number;
  /** Exactly `length` bytes from `offset`; the caller keeps both inside `size`. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

export const fromBytes = (bytes: Uint8Array): RandomAccess => ({
  size: bytes.length,
  read: async (offset, length) => bytes.subarray(offset, offset + length),
});
