import { answer } from '#client/client.js';
import type { components } from '#client/schema.js';
import { computeLines } from './compute-lines.js';
import { ask, getDecision, type Question, questionOf } from './decision.js';
import { CliError, EXIT } from './exits.js';
import { licenseTree, type TreeInput } from './license-tree.js';
import type { Session } from './session.js';
import { FORMS, isVersion, versionOf } from './versions.js';
import type { LicenseAnswer, LicenseDecision } from './views.js';

type Lineage = components['schemas']['Lineage'];

/** The license graph of an artifact, version or promotion as a tree; of the newest decision, or asked now where there is none. */
export async function explainTree(session: Session, ref: string): Promise<void> {
  const { decision, artifact } = await subjectOf(session, ref);
  const frozen = decision ?? (artifact ? await newestDecision(session, artifact) : null);
  const lineage = artifact ? await lineageOf(session, artifact) : null;
  const question = frozen ? questionOf(frozen) : await questionNow(session, lineage, ref);
  // Asked again for what the row does not hold: which license each node comes to.
  const now = await ask(session, question);
  const said: LicenseDecision | LicenseAnswer = frozen ?? now;
  const resolved = (now['resolved'] ?? []) as { node: string; concluded: string[] }[];
  const tree = licenseTree({
    subject: question.subject,
    graph: question.graph as TreeInput['graph'],
    names: new Map((lineage?.nodes ?? []).map((node) => [node.id, `${node.name} (${node.id})`])),
    findings: said.findings as unknown as TreeInput['findings'],
    obligations: said.obligations,
    concluded: new Map(resolved.map((one) => [one.node, one.concluded])),
    width: process.stdout.columns || 120,
  });
  const head = frozen
    ? `${said.verdict} at ${question.gate}, decided as ${frozen.id}`
    : `${said.verdict} at ${question.gate}, asked now under the project's declared use; nothing is stored`;
  const held = (lineage?.nodes ?? [])
    .filter((node) => node.quarantined !== null)
    .map((node) => `quarantined by ${node.quarantined}: ${node.name} (${node.id})`);
  const act = lineage?.ai_act ?? frozen?.ai_act ?? null;
  const foot = `confidence ${String(now['confidence'])}. ${String(now['disclaimer'])}`;
  session.print(
    {
      subject: question.subject,
      decision: frozen?.id ?? null,
      gate: question.gate,
      ...pick(said),
      resolved,
      ai_act: act,
      graph: question.graph,
    },
    [head, ...held, '', tree, '', ...computeLines(act), foot].join('\n'),
  );
}

const pick = ({ verdict, findings, obligations }: LicenseDecision | LicenseAnswer) => ({
  verdict,
  findings,
  obligations,
});

async function subjectOf(
  session: Session,
  ref: string,
): Promise<{ decision: LicenseDecision | null; artifact: string | null }> {
  if (ref.startsWith('art_')) return { decision: null, artifact: ref };
  if (isVersion(ref)) return { decision: null, artifact: await servedOf(session, ref) };
  const id = ref.startsWith('prm_')
    ? (await answer(session.client.GET('/v1/promotions/{id}', { params: { path: { id: ref } } }))).decision
    : ref.startsWith('dec_')
      ? ref
      : null;
  if (!id)
    throw new CliError(
      `cannot explain '${ref}'`,
      EXIT.usage,
      'give an artifact (art_), a version (mv_, ft:, model@1 or model:alias), a promotion (prm_) or a decision (dec_)',
    );
  const decision = await getDecision(session, id);
  const subject = questionOf(decision).subject;
  return { decision, artifact: subject.startsWith('art_') ? subject : null };
}

/** What of a version is asked about: the first that can be called. */
async function servedOf(session: Session, ref: string): Promise<string | null> {
  const { artifacts } = await versionOf(session, ref);
  return FORMS.map((role) => artifacts[role]).find(Boolean) ?? null;
}

/** A decision by its id, or the newest of a version. Throws CliError 5 where the version has none. */
export async function decisionOf(session: Session, ref: string): Promise<LicenseDecision> {
  if (!isVersion(ref)) return getDecision(session, ref);
  const artifact = await servedOf(session, ref);
  const found = artifact ? await newestDecision(session, artifact) : null;
  if (found) return found;
  throw new CliError(
    `${ref} has no license decision yet`,
    EXIT.notFound,
    `luthier license explain ${ref} asks now; a promotion decides`,
  );
}

async function newestDecision(session: Session, subject: string): Promise<LicenseDecision | null> {
  const query = { subject, limit: '1' };
  const page = await answer(session.client.GET('/v1/license_decisions', { params: { query } }));
  return page.data[0] ?? null;
}

const lineageOf = (session: Session, id: string): Promise<Lineage> =>
  answer(
    session.client.GET('/v1/artifacts/{id}/lineage', {
      params: { path: { id }, query: { direction: 'up' } },
    }),
  );

async function questionNow(session: Session, lineage: Lineage | null, ref: string): Promise<Question> {
  if (!lineage?.license_graph)
    throw new CliError(`${ref} has no license decision and no lineage to ask about`, EXIT.notFound);
  const project = await answer(
    session.client.GET('/v1/projects/{id}', { params: { path: { id: 'current' } } }),
  );
  return {
    gate: 'G5',
    profile: project.license_profile,
    use: project.declared_use,
    graph: lineage.license_graph,
    subject: lineage.subject,
  };
}
