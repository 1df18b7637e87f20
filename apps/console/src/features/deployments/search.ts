import { given, manyOf, numberOf, oneOf, textOf } from '../../search.js';

export const STATES = ['starting', 'ready', 'failed', 'stopped', 'blocked'] as const;
export const WINDOWS = ['day', 'week', 'month', 'all'] as const;
export type Window = (typeof WINDOWS)[number];

export const deploymentsSearch = (raw: Record<string, unknown>) =>
  given({ tab: oneOf(raw, 'tab', ['aliases', 'all']), state: manyOf(raw, 'state', STATES) });
export type DeploymentsSearch = ReturnType<typeof deploymentsSearch>;

const usage = (raw: Record<string, unknown>) => ({
  window: oneOf(raw, 'window', WINDOWS),
  in: numberOf(raw, 'in', [0.000001, 1e6]),
  out: numberOf(raw, 'out', [0.000001, 1e6]),
  hour: numberOf(raw, 'hour', [0.000001, 1e6]),
});
/** From when on usage is counted, and the prices that it is put beside, as `GET …/usage` takes them. */
export const usageSearch = (raw: Record<string, unknown>) => given(usage(raw));
export type UsageSearch = ReturnType<typeof usageSearch>;

export const ALIAS_TABS = ['now', 'usage', 'history'] as const;
export const aliasSearch = (raw: Record<string, unknown>) =>
  given({ ...usage(raw), tab: oneOf(raw, 'tab', ALIAS_TABS), promotion: textOf(raw, 'promotion', 80) });
export type AliasSearch = ReturnType<typeof aliasSearch>;
