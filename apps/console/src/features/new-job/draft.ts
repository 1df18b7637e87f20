import type { paths } from '#client/schema.js';
import {
  finetunePipeline,
  type FinetuneBody,
  type GgufType,
  type Measured,
  type PipelineBody,
} from '#client/pipeline.js';
import { ALL, type Field, TRAINING } from './fields.js';

/** What is typed, by the name of the field; what is not there is left to the service. */
export type Draft = Readonly<Record<string, string>>;
export type EstimateBody = NonNullable<
  paths['/v1/estimates']['post']['requestBody']
>['content']['application/json'];

export type Request =
  | { path: '/v1/jobs'; body: FinetuneBody; prefix: '' }
  | { path: '/v1/pipelines'; body: PipelineBody; prefix: string };

/** What would be sent for it. Words that are no number go as they are: the service says so at the field. */
export function requestOf(draft: Draft, measured: Measured = { check: null }): Request {
  const seeds = listed(draft['seed'] ?? '');
  const body = bodyOf(seeds.length > 1 ? { ...draft, seed: '' } : draft);
  const model = draft['publish.model']?.trim() ?? '';
  if (model === '' && seeds.length < 2) return { path: '/v1/jobs', body, prefix: '' };
  const type = draft['publish.type'] as GgufType | undefined;
  const plan: PipelineBody = model
    ? finetunePipeline({ finetune: body, publish: { model }, ...measured, ...(type ? { type } : {}) })
    : { jobs: [Object.assign({ name: 'train' }, body)] };
  const at = plan.jobs.findIndex(({ name }) => name === 'train');
  const sweep = seeds.length > 1 ? { sweep: { grid: { seed: seeds.map(numberOr) } } } : {};
  return { path: '/v1/pipelines', body: { ...plan, ...sweep }, prefix: `jobs.${at}.` };
}

function bodyOf(draft: Draft): FinetuneBody {
  const body: Record<string, unknown> = { kind: 'finetune' };
  for (const field of TRAINING) {
    const text = draft[field.name]?.trim() ?? '';
    if (text === '') continue;
    const [name, inner] = field.name.split('.') as [string, string?];
    if (inner === undefined) body[name] = valueOf(field, text);
    else body[name] = { ...(body[name] as object | undefined), [inner]: valueOf(field, text) };
  }
  return body as unknown as FinetuneBody;
}

function valueOf({ kind, name, usual }: Field, text: string): unknown {
  if (kind === 'switch') return text === 'true';
  if (kind === 'number' || name === 'seed') return numberOr(text);
  if (kind === 'words') return text === usual ? text : listed(text);
  return text;
}

const numberOr = (text: string): number | string => (Number.isFinite(Number(text)) ? Number(text) : text);
const listed = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

/** The settings of a request by the names of the form. */
export function draftOf(made: FinetuneBody, reuse: string): Draft {
  const source: Record<string, unknown> = { ...made, reuse };
  const pairs = TRAINING.map(({ name }) => {
    const [outer, inner] = name.split('.') as [string, string?];
    const value = source[outer];
    return [
      name,
      textOf(inner === undefined ? value : (value as Record<string, unknown> | undefined)?.[inner]),
    ];
  });
  return Object.fromEntries(pairs.filter(([, text]) => text !== '')) as Draft;
}

const textOf = (value: unknown): string =>
  value === null || value === undefined ? '' : Array.isArray(value) ? value.join(', ') : `${value as string}`;

export interface Change {
  label: string;
  name: string;
  before: string;
  now: string;
}

/** What differs from the parent, in the order of the form. */
export function changesOf(draft: Draft, parent: Draft): Change[] {
  return ALL.map(({ name, label }) => ({
    ...{ name, label },
    before: parent[name]?.trim() ?? '',
    now: draft[name]?.trim() ?? '',
  })).filter(({ before, now }) => before !== now);
}

/** Whether a field is of what is chosen; one with something in it is always shown. */
export function isShown(field: Field, draft: Draft): boolean {
  if (!field.of || draft[field.name]?.trim()) return true;
  return [draft['method'] || 'sft', draft['adapter.type'] || 'lora'].some((one) => field.of!.includes(one));
}
