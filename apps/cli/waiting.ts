import { setTimeout as sleep } from 'node:timers/promises';
import { answer } from '#client/client.js';
import type { components } from '#client/schema.js';
import { orNone } from './or-none.js';
import { everyOfIds } from './pages.js';
import type { Session } from './session.js';
import { HOLDING, takenBy, type Taker } from './slot-takers.js';
import { idOf, isFinal, type Job } from './views.js';
import { withNames } from './with-names.js';

type Target = Pick<components['schemas']['ComputeTarget'], 'name' | 'state' | 'reason' | 'slots' | 'queue'>;
type Known = Pick<Job, 'id' | 'kind' | 'state' | 'target' | 'needs'>;

const LOOK_MS = 3000;
const RUNNING_LOOK_MS = 15_000;
const PAGE = 100;
/** A job that others may still need. */
const OPEN = ['validating', 'waiting', 'queued', 'paused', ...HOLDING] as const;

interface Around {
  /** With all that are open of what is needed: one that is not here has ended. */
  jobs: ReadonlyMap<string, Known>;
  /** The oldest, a page of them: where it is full there may be more. */
  queued: readonly Known[];
  running: readonly Taker[];
  targets: readonly Target[];
  /** Unix seconds. */
  now: number;
}

/** What stands before a job that does not run yet; nothing for one that runs or has ended. */
export function reasonOf(job: Known, of: Around): string | null {
  if (job.state === 'waiting') {
    const open = job.needs.filter((id) => !isFinal(of.jobs.get(id)?.state ?? 'succeeded'));
    if (open.length === 0) return 'waits for a place in the quota of jobs';
    const [first] = open;
    const kind = of.jobs.get(first!)?.kind;
    const more = open.length > 1 ? ` and ${open.length - 1} more` : '';
    return `waits for ${[kind, first].filter(Boolean).join(' ')}${more}`;
  }
  if (job.state !== 'queued') return null;
  const target = of.targets.find(({ name }) => name === job.target);
  if (target && target.state !== 'ready')
    return `${target.name} is ${target.state}${target.reason === null ? '' : `: ${target.reason}`}`;
  // a free slot goes to the job that was submitted first, and ids are in that order
  const here = of.queued.filter(({ target: where }) => where === job.target);
  const before = here.filter(({ id }) => id < job.id).length;
  const isFull = of.queued.length >= PAGE;
  // who waits beyond the page may be of this project too: no rest is the others' then
  const others = target && !isFull ? target.queue.jobs - here.length : 0;
  if (target?.slots.taken === 0 && before === 0 && others <= 0 && !isFull)
    return `about to start on ${job.target}`;
  const isBeyond = isFull && !of.queued.some(({ id }) => id === job.id);
  const place =
    before === 0 ? (isBeyond ? 'waits' : 'next') : `${before}${isBeyond ? ' or more' : ''} before it`;
  return `${place} for a slot of ${job.target}${target ? slotsOf(target, others, of) : ''}`;
}

function slotsOf({ name, slots }: Target, others: number, { running, now }: Around): string {
  const by = slots.taken > 0 ? takenBy(running, name, now) : null;
  const more = others > 0 ? `; jobs of other projects wait too: ${others}` : '';
  return ` (${slots.taken} of ${slots.total} taken${by === null ? '' : `, ${by}`}${more})`;
}

/** The same of whichever of these jobs do not run yet, by id. */
export async function reasonsFor(session: Session, jobs: readonly Job[]): Promise<Map<string, string>> {
  const idle = jobs.filter(isIdle);
  if (idle.length === 0) return new Map();
  const query = { state: ['queued' as const], limit: String(PAGE), order: 'asc' as const };
  const [queued, running, targets, known] = await Promise.all([
    orNone(answer(session.client.GET('/v1/jobs', { params: { query } }))),
    orNone(runningJobs(session)),
    orNone(answer(session.client.GET('/v1/compute_targets'))),
    withNeeded(session, jobs, idle),
  ]);
  const of = { jobs: known, queued, running, targets, now: Date.now() / 1000 };
  return new Map(
    idle.flatMap((job) => {
      const reason = reasonOf(job, of);
      return reason === null ? [] : [[job.id, reason] as const];
    }),
  );
}

const runningJobs = (session: Session) =>
  withNames(['pipeline'], (expand) => {
    const query = { state: [...HOLDING], limit: String(PAGE), ...expand };
    return answer(session.client.GET('/v1/jobs', { params: { query } }));
  });

/** A job needs others of its own pipeline alone. */
async function withNeeded(
  session: Session,
  jobs: readonly Job[],
  idle: readonly Job[],
): Promise<Map<string, Known>> {
  const known = new Map<string, Known>(jobs.map((job) => [job.id, job]));
  const short = idle.filter(({ state, needs }) => state === 'waiting' && needs.some((id) => !known.has(id)));
  const pipelines = [...new Set(short.flatMap(({ pipeline }) => idOf(pipeline) ?? []))];
  const found = await everyOfIds(pipelines, (pipeline, page) => {
    const query = { pipeline, state: [...OPEN], ...page };
    return answer(session.client.GET('/v1/jobs', { params: { query } }));
  });
  for (const job of found) known.set(job.id, job);
  return known;
}

/** While none of the jobs runs: says every few seconds what the first of them waits for. Ends with `signal`. */
export async function tellWaiting(
  session: Session,
  read: () => Promise<readonly Job[]>,
  of: { tell: (text: string) => void; signal: AbortSignal },
): Promise<void> {
  while (!of.signal.aborted) {
    const jobs = await read().catch(() => []); // it is asked again
    const open = jobs.filter(({ state }) => !isFinal(state));
    const idle = open.filter(isIdle);
    const none = idle.length === open.length;
    const first = none ? (idle.find(({ state }) => state === 'queued') ?? idle[0]) : undefined;
    const reasons = first && (await reasonsFor(session, jobs).catch(() => null));
    const reason = first && reasons?.get(first.id);
    if (reason && !of.signal.aborted) of.tell(`${first.metadata?.['step'] ?? first.kind}: ${reason}`);
    await sleep(none ? LOOK_MS : RUNNING_LOOK_MS, undefined, { signal: of.signal }).catch(() => undefined);
  }
}

const isIdle = ({ state }: Pick<Job, 'state'>): boolean => state === 'waiting' || state === 'queued';
