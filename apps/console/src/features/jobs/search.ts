import { given, manyOf, oneOf, numberOf, flagOf, textOf, textsOf } from '../../search.js';
import { LOG_LEVELS } from './log-levels.js';

export const STATES = [
  ...([
    'running',
    'queued',
    'waiting',
    'validating',
    'launching',
    'collecting',
    'pausing',
    'paused',
  ] as const),
  ...(['cancelling', 'succeeded', 'failed', 'cancelled'] as const),
] as const;
export const KINDS = [
  'finetune',
  'evaluate',
  'quantize',
  'merge',
  'own',
  'import',
  'inspect',
  'select',
] as const;
export const TABS = [
  'charts',
  'samples',
  'system',
  'logs',
  'config',
  'data',
  'events',
  'ending',
  'lineage',
  'cost',
] as const;
export type RunTab = (typeof TABS)[number];

/** What the address of the list holds: filters, the order and the hidden columns. */
export const jobsSearch = (raw: Record<string, unknown>) =>
  given({
    state: manyOf(raw, 'state', STATES),
    kind: manyOf(raw, 'kind', KINDS),
    pipeline: textsOf(raw, 'pipeline'),
    order: oneOf(raw, 'order', ['asc']),
    hide: textsOf(raw, 'hide'),
    group: flagOf(raw, 'group'),
    open: textsOf(raw, 'open'),
  });
export type JobsSearch = ReturnType<typeof jobsSearch>;

/** Filters that people come back to: each is an address. */
export const VIEWS: { value: string; label: string; search: JobsSearch }[] = [
  { value: 'all', label: 'All', search: {} },
  { value: 'active', label: 'Active', search: { state: [...STATES.slice(0, 9)] } },
  { value: 'trainings', label: 'Trainings', search: { kind: ['finetune'] } },
  { value: 'failed', label: 'Failed', search: { state: ['failed'] } },
];

/** With it where it was not there, without it where it was. */
export function flipped(all: readonly string[] | undefined, one: string): string[] | undefined {
  const next = all?.includes(one) ? all.filter((other) => other !== one) : [...(all ?? []), one];
  return next.length > 0 ? next : undefined;
}

/** What the address of a run holds: the tab and how its charts, samples and log are looked at. */
export const runSearch = (raw: Record<string, unknown>) =>
  given({
    tab: oneOf(raw, 'tab', TABS),
    smooth: numberOf(raw, 'smooth', [0, 0.99]),
    log: flagOf(raw, 'log'),
    time: flagOf(raw, 'time'),
    table: flagOf(raw, 'table'),
    step: numberOf(raw, 'step', [0, 2 ** 31]),
    q: textOf(raw, 'q'),
    level: oneOf(raw, 'level', LOG_LEVELS),
    steps: flagOf(raw, 'steps'),
    with: textOf(raw, 'with', 80),
    only: flagOf(raw, 'only'),
    lists: flagOf(raw, 'lists'),
    node: textOf(raw, 'node', 200),
    price: numberOf(raw, 'price', [0, 1e6]),
    hour: numberOf(raw, 'hour', [0, 1e6]),
    speed: numberOf(raw, 'speed', [0, 1e9]),
  });
export type RunSearch = ReturnType<typeof runSearch>;
