import type { Schemas } from '../../api/client.js';
import type { Tone } from '../../pieces/tones.js';

export type Endpoint = Schemas['WebhookEndpoint'];
export type WithSecret = Schemas['WebhookEndpointWithSecret'];
export type Delivery = Schemas['WebhookDelivery'];

export const endpointState = (of: Pick<Endpoint, 'enabled' | 'failing_since'>): 'on' | 'failing' | 'off' =>
  !of.enabled ? 'off' : of.failing_since === null ? 'on' : 'failing';
export const ENDPOINT_TONES: Record<ReturnType<typeof endpointState>, Tone> = {
  ...({ on: 'good', failing: 'bad', off: 'idle' } as const),
};
export const DELIVERY_TONES: Record<Delivery['state'], Tone> = {
  ...({ pending: 'busy', delivered: 'good', dead: 'bad' } as const),
};

/** What the receiver said, or why it said nothing. */
export const saidOf = ({ status, error }: { status: number | null; error: string | null }): string =>
  error ?? (status === null ? '—' : `HTTP ${status}`);

/** Event types with the patterns that choose several: `*`, and `job.*` for every kind that has more than one. */
export function choicesOf(types: readonly string[]): string[] {
  const kinds = new Map<string, number>();
  for (const type of types) {
    const parts = type.split('.');
    for (let length = 1; length < parts.length; length += 1) {
      const kind = `${parts.slice(0, length).join('.')}.*`;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
  }
  const several = [...kinds].filter(([, count]) => count > 1).map(([kind]) => kind);
  return ['*', ...[...several, ...types].sort()];
}
