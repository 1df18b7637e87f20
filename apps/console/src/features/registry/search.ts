import { given, oneOf, textOf } from '../../search.js';

export const TABS = ['promotion', 'card', 'files', 'evaluations', 'terms', 'lineage'] as const;
export type VersionTab = (typeof TABS)[number];

/** What the address of a version holds: its tab, the promotion that is looked at, the evaluation that was asked for last and the baseline. */
export const versionSearch = (raw: Record<string, unknown>) =>
  given({
    tab: oneOf(raw, 'tab', TABS),
    promotion: textOf(raw, 'promotion', 80),
    asked: textOf(raw, 'asked', 80),
    with: textOf(raw, 'with', 80),
  });
export type VersionSearch = ReturnType<typeof versionSearch>;
