import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';

declare module 'zod' {
  interface GlobalMeta {
    group?: 'service' | 'access' | 'servers' | 'compute' | 'python' | 'hub' | 'internal';
    secret?: boolean;
    shownDefault?: string;
  }
}

export const url = (...protocols: string[]) =>
  z.string().refine((s) => URL.canParse(s) && protocols.includes(new URL(s).protocol), {
    error: `must be a URL that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`,
  });
export const path = z
  .string()
  .transform((s) => (s.startsWith('~/') ? join(homedir(), s.slice(2)) : resolve(s)));
export const int = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .refine((n) => n >= min && n <= max, { error: `must be between ${min} and ${max}` });
