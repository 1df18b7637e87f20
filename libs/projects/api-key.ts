import { createHash, randomBytes } from 'node:crypto';

/** A new API key: 256 random bits behind `lu-`. Shown once; only its sha256 is stored. */
export function newApiKey(): { key: string; sha256: string; hint: string } {
  const key = `lu-${randomBytes(32).toString('base64url')}`;
  return { key, sha256: hashApiKey(key), hint: `lu-…${key.slice(-4)}` };
}

/** A plain hash is enough: the key is random, not a password. */
export const hashApiKey = (key: string): string => createHash('sha256').update(key).digest('hex');
