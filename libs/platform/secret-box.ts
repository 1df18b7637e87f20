import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** DI tokens of the 32 bytes of key files: they seal the secrets of webhook endpoints, and the keys of integrations. */
export const WEBHOOK_KEY = 'WEBHOOK_KEY';
export const INTEGRATION_KEY = 'INTEGRATION_KEY';
export const KEY_BYTES = 32;

const CIPHER = 'aes-256-gcm';
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM; a sealed secret opens only under this key and for the `owner` that it was sealed for. */
export class SecretBox {
  constructor(private readonly key: Buffer) {
    if (key.length !== KEY_BYTES) throw new Error(`the key of a secret box must have ${KEY_BYTES} bytes`);
  }

  /** One byte of version, nonce, tag, ciphertext. */
  seal(secret: string, owner: string): Uint8Array<ArrayBuffer> {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.key, nonce).setAAD(Buffer.from(owner));
    const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return new Uint8Array(Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), text]));
  }

  /** Throws where the bytes are not what this key has sealed for this owner. */
  open(sealed: Uint8Array, owner: string): string {
    const bytes = Buffer.from(sealed);
    if (bytes[0] !== VERSION) throw new Error('a secret is sealed in an unknown way');
    const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
    const tag = bytes.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
    const decipher = createDecipheriv(CIPHER, this.key, nonce).setAAD(Buffer.from(owner)).setAuthTag(tag);
    const text = bytes.subarray(1 + NONCE_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
  }
}
