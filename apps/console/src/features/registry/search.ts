import { flagOf, given, oneOf, textOf } from '../../search.js';

export const TABS = ['card', 'use', 'files', 'evaluations', 'terms', 'promotion', 'lineage'] as const;
export type VersionTab = (typeof TABS)[number];

/** What the address of a version holds: its tab, whether a promotion is being asked for, and what is looked at in each: promotion, evaluation and baseline, name, form, lineage. */
export const versionSearch = (raw: Record<string, unknown>) =>
  given({
    tab: oneOf(raw, 'tab', TABS),
    promote: flagOf(raw, 'promote'),
    promotion: textOf(raw, 'promotion', 80),
    asked: textOf(raw, 'asked', 80),
    with: textOf(raw, 'with', 80),
    as: textOf(raw, 'as', 200),
    form: textOf(raw, 'form', 80),
    lists: flagOf(raw, 'lists'),
    node: textOf(raw, 'node', 200),
  });
export type VersionSearch = ReturnType<typeof versionSearch>;
