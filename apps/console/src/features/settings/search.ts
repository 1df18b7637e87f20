import { flagOf, given, oneOf, textOf } from '../../search.js';

export const DELIVERY_STATES = ['pending', 'delivered', 'dead'] as const;

/** What the address of a section holds: whether what has ended is shown, and which webhook and delivery lie open. */
export const settingsSearch = (raw: Record<string, unknown>) =>
  given({
    ended: flagOf(raw, 'ended'),
    endpoint: textOf(raw, 'endpoint', 80),
    state: oneOf(raw, 'state', DELIVERY_STATES),
    delivery: textOf(raw, 'delivery', 80),
  });
export type SettingsSearch = ReturnType<typeof settingsSearch>;
