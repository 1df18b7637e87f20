import { flagOf, given, manyOf, oneOf, textOf } from '../../search.js';

export const STATES = ['ready', 'importing', 'failed'] as const;
export const baseModelsSearch = (raw: Record<string, unknown>) =>
  given({ state: manyOf(raw, 'state', STATES), import: flagOf(raw, 'import') });
export type BaseModelsSearch = ReturnType<typeof baseModelsSearch>;

/** How much of a model a fine-tune learns. */
export const METHODS = ['lora', 'qlora', 'none'] as const;
export const TABS = ['model', 'license', 'files', 'template', 'lineage'] as const;
/** What the page of one holds: its tab, the dataset version and the method of the estimate, and how its lineage is looked at. */
export const baseModelSearch = (raw: Record<string, unknown>) =>
  given({
    tab: oneOf(raw, 'tab', TABS),
    data: textOf(raw, 'data', 80),
    method: oneOf(raw, 'method', METHODS),
    lists: flagOf(raw, 'lists'),
    node: textOf(raw, 'node', 200),
  });
export type BaseModelSearch = ReturnType<typeof baseModelSearch>;
