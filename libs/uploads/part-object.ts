import { createHash, randomBytes } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { invalid } from '#kernel/errors.js';

/** Bytes before those of the client in a part's object. */
export const SALT_BYTES = 32;

export interface PartBytes {
  /** Of the object, the salt included. */
  sha256: string;
  /** Of the client's bytes alone. */
  sizeBytes: number;
}

/**
 * A part's object on its way into the store: a random salt, then the client's bytes. Objects are named by their content;
 * the salt makes this one the part's alone, so that it can be deleted although a file may hold the same bytes. `announce`
 * is awaited before the store sees the end, so no object is ever there that nobody knows of; its refusal refuses the part.
 */
export class PartObject extends Transform {
  sizeBytes = 0;
  private readonly hash = createHash('sha256');

  constructor(
    private readonly maxBytes: number,
    private readonly announce: (part: PartBytes) => Promise<void>,
  ) {
    super();
    this.add(randomBytes(SALT_BYTES));
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.sizeBytes += chunk.length;
    if (this.sizeBytes > this.maxBytes) return done(tooLarge(this.maxBytes));
    this.add(chunk);
    done();
  }

  override _flush(done: TransformCallback): void {
    const part = { sha256: this.hash.digest('hex'), sizeBytes: this.sizeBytes };
    this.announce(part).then(() => done(), done);
  }

  private add(bytes: Buffer): void {
    this.hash.update(bytes);
    this.push(bytes);
  }
}

const tooLarge = (maxBytes: number) =>
  invalid('file_too_large', `A part has at most ${maxBytes} bytes; cut the file into more of them.`, {
    status: 413,
    param: 'data',
  });
