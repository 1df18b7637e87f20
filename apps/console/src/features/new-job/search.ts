import { flagOf, given, textOf } from '../../search.js';

/** What is trained on what, whose settings the form begins with, and whether it is unfolded. */
export const newJobSearch = (raw: Record<string, unknown>) =>
  given({
    base: textOf(raw, 'base'),
    dataset: textOf(raw, 'dataset', 80),
    clone: textOf(raw, 'clone', 80),
    more: flagOf(raw, 'more'),
  });
export type NewJobSearch = ReturnType<typeof newJobSearch>;
