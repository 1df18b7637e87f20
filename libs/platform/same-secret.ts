import { createHash, timingSafeEqual } from 'node:crypto';

const hash = (text: string) => createHash('sha256').update(text).digest();

/** Whether two secrets are the same, in a time that tells nothing of either, their lengths included. */
export const sameSecret = (one: string, other: string): boolean => timingSafeEqual(hash(one), hash(other));
