import { figure } from '../../pieces/figures.js';
import { canCancel, isFinal, type Job } from './job-words.js';
import { madeFor, pipelineOf } from './pipeline-words.js';

/** The jobs of one pipeline, a sweep most of all, as one row of the table. */
export interface JobGroup {
  /** Of the pipeline. */
  id: string;
  jobs: ListedJob[];
  isOpen: boolean;
}
/** With its place in the grid of a sweep (`r=8 learning_rate=0.0001`), what tells its pipeline apart, and the jobs that it may wait for. */
export type ListedJob = Job & { cell?: string; apart?: string; others?: readonly Job[] };
export type JobsRow = ListedJob | JobGroup;
export const isGroup = (row: JobsRow): row is JobGroup => 'jobs' in row;

/** Jobs in their order, those of a pipeline behind its own row where its newest stood; only an open one shows them. */
export function grouped(jobs: readonly ListedJob[], open: readonly string[]): JobsRow[] {
  const byPipeline = Map.groupBy(jobs, pipelineOf);
  const seen = new Set<string>();
  return jobs.flatMap((job): JobsRow[] => {
    const id = pipelineOf(job);
    const mine = byPipeline.get(id)!;
    if (id === null || mine.length === 1) return [job];
    if (seen.has(id)) return [];
    seen.add(id);
    const isOpen = open.includes(id);
    const cells = sweepIn(mine)?.cells;
    const listed = mine.map((one) => {
      const cell = cells?.find(({ job: training }) => training === one.id);
      return cell ? { ...one, cell: settingsOf(cell.settings) } : one;
    });
    return [{ id, jobs: mine, isOpen }, ...(isOpen ? listed : [])];
  });
}

/** What the table marks as selected: a group where all of its jobs are. */
export const markedOf = (rows: readonly JobsRow[], selected: ReadonlySet<string>): Set<string> =>
  new Set([
    ...selected,
    ...rows.flatMap((row) => (isGroup(row) && row.jobs.every(({ id }) => selected.has(id)) ? [row.id] : [])),
  ]);

/** The jobs that are selected once the table says what it marks now: to mark a group is to mark its jobs. */
export function selectedBy(
  rows: readonly JobsRow[],
  before: ReadonlySet<string>,
  marked: ReadonlySet<string>,
): Set<string> {
  const was = markedOf(rows, before);
  const groups = rows.filter(isGroup);
  const after = new Set([...marked].filter((id) => !groups.some((group) => group.id === id)));
  for (const { id, jobs } of groups) {
    if (marked.has(id) === was.has(id)) continue;
    for (const job of jobs) if (marked.has(id)) after.add(job.id); else after.delete(job.id); // prettier-ignore
  }
  return after;
}

interface Sweep {
  cells: { job: string; settings: Record<string, unknown> }[];
  best_by: { metric: string };
}
/** What the job that chooses the best of a sweep was told, where it is among them. */
function sweepIn(jobs: readonly Job[]): Sweep | null {
  const spec = jobs.find(({ kind }) => kind === 'select')?.spec;
  return spec && Array.isArray(spec['cells']) ? (spec as unknown as Sweep) : null;
}
const settingsOf = (settings: Record<string, unknown>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');

/** `for intent-bot v1`, `for intent-bot (3 epochs)`; null where nothing is published. */
export function forOf(job: ListedJob): string | null {
  const model = madeFor(job);
  if (model === null) return null;
  return `for ${model}${job.apart === undefined ? '' : ` (${job.apart})`}`;
}

export function titleOfGroup({ jobs }: JobGroup): string {
  const sweep = sweepIn(jobs);
  const what = sweep ? `Sweep of ${sweep.cells.length} trainings` : `Pipeline of ${jobs.length} jobs`;
  return [what, forOf(jobs[0]!)].filter(Boolean).join(' ');
}

/** Whether one of them, as far as they are loaded, can still be cancelled. */
export const canCancelGroup = ({ jobs }: JobGroup): boolean => jobs.some(canCancel);

/** How far its jobs are, and which training of a sweep was chosen. */
export function reasonOfGroup({ jobs }: JobGroup): string {
  const count = (...states: Job['state'][]) => jobs.filter(({ state }) => states.includes(state)).length;
  const failed = count('failed');
  const far = `${count('succeeded', 'failed', 'cancelled')} of ${jobs.length} ended${failed > 0 ? `, ${failed} failed` : ''}`;
  const sweep = sweepIn(jobs);
  const result = jobs.find(({ kind }) => kind === 'select')?.result;
  const best = sweep?.cells.find(({ job }) => job === result?.['winner']);
  if (!sweep || !best) return `${far}.`;
  const { metric } = sweep.best_by;
  const value = result?.metrics?.[metric];
  const by = value === undefined ? metric : `${metric} ${figure(value)}`;
  return `Best: ${settingsOf(best.settings)} by ${by}. ${far}.`;
}

/** The state that a group shows: what goes on, else what ended worst. */
export function stateOfGroup({ jobs }: JobGroup): Job['state'] {
  const states = jobs.map(({ state }) => state);
  if (states.includes('running')) return 'running';
  const live = jobs.find((job) => !isFinal(job));
  if (live) return live.state;
  return (['failed', 'cancelled', 'succeeded'] as const).find((state) => states.includes(state))!;
}
