import { isOfLastStep } from '#client/last-step.js';
import { flattened } from '../jobs/config-diff.js';
import { costOf, type Job, titleOf } from '../jobs/job-words.js';
import { duration, figure, shortId } from '../../pieces/figures.js';
import { becameOf } from '../jobs/pipeline-words.js';

/** A setting of every run, in the order of the runs; null where a run has none. */
export interface Line {
  name: string;
  values: (string | null)[];
  differs: boolean;
}

/** Settings of any number of runs; with `only`, those that are not the same in all of them. */
export function linesOf(runs: readonly ReadonlyMap<string, string>[], only: boolean): Line[] {
  const names = [...new Set(runs.flatMap((run) => [...run.keys()]))];
  const lines = names.map((name) => {
    const values = runs.map((run) => run.get(name) ?? null);
    return { name, values, differs: new Set(values).size > 1 };
  });
  return only ? lines.filter(({ differs }) => differs) : lines;
}

export const settingsOf = ({ spec, seed, target }: Job): Map<string, string> =>
  flattened({ ...spec, seed, target });

/** What a run came to, as the API tells it. */
export function outcomeOf(job: Job): Map<string, string> {
  const { result, usage, state } = job;
  const metrics = Object.entries(result?.metrics ?? {}).map(
    ([name, value]) => [isOfLastStep(name) ? `${name} (last step)` : name, figure(value)] as const,
  );
  const cost = costOf(job);
  return new Map<string, string>([
    ['state', state],
    ...(job.started_at != null && job.finished_at != null
      ? [['took', duration(job.finished_at - job.started_at)] as const]
      : []),
    ...(usage?.watt_hours == null ? [] : [['energy', `${figure(usage.watt_hours)} Wh`] as const]),
    ...(cost === null ? [] : [['cost', cost] as const]),
    ...metrics,
  ]);
}

/** What a run is called here: the version that it became, else what it is, and which. Two of the same kind differ by their ids. */
export const nameOf = (job: Job): string =>
  becameOf(job) ?? `${titleOf(job)} ${shortId(job.id).replace(/^job_/, '')}`;

/** Against what others are held where nobody has chosen: the oldest. */
export const baselineOf = (runs: readonly Job[], chosen?: string): Job =>
  runs.find(({ id }) => id === chosen) ?? runs.reduce((old, run) => (run.id < old.id ? run : old));
