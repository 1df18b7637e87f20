import { answer } from '#client/client.js';
import type { Session } from './session.js';
import type { LicenseAnswer, LicenseDecision } from './views.js';

export const getDecision = (session: Session, id: string): Promise<LicenseDecision> =>
  answer(session.client.GET('/v1/license_decisions/{id}', { params: { path: { id } } }));

/** What a frozen decision was asked; the same question, or another use of the same lineage, can be asked again. */
export interface Question {
  gate: string;
  profile: string;
  use: Record<string, unknown>;
  graph: object;
  subject: string;
}

export const questionOf = (decision: LicenseDecision): Question => {
  const { gate, profile, use, graph, subject } = decision['inputs'] as Question;
  return { gate, profile, use, graph, subject };
};

/** Asks the engine now, in plain sentences; stores nothing. */
export const ask = (session: Session, question: Question): Promise<LicenseAnswer> =>
  answer(session.client.POST('/v1/licenses/ask', { body: question as never }));

/** The frozen decision in plain sentences; says so where the catalogue has moved on since. */
export async function explain(session: Session, decision: LicenseDecision): Promise<LicenseAnswer> {
  const now = await ask(session, questionOf(decision));
  if (now['catalogue_version'] === decision.catalogue_version && now.verdict === decision.verdict) return now;
  const then = `Decided as ${decision.verdict} under catalogue ${decision.catalogue_version.slice(0, 12)}; today's answer:`;
  return { ...now, explanation: [then, ...now.explanation] };
}
