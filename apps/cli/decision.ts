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
  reviews?: object[];
}

/** The question with what reviewers had answered to it. */
export const questionOf = (decision: LicenseDecision): Question => {
  const { gate, profile, use, graph, subject, reviews } = decision['inputs'] as Question;
  return { gate, profile, use, graph, subject, ...(reviews ? { reviews } : {}) };
};

/** Another use is another question: no answer to this one counts for it. */
export function withUse(
  question: Question,
  changes: { gate: string | undefined; use: Record<string, unknown> },
): Question {
  const { reviews: _reviews, ...asked } = question;
  const { grants: _grants, ...use } = question.use;
  return { ...asked, ...(changes.gate ? { gate: changes.gate } : {}), use: { ...use, ...changes.use } };
}

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
