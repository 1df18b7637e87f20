import { flagOf, given, manyOf, numberOf, oneOf, textOf } from '../../search.js';

export const STATES = ['starting', 'ready', 'failed', 'stopped', 'blocked'] as const;
export const WINDOWS = ['day', 'week', 'month', 'all'] as const;
export type Window = (typeof WINDOWS)[number];

export const OVERS = ['hour', 'day', 'week'] as const;
export type Over = (typeof OVERS)[number];

export const deploymentsSearch = (raw: Record<string, unknown>) =>
  given({
    tab: oneOf(raw, 'tab', ['aliases', 'all']),
    state: manyOf(raw, 'state', STATES),
    over: oneOf(raw, 'over', OVERS),
  });
export type DeploymentsSearch = ReturnType<typeof deploymentsSearch>;

const usage = (raw: Record<string, unknown>) => ({
  window: oneOf(raw, 'window', WINDOWS),
  in: numberOf(raw, 'in', [0.000001, 1e6]),
  out: numberOf(raw, 'out', [0.000001, 1e6]),
  hour: numberOf(raw, 'hour', [0.000001, 1e6]),
});
/** From when on usage is counted, and the prices that it is put beside, as `GET …/usage` takes them. */
export type UsageSearch = Partial<ReturnType<typeof usage>>;
/** How far back traffic is counted, and whether its curves are tables. */
const traffic = (raw: Record<string, unknown>) => ({
  over: oneOf(raw, 'over', OVERS),
  table: flagOf(raw, 'table'),
});
export type TrafficSearch = Partial<ReturnType<typeof traffic>>;

export const deploymentSearch = (raw: Record<string, unknown>) => given({ ...usage(raw), ...traffic(raw) });

export const ALIAS_TABS = ['now', 'usage', 'history'] as const;
export const aliasSearch = (raw: Record<string, unknown>) =>
  given({
    ...usage(raw),
    over: oneOf(raw, 'over', OVERS),
    tab: oneOf(raw, 'tab', ALIAS_TABS),
    promotion: textOf(raw, 'promotion', 80),
  });
export type AliasSearch = ReturnType<typeof aliasSearch>;
