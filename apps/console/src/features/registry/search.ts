import { given, oneOf, textOf } from '../../search.js';

export const TABS = ['promotion', 'card', 'files', 'evaluations', 'terms', 'lineage'] as const;
export type VersionTab = (typeof TABS)[number];

/** What the address of a version holds: its tab, the promotion that is looked at and the baseline of the evaluation. */
export const versionSearch = (raw: Record<string, unknown>) =>
  given({
    tab: oneOf(raw, 'tab', TABS),
    promotion: textOf(raw, 'promotion', 80),
    with: textOf(raw, 'with', 80),
  });
export type VersionSearch = ReturnType<typeof versionSearch>;
