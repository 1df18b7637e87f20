import { setTimeout as sleep } from 'node:timers/promises';
import { answer } from '#client/client.js';
import { CliError, EXIT } from './exits.js';
import type { Session } from './session.js';
import { clean } from './text.js';
import type { Promotion } from './views.js';

const POLL_MS = 500;
const MARKS = { passed: '✔', unmet: '✖', skipped: '-' } as const;

/** Every gate with its reason, and the fix of those that are not met. */
export function gateList(promotion: Promotion): string {
  return promotion.gates
    .map((gate) =>
      clean(`${MARKS[gate.status]} ${gate.name}: ${gate.reason}${gate.fix ? `\n    fix: ${gate.fix}` : ''}`),
    )
    .join('\n');
}

/** Waits until the promotion is decided and carried out. */
export async function promoted(session: Session, started: Promotion): Promise<Promotion> {
  session.onDetach(`${started.id} goes on. See it with: luthier api GET /v1/promotions/${started.id}`);
  let promotion = started;
  while (promotion.state === 'running') {
    await sleep(POLL_MS, undefined, { signal: session.signal });
    promotion = await answer(
      session.client.GET('/v1/promotions/{id}', { params: { path: { id: started.id } } }),
    );
  }
  session.onDetach(null);
  return promotion;
}

/** Throws unless the promotion went through or still runs: exit 3 when a gate blocks it. */
export function assertNotBlocked(promotion: Promotion): void {
  if (promotion.state === 'blocked')
    throw new CliError(`${promotion.id} is blocked by the gates that are not met`, EXIT.policy);
  if (promotion.state === 'failed')
    throw new CliError(`${promotion.id} failed: ${promotion.failure ?? 'without a reason'}`);
}
