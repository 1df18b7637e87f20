import { createHash, randomBytes } from 'node:crypto';

const sha256 = (text: string, encoding: 'hex' | 'base64url') =>
  createHash('sha256').update(text).digest(encoding);

/** 256 random bits. Shown to one browser; only the hash is kept. */
export const newToken = (): string => randomBytes(32).toString('base64url');
export const hashToken = (token: string): string => sha256(token, 'hex');

/** What a page of ours sends beside the cookie. It follows from the session's token, which no other page can read. */
export const csrfOf = (token: string): string => sha256(`csrf ${token}`, 'base64url');
