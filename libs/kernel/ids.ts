import { randomBytes } from 'node:crypto';

/** An id is a prefix and 26 lower-case Crockford base32 characters of a UUIDv7, so ids sort by time. */
export type Id<P extends string = string> = `${P}${string}` & { readonly __prefix?: P };

const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz';
let lastMs = 0;
let counter = 0;

function uuid7(nowMs: number): Uint8Array {
  // RFC 9562 §6.2 method 1: a 12-bit counter keeps ids of one millisecond in order within a process.
  if (nowMs <= lastMs) {
    counter += 1;
    if (counter > 0xfff) {
      lastMs += 1;
      counter = 0;
    }
  } else {
    lastMs = nowMs;
    counter = randomBytes(1)[0] ?? 0;
  }
  const b = randomBytes(16);
  b.writeUIntBE(lastMs, 0, 6);
  b[6] = 0x70 | (counter >> 8);
  b[7] = counter & 0xff;
  b[8] = 0x80 | ((b[8] ?? 0) & 0x3f);
  return b;
}

function base32(bytes: Uint8Array): string {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  let out = '';
  for (let i = 0; i < 26; i += 1) {
    out = CROCKFORD[Number(value & 31n)] + out;
    value >>= 5n;
  }
  return out;
}

/** Makes a new id such as `job_01k…`; `prefix` includes its separator. */
export function newId<P extends string>(prefix: P, nowMs = Date.now()): Id<P> {
  return `${prefix}${base32(uuid7(nowMs))}` as Id<P>;
}

/** True when `text` is `prefix` followed by exactly 26 Crockford characters. */
export function isId(prefix: string, text: string): boolean {
  return text.startsWith(prefix) && /^[0-9a-hjkmnp-tv-z]{26}$/.test(text.slice(prefix.length));
}

/** The 26 characters behind the prefix: shared by an id and its OpenAI coat (`job_x` is `ftjob-x`). */
export function idBody(id: string): string {
  return id.slice(-26);
}
