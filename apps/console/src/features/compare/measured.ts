import type { Schemas } from '../../api/client.js';
import { isFinal, type Job } from '../jobs/job-words.js';

export type Evaluation = Schemas['Evaluation'];
/** Tasks that keep what was answered to each row: only those can be held against each other row by row. */
export const leavesAnswers = ({ task }: Pick<Evaluation, 'task'>): boolean =>
  ['exact_match', 'refusal', 'lm_eval'].includes(task);
type Lineage = Pick<Schemas['Lineage'], 'nodes' | 'edges'>;

/** Evaluations of a run: of what it left, merged and quantised too, but of nothing that was trained further from it. */
export function measuredOf(run: string, { nodes, edges }: Lineage): { evaluation: string; kind: string }[] {
  const kinds = new Map(nodes.map((node) => [node.id, node]));
  const isTraining = (id: string) => kinds.get(id)?.kind === 'job' && kinds.get(id)?.name === 'finetune';
  const younger = Map.groupBy(
    edges.filter(({ type }) => type !== 'finetuned-from'),
    ({ to }) => to,
  );
  const seen = new Set([run]);
  for (const id of seen) for (const { from } of younger.get(id) ?? []) if (!isTraining(from)) seen.add(from);
  return edges
    .filter(({ type, from }) => type === 'measures' && seen.has(from))
    .map(({ from, to }) => ({ evaluation: from, kind: kinds.get(to)?.kind ?? '' }));
}

/** Evaluations that were asked the same of the same form of a model: by task, rows and form. */
export interface Group {
  key: string;
  task: string;
  data: string;
  split: string;
  /** What was measured: `adapter`, `merged`, `gguf`. */
  kind: string;
  /** The newest of each run that has one, by the run. */
  of: Map<string, Evaluation>;
}

export interface Measured {
  run: string;
  kind: string;
  evaluation: Evaluation;
}

/** Those in which most runs meet come first, of these what is served: the GGUF. */
export function groupsOf(all: readonly Measured[]): Group[] {
  const groups = new Map<string, Group>();
  const oldestFirst = all.toSorted((a, b) => (a.evaluation.id < b.evaluation.id ? -1 : 1));
  for (const { run, kind, evaluation } of oldestFirst) {
    const { task, split, dataset_version: data } = evaluation;
    const key = [task, split, kind, data].join(' ');
    const group = groups.get(key) ?? {
      ...{ key, task, data, split, kind },
      of: new Map<string, Evaluation>(),
    };
    group.of.set(run, evaluation);
    groups.set(key, group);
  }
  const isServed = ({ kind }: Group) => Number(kind === 'gguf');
  return [...groups.values()].sort((a, b) => b.of.size - a.of.size || isServed(b) - isServed(a));
}

/** Of jobs that were seen to go on, those that have ended since. */
export const endedOf = (goingOn: ReadonlySet<string>, jobs: readonly Pick<Job, 'id' | 'state'>[]): string[] =>
  jobs.filter((job) => isFinal(job) && goingOn.has(job.id)).map(({ id }) => id);
