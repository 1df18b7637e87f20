import { flagOf, given, manyOf, textOf } from '../../search.js';

export const STATES = ['ready', 'importing', 'failed'] as const;
export const baseModelsSearch = (raw: Record<string, unknown>) =>
  given({ state: manyOf(raw, 'state', STATES), import: flagOf(raw, 'import') });
export type BaseModelsSearch = ReturnType<typeof baseModelsSearch>;
/** What the page of one holds: the dataset version that an estimate reads. */
export const baseModelSearch = (raw: Record<string, unknown>) => given({ data: textOf(raw, 'data', 80) });
