import type { Schemas } from '../../api/client.js';
import { count } from '../../pieces/figures.js';
import { knownOf, missingWords, type Told } from '../../pieces/told.js';

type Waiting = Pick<Schemas['JobList'], 'has_more'> & { data: readonly unknown[] };
/** How many jobs do not run yet: for a slot, for the jobs before them, for quota. */
export function queueWords(
  jobs: Pick<Schemas['Quota']['concurrent_jobs'], 'reserved' | 'waiting'>,
  waiting: Told<Waiting>,
): string {
  const forQuota = jobs.waiting > 0 ? [`${count(jobs.waiting)} for quota`] : [];
  return [`${count(jobs.reserved)} queued`, ...othersIn(waiting, jobs.waiting), ...forQuota].join(', ');
}
function othersIn(waiting: Told<Waiting>, forQuota: number): string[] {
  const known = knownOf(waiting);
  if (!known) return [`waiting for other jobs: ${missingWords(waiting.error)}`];
  const others = known.data.length - forQuota;
  return others > 0 ? [`${count(others)}${known.has_more ? ' or more' : ''} waiting for other jobs`] : [];
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
