import { createHash } from 'node:crypto';

/** A thing that a job reads, with the digest of its bytes. */
export interface Input {
  id: string;
  sha256: string;
  revision?: string | null;
}

/** All that shapes what a job leaves. */
export interface Identity {
  kind: string;
  /** As it was resolved: names that people give, and how a door was asked, are no part of it. */
  params: object;
  /** Null where nothing random is drawn. */
  seed: number | null;
  target: string;
  environment: string;
  inputs: Record<string, Input>;
}

/** One digest for all of it: two jobs of a project with the same one are the same job. */
export const identityDigest = (of: Identity): string =>
  createHash('sha256').update(canonical(of)).digest('hex');

/** The same value has the same text, whatever the order of its keys. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const pairs = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
}
