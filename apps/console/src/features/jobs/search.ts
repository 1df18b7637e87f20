import { given, manyOf, oneOf, numberOf, flagOf, textOf, textsOf } from '../../search.js';

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
export const KINDS = ['finetune', 'evaluate', 'quantize', 'merge', 'import', 'inspect', 'select'] as const;
export const TABS = [
  'charts',
  'samples',
  'system',
  'logs',
  'config',
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
  });
export type JobsSearch = ReturnType<typeof jobsSearch>;

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
    with: textOf(raw, 'with', 80),
    only: flagOf(raw, 'only'),
    lists: flagOf(raw, 'lists'),
    node: textOf(raw, 'node', 200),
  });
export type RunSearch = ReturnType<typeof runSearch>;
