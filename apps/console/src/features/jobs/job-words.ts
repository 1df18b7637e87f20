import { duration, figure } from '../../pieces/figures.js';
import type { Schemas } from '../../api/client.js';

export type Job = Schemas['Job'];

const FINAL = new Set(['succeeded', 'failed', 'cancelled']);
export const isFinal = ({ state }: Pick<Job, 'state'>): boolean => FINAL.has(state);

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** What a job is, in a few words: `SFT · LoRA r 16 · 3 epochs`, `Exact match on test`, `Quantise to q8_0`. */
export function titleOf({ kind, spec }: Pick<Job, 'kind' | 'spec'>): string {
  const params = (spec['params'] ?? {}) as Record<string, unknown>;
  const at = (name: string) => textOf(spec[name]) ?? textOf(params[name]);
  if (kind === 'finetune')
    return [(at('method') ?? 'sft').toUpperCase(), adapterOf(params), epochsOf(params)]
      .filter(Boolean)
      .join(' · ');
  if (kind === 'evaluate') {
    const words = [at('name'), at('task'), formOf(spec)].map((word) => word?.replaceAll('_', ' '));
    return `Evaluate: ${[...new Set(words)].filter(Boolean).join(' · ')}`;
  }
  if (kind === 'quantize') return `Quantise to ${at('type') ?? '?'}`;
  if (kind === 'merge') return 'Merge the adapter';
  if (kind === 'import') return `Import ${sourceOf(spec)}`;
  if (kind === 'own') return `Own recipe: ${at('name') ?? textOf(ownOf(spec)) ?? '?'}`;
  if (kind === 'select') return 'Choose the best of a sweep';
  return 'Inspect a base model';
}

/** What an evaluation asks, as far as its settings say. */
function formOf(spec: Job['spec']): string | null {
  const model = (spec['model'] ?? {}) as Record<string, unknown>;
  if (spec['engine'] === 'llamacpp') return 'GGUF';
  if (spec['adapter']) return 'adapter';
  return textOf(model['base_model']) ? 'base model' : null;
}

const KINDS: Readonly<Record<Job['kind'], string>> = {
  ...{
    finetune: 'the training',
    merge: 'the merge',
    quantize: 'the quantisation',
    evaluate: 'the evaluation',
  },
  ...{
    select: 'the choice of the best',
    own: 'the own recipe',
    import: 'the import',
    inspect: 'the inspection',
  },
};
export const kindOf = ({ kind }: Pick<Job, 'kind'>): string => KINDS[kind];

function adapterOf(params: Record<string, unknown>): string {
  const adapter = params['adapter'] as { type?: string; r?: number } | undefined;
  if (!adapter?.type) return '';
  return adapter.type === 'none'
    ? 'all weights'
    : `${adapter.type === 'qlora' ? 'QLoRA' : 'LoRA'} r ${adapter.r ?? '?'}`;
}

/** Of the params of a training; empty where they say none. */
export function epochsOf({ trainer }: Record<string, unknown>): string {
  const count = (trainer as { n_epochs?: unknown } | undefined)?.n_epochs;
  if (typeof count !== 'number') return '';
  return count === 1 ? '1 epoch' : `${figure(count)} epochs`;
}

const ownOf = (spec: Job['spec']): unknown => (spec['own'] as { name?: unknown } | undefined)?.name;

function sourceOf(spec: Job['spec']): string {
  const params = (spec['params'] ?? {}) as Record<string, unknown>;
  const source = (spec['source'] ?? params['source'] ?? {}) as Record<string, unknown>;
  return textOf(source['repo']) ?? textOf(source['package']) ?? 'a base model';
}

/** What it works on: a base model's id, where the spec names one. */
export function modelOf({ spec, estimate }: Pick<Job, 'spec' | 'estimate'>): string | null {
  return textOf(spec['base_model']) ?? estimate?.base_model ?? null;
}

/** Why it stands where it stands, in one line; `others` are jobs that it may wait for. */
export function reasonOf(job: Job, others: readonly Job[] = []): string {
  if (job.ending) return job.ending.message;
  if (job.reused_from) return `Ran nothing: ${job.reused_from} is identical.`;
  if (job.state === 'waiting' && job.needs.length > 0) return waitsFor(job, others);
  if (job.attempts > 1 && !isFinal(job)) return `${job.meaning} Attempt ${job.attempts}.`;
  return job.meaning;
}

function waitsFor({ needs }: Job, others: readonly Job[]): string {
  const known = needs.flatMap((id) => others.find((other) => other.id === id) ?? []);
  if (known.length < needs.length)
    return needs.length === 1 ? `Waits for ${needs[0]}.` : `Waits for ${needs.length} jobs.`;
  const open = known.filter((other) => !isFinal(other));
  return `Waits for ${[...new Set((open.length > 0 ? open : known).map(kindOf))].join(' and ')}.`;
}

/** The sentence of the run page: what it does now, how far it is and how long it will take. */
export function sentenceOf(job: Job, others: readonly Job[] = []): string {
  const { progress } = job;
  if (job.state !== 'running' || !progress) return reasonOf(job, others);
  const left = progress.eta_seconds === undefined ? '' : `, about ${duration(progress.eta_seconds)} left`;
  return `Step ${progress.step} of ${progress.total_steps}${left}.`;
}

const AT_WORK = new Set(['validating', 'launching', 'running', 'pausing', 'collecting', 'cancelling']);
/**
 * What whoever reads of it has to do; null where nobody knows: a queued one may wait for a target that is not ready, a waiting one
 * for quota. `others` are jobs that it may wait for.
 */
export function taskOf(job: Job, others: readonly Job[] = []): string | null {
  const { state, ending, needs } = job;
  if (state === 'paused') return 'Resume it to go on.';
  if (state === 'failed') return ending?.advice ?? null;
  const before = others.filter((other) => needs.includes(other.id) && !isFinal(other));
  const isNext = before.length > 0 && before.every((other) => other.state !== 'paused');
  const isFine = AT_WORK.has(state) || state === 'succeeded' || (state === 'waiting' && isNext);
  return isFine ? 'No action needed.' : null;
}

/** What it has cost with all its attempts; null where nobody gave a price. */
export function costOf({ usage }: Pick<Job, 'usage'>): string | null {
  return usage?.cost ? money(usage.cost) : null;
}

export function money({
  currency,
  units,
  nanos,
}: {
  currency: string;
  units: number;
  nanos: number;
}): string {
  const amount = units + nanos / 1e9;
  if (amount === 0) return `0 ${currency}`;
  return `${amount >= 100 ? amount.toFixed(0) : amount.toFixed(amount >= 1 ? 2 : 4)} ${currency}`;
}

export const canPause = ({ state }: Job): boolean => ['queued', 'launching', 'running'].includes(state);
export const canCancel = (job: Job): boolean => !isFinal(job) && job.state !== 'cancelling';
