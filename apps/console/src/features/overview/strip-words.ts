import type { Schemas } from '../../api/client.js';
import { count } from '../../pieces/figures.js';

/** How many jobs do not run yet: for a slot, for the jobs before them, for quota. */
export function queueWords(
  jobs: Pick<Schemas['Quota']['concurrent_jobs'], 'reserved' | 'waiting'>,
  waiting: { count: number; hasMore: boolean } | undefined,
): string {
  const others = waiting ? Math.max(0, waiting.count - jobs.waiting) : 0;
  return [
    `${count(jobs.reserved)} queued`,
    ...(others > 0 ? [`${count(others)}${waiting?.hasMore ? ' or more' : ''} waiting for other jobs`] : []),
    ...(jobs.waiting > 0 ? [`${count(jobs.waiting)} for quota`] : []),
  ].join(', ');
}

/**
 * What answers for aliases; previews, started as a version is registered or called by its id, are said beside it. One that only
 * ends what it has begun names nothing any more.
 */
export function servingWords(
  all: readonly Pick<Schemas['Deployment'], 'kind' | 'desired'>[],
  hasMore: boolean,
): { value: string; below: string } {
  const ready = all.filter(({ desired }) => desired === 'serving');
  const previews = ready.filter(({ kind }) => kind === 'preview').length;
  const aliases = ready.length - previews;
  const more = hasMore ? '+' : '';
  return {
    value: `${count(aliases)}${more} alias${aliases === 1 && !hasMore ? '' : 'es'}`,
    below:
      previews === 0
        ? 'ready for calls'
        : `and ${count(previews)}${more} preview${previews === 1 && !hasMore ? '' : 's'} of versions`,
  };
}
