import { given, numberOf, oneOf, flagOf, textOf } from '../../search.js';

export const TABS = ['preview', 'lengths', 'checks', 'versions', 'diff', 'about'] as const;
export type DatasetTab = (typeof TABS)[number];
export const SPLITS = ['train', 'validation', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/** What the address of a dataset holds: the version, its split, the base that reads it, and how lengths are looked at. */
export const datasetSearch = (raw: Record<string, unknown>) =>
  given({
    tab: oneOf(raw, 'tab', TABS),
    version: textOf(raw, 'version', 80),
    split: oneOf(raw, 'split', SPLITS),
    base: textOf(raw, 'base', 200),
    cut: numberOf(raw, 'cut', [1, 10_000_000]),
    table: flagOf(raw, 'table'),
    against: textOf(raw, 'against', 80),
    kind: oneOf(raw, 'kind', ['changed', 'added', 'removed'] as const),
  });
export type DatasetSearch = ReturnType<typeof datasetSearch>;
export const datasetsSearch = (raw: Record<string, unknown>) => given({ upload: flagOf(raw, 'upload') });
