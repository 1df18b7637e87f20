import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { answer } from '#client/client.js';
import { ApiError } from '#client/errors.js';
import type { Options } from '../command.js';
import { reusing } from '../reuse.js';
import type { Session } from '../session.js';
import { isFinal, type Job, type Pipeline } from '../views.js';
import type { Manifest } from './manifest.js';

/** What marks the jobs of an earlier apply: in the metadata of the job, or of a pipeline's first. */
const NAME = 'luthier_apply';
const SHA256 = 'luthier_apply_sha256';

export type Body = Record<string, unknown>;
export type Submitted = Job | Pipeline;

/** sha256 of what is asked for, whatever the order of its keys; data by the ids of their versions. */
export function fingerprint(kind: string, body: Body): string {
  return createHash('sha256')
    .update(canonical([kind, body]))
    .digest('hex');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
}

/** The body with the marks. What is no mapping stays, for the service to say so. */
export function marked({ kind, name }: Pick<Manifest, 'kind' | 'name'>, body: Body, sha256: string): Body {
  const mark = (job: unknown): unknown => {
    const { metadata = {} } = (job ?? {}) as Body;
    const canMark = isMapping(job) && (metadata === null || isMapping(metadata));
    return canMark ? { ...job, metadata: { ...metadata, [NAME]: `${kind}/${name}`, [SHA256]: sha256 } } : job;
  };
  if (kind === 'Job') return mark(body) as Body;
  const { jobs } = body;
  return Array.isArray(jobs)
    ? { ...body, jobs: (jobs as unknown[]).map((job, at) => (at === 0 ? mark(job) : job)) }
    : body;
}
const isMapping = (value: unknown): value is Body =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

export interface Earlier {
  /** What the same declaration made: the newest that did not end badly, else the newest. */
  same: Submitted | null;
  /** How many of the same ended badly. */
  badly: number;
  /** The newest that another declaration of the name made. */
  other: { id: string; state: string } | null;
}

export async function earlierOf(
  session: Session,
  { kind, name }: Pick<Manifest, 'kind' | 'name'>,
  sha256: string,
): Promise<Earlier> {
  const under = { [`metadata[${NAME}]`]: `${kind}/${name}` };
  const newest = await jobsWith(session, { ...under, limit: '1' });
  const alike =
    newest.length === 0 ? [] : await allJobsWith(session, { ...under, [`metadata[${SHA256}]`]: sha256 });
  const all = oneOfEach(alike);
  const same = await Promise.all(all.map((job) => made(session, job)));
  const last = newest[0] && newest[0].metadata?.[SHA256] !== sha256 ? await made(session, newest[0]) : null;
  const good = same.find((one) => !endedBadly(one.state));
  return {
    same: good ?? same[0] ?? null,
    badly: same.filter((one) => endedBadly(one.state)).length,
    other: last,
  };
}

/** The cells of a sweep have the marks of their training, and so has the job that chooses: that one speaks for them. */
function oneOfEach(jobs: readonly Job[]): Job[] {
  const swept = new Set(jobs.flatMap((job) => (job.kind === 'select' ? [job.pipeline] : [])));
  return jobs.filter((job) => job.kind === 'select' || job.pipeline === null || !swept.has(job.pipeline));
}

export const endedBadly = (state: string): boolean => isFinal(state) && state !== 'succeeded';

async function jobsWith(session: Session, filter: Record<string, string>): Promise<Job[]> {
  const query = { limit: '100', ...filter } as never;
  return (await answer(session.client.GET('/v1/jobs', { params: { query } }))).data;
}

/** A sweep has as many jobs as cells: one page may not reach back to the first try. */
async function allJobsWith(session: Session, filter: Record<string, string>): Promise<Job[]> {
  const all: Job[] = [];
  for (;;) {
    const after = all.at(-1)?.id;
    const page = await jobsWith(session, after === undefined ? filter : { ...filter, after });
    all.push(...page);
    if (page.length < 100) return all;
  }
}

const made = async (session: Session, job: Job): Promise<Submitted> =>
  job.pipeline
    ? answer(session.client.GET('/v1/pipelines/{id}', { params: { path: { id: job.pipeline } } }))
    : job;

const BUSY_MS = 500;
const MAX_TRIES = 120;

/** Submits it; of two that come at once with the same, one makes it and both are answered it. */
export async function submit(
  session: Session,
  { kind, name }: Pick<Manifest, 'kind' | 'name'>,
  asked: { body: Body; sha256: string; badly: number; options: Options },
): Promise<Submitted> {
  const header = { 'idempotency-key': `apply ${kind}/${name} ${asked.sha256} ${asked.badly}` };
  // not part of the declaration: the same file with or without --no-reuse declares the same
  const body = reusing(marked({ kind, name }, asked.body, asked.sha256), asked.options) as never;
  for (let tries = 1; ; tries += 1) {
    try {
      return kind === 'Job'
        ? await answer(session.client.POST('/v1/jobs', { params: { header }, body }))
        : await answer(session.client.POST('/v1/pipelines', { params: { header }, body }));
    } catch (error) {
      const isBusy = error instanceof ApiError && error.code === 'idempotency_in_progress';
      if (!isBusy || tries >= MAX_TRIES) throw error;
      await sleep(BUSY_MS, undefined, { signal: session.signal });
    }
  }
}
