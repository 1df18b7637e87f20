import { AppError } from '#kernel/errors.js';

/** What a project may use a limited amount of. */
export const RESOURCES = ['compute_seconds', 'storage_bytes', 'concurrent_jobs'] as const;
export type Resource = (typeof RESOURCES)[number];
/** Null: no limit. */
export type Limits = Record<Resource, number | null>;

export interface Usage {
  used: number;
  /** Spoken for by what is unfinished. */
  reserved: number;
}

/** Of a job that nobody has estimated, on each of its slots: an import, a token report, a small merge. */
export const UNKNOWN_SECONDS = 600;
/** Of what will be known only when it is there: as long as anything is left, it may begin. */
export const UNKNOWN_BYTES = 1;

/** The calendar month around `now`, in UTC. */
export function monthOf(now: Date): { startsAt: Date; endsAt: Date } {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  return { startsAt: new Date(Date.UTC(year, month)), endsAt: new Date(Date.UTC(year, month + 1)) };
}

export const dayOf = (now: Date): string => now.toISOString().slice(0, 10);

/** What a job will take: what it is expected to run, on each of its slots. */
export const expectedSeconds = (
  estimate: { seconds: { value: number } | null } | null | undefined,
  slots: number,
): number => Math.max(1, Math.ceil((estimate?.seconds?.value ?? UNKNOWN_SECONDS) * slots));

/** A project's own limits over those of the installation. */
export function limitsOf(own: Partial<Limits>, defaults: Limits): Limits {
  const entries = RESOURCES.map((resource) => {
    const limit = own[resource];
    return [resource, limit === undefined ? defaults[resource] : limit];
  });
  return Object.fromEntries(entries) as Limits;
}

/** Why `wanted` more does not fit; null where it does. */
export function refusal(
  resource: Exclude<Resource, 'concurrent_jobs'>,
  of: Usage & { limit: number | null; wanted: number },
): AppError | null {
  const { limit, used, reserved, wanted } = of;
  if (limit === null || used + reserved + wanted <= limit) return null;
  const { may, cure } = WORDS[resource];
  const message =
    `You exceeded the quota of this project: it may ${may(limit)}; ${used} are used, ${reserved} reserved by what is unfinished, ` +
    `and this takes at least ${wanted} more. ${cure}, or have an admin raise it (PUT /v1/quotas).`;
  return new AppError('limited', 'insufficient_quota', message, {
    quota: { resource, limit, used, reserved, wanted },
  });
}

/** The resource that a refusal is about; null for any other error. */
export function exceeded(error: unknown): Resource | null {
  if (!(error instanceof AppError) || error.code !== 'insufficient_quota') return null;
  return (error.details['quota'] as { resource: Resource }).resource;
}

const WORDS = {
  compute_seconds: {
    may: (limit: number) => `use ${limit} compute_seconds in a calendar month (UTC)`,
    cure: 'Wait for the next month, cancel unfinished jobs',
  },
  storage_bytes: {
    may: (limit: number) => `keep ${limit} storage_bytes`,
    cure: 'Delete files, cancel pending uploads',
  },
};
