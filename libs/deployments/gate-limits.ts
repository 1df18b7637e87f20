import { isBetter, type Metric, METRICS, traitOf } from '#evaluations/metrics.js';
import { type Evidence, figure, type Gate, preferServed } from './gate.js';

/** A finished evaluation with all its figures, and their intervals where they are shares of rows. */
export interface Figures {
  id: string;
  name: string;
  task: string;
  subject: string;
  dataset_version: string;
  rows: number | null;
  metrics: Readonly<Record<string, number>>;
  intervals: Readonly<Record<string, { low: number; high: number }>>;
}

/** A promotion's limits on metrics beside exact match; which way each holds is the metric's own. */
export const LIMITS = {
  min_refusal_rate: 'refusal_rate',
  max_false_refusal_rate: 'false_refusal_rate',
  max_perplexity: 'perplexity',
} as const satisfies Record<string, Metric>;
export type LimitName = keyof typeof LIMITS;

/** One gate for each limit, asked for or not: the newest evaluation that measured it, of what is served before what that was made from. */
export const limits = (evidence: Evidence): Gate[] =>
  (Object.keys(LIMITS) as LimitName[]).map((name) => limit(evidence, name));

function limit({ artifacts, figures, asked }: Evidence, name: LimitName): Gate {
  const metric = LIMITS[name];
  const { task, words } = traitOf(metric);
  const gate = { name: words, kind: metric };
  const most = asked.limits[name];
  if (most === undefined)
    return { ...gate, status: 'skipped', reason: 'No limit is asked for.', fix: null, evidence: {} };
  const chosen = preferServed(
    figures.filter((one) => one.task === task),
    artifacts,
  )[0];
  const measure = measureOf(task, artifacts);
  if (!chosen) {
    const reason = `A ${words} of at ${least(metric)} ${figure(most)} is asked for, and it was not measured.`;
    return { ...gate, status: 'unmet', reason, fix: measure, evidence: { [name]: most } };
  }
  const { id, rows, dataset_version } = chosen;
  const [value, interval] = [chosen.metrics[metric], chosen.intervals[metric] ?? null];
  const evidence = { evaluation: id, dataset_version, rows, [metric]: value ?? null, interval, [name]: most };
  if (value === undefined) {
    const reason = `'${chosen.name}' ended without a ${words}.`;
    return { ...gate, status: 'unmet', reason, fix: measure, evidence };
  }
  const between = interval
    ? ` (95 % interval ${figure(interval.low)} to ${figure(interval.high)} over ${chosen.metrics[traitOf(metric).of ?? 'rows']} rows)`
    : '';
  const told = `'${chosen.name}' has a ${words} of ${figure(value)}${between}`;
  if (isBetter(metric, value, most))
    return { ...gate, status: 'passed', reason: `${told}.`, fix: null, evidence };
  const reason = `${told}, and at ${least(metric)} ${figure(most)} is asked for.`;
  return { ...gate, status: 'unmet', reason, fix: 'Train a better version, or ask for less.', evidence };
}

const least = (metric: Metric): string => (METRICS[metric].better === 'higher' ? 'least' : 'most');

/** A GGUF answers through llama.cpp, and its perplexity is not measured on its own. */
function measureOf(task: string, { gguf, merged }: Evidence['artifacts']): string {
  const served = task === 'perplexity' ? merged : gguf;
  const model = served ?? merged ?? '<merged>';
  const engine = served !== undefined && served === gguf ? ' --engine llamacpp' : '';
  const first = task === 'refusal' ? 'luthier data push --builtin safety-prompts, then ' : '';
  const data = task === 'refusal' ? 'safety-prompts' : '<version>';
  return `Measure it: ${first}luthier eval run --task ${task} --model ${model}${engine} --data ${data}.`;
}
