import { setTimeout as sleep } from 'node:timers/promises';
import { answer } from '#client/client.js';
import { CliError, EXIT } from './exits.js';
import { patient } from './follow.js';
import type { Session } from './session.js';
import { clean } from './text.js';
import { versionOf } from './versions.js';
import { idOf, type Promotion } from './views.js';

const POLL_MS = 500;
type Gate = Promotion['gates'][number];
const MARKS = { passed: '✔', unmet: '✖', skipped: '-' } as const;

/** Every gate with its reason, and the fix of those that are not met. */
export function gateList(promotion: Promotion): string {
  return promotion.gates
    .map((gate) =>
      clean(
        `${isWorse(gate) ? '!' : MARKS[gate.status]} ${gate.name}: ${gate.reason}${gate.fix ? `\n    fix: ${gate.fix}` : ''}`,
      ),
    )
    .join('\n');
}

/** Nobody set a limit, and the version is worse than what is served. */
const isWorse = ({ kind, status, evidence }: Gate): boolean =>
  kind === 'regression' && status === 'skipped' && evidence['verdict'] === 'worse';

/** How to have the next one held against what is served; null where it is no worse. */
export const worseHint = ({ gates, alias }: Promotion, model: string): string | null =>
  gates.some(isWorse)
    ? `! ${alias} serves something worse than before. To have that refused: luthier promote ${model} --to ${alias} --max-regression 0.02`
    : null;

/** Waits until the promotion is decided and carried out. */
export async function promoted(session: Session, started: Promotion): Promise<Promotion> {
  session.onDetach(`${started.id} goes on. See it with: luthier api GET /v1/promotions/${started.id}`);
  let promotion = started;
  while (promotion.state === 'running') {
    await sleep(POLL_MS, undefined, { signal: session.signal });
    promotion = await patient(session, () =>
      answer(session.client.GET('/v1/promotions/{id}', { params: { path: { id: started.id } } })),
    );
  }
  session.onDetach(null);
  return promotion;
}

/** What to type next: a review is answered by another person, a missing score is measured. */
async function cureOf(
  session: Session,
  { gates, alias, version }: Promotion,
  model: string,
): Promise<string> {
  const unmet = gates.filter(({ status }) => status === 'unmet').map(({ name }) => name);
  const steps = [
    unmet.includes('license') && 'luthier review ls shows what waits for a reviewer',
    unmet.includes('evaluation') &&
      `luthier eval run --model ${await askable(session, idOf(version)!)} --data DATASET --watch makes a score`,
  ].filter(Boolean);
  return [...steps, `then again: luthier promote ${model} --to ${alias} --wait`].join('; ');
}

/** What of the version can be asked the test rows. */
async function askable(session: Session, id: string): Promise<string> {
  const { artifacts } = await versionOf(session, id);
  return artifacts['merged'] ?? `${artifacts['gguf'] ?? 'ARTIFACT'} --engine llamacpp`;
}

/** Throws unless the promotion went through or still runs: exit 3 when a gate blocks it. */
export async function assertNotBlocked(session: Session, promotion: Promotion, model: string): Promise<void> {
  if (promotion.state === 'blocked')
    throw new CliError(
      `${promotion.id} is blocked by the gates that are not met; what is served stays as it is`,
      EXIT.policy,
      await cureOf(session, promotion, model),
    );
  if (promotion.state === 'failed')
    throw new CliError(`${promotion.id} failed: ${promotion.failure ?? 'without a reason'}`);
}
