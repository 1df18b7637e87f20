import { publishedBy } from './names.js';
import type { Job } from './views.js';

export type Taker = Pick<Job, 'id' | 'kind' | 'target' | 'progress' | 'estimate' | 'started_at' | 'pipeline'>;

/** In these a job holds its slot. */
export const HOLDING = ['launching', 'running', 'pausing', 'collecting', 'cancelling'] as const;

/** `by finetune job_01… of ticket-bot, about 5 min left, and 1 more`: whose end frees a slot first. Null where others hold them. */
export function takenBy(running: readonly Taker[], target: string, now: number): string | null {
  const [first, ...more] = running
    .filter((job) => job.target === target)
    .map((job) => ({ job, left: secondsLeft(job, now) }))
    .toSorted((a, b) => (a.left ?? Infinity) - (b.left ?? Infinity));
  if (!first) return null;
  const { job, left } = first;
  const model = publishedBy(job.pipeline);
  return [
    `by ${job.kind} ${job.id}${model === null ? '' : ` of ${model}`}`,
    left !== null && leftText(left),
    more.length > 0 && `and ${more.length} more`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** As its program told last, else by its estimate; null where that is unknown or over. */
function secondsLeft({ progress, estimate, started_at: begun }: Taker, now: number): number | null {
  if (progress?.eta_seconds !== undefined) return progress.eta_seconds;
  const whole = estimate?.seconds?.value;
  if (whole === undefined || begun === null) return null;
  const left = begun + whole - now;
  return left > 0 ? left : null;
}

/** Coarse, so that a line is not written anew every few seconds. */
export function leftText(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return 'less than a minute left';
  if (minutes <= 10) return `about ${minutes} min left`;
  if (minutes < 90) return `about ${Math.round(minutes / 5) * 5} min left`;
  return `about ${Math.round(minutes / 60)} h left`;
}
