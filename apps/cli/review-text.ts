import type { Thing } from './license-things.js';
import type { Review } from './views.js';
import { ago, clean, line, table } from './text.js';

const day = (unixSeconds: number | null): string =>
  unixSeconds === null ? '-' : new Date(unixSeconds * 1000).toISOString().slice(0, 10);

/** What each gate stands before. */
const GATES: Readonly<Record<string, string>> = {
  G1: 'import or upload',
  G2: 'training',
  G3: 'registration',
  G4: 'publication',
  G5: 'promotion to serving',
};
const UNKNOWN = 'LicenseRef-unknown';
type Things = ReadonlyMap<string, Thing>;

/** One review as a reviewer reads it: what is asked, what hangs on it, who said what, and what to type next. */
export function reviewText(review: Review, things: Things = new Map()): string {
  const { subject, gate, blast_radius: radius } = review;
  const model = subject.model ? ` as ${subject.model}` : '';
  const asked = `${review.severity} at ${gate}${GATES[gate] ? ` (${GATES[gate]})` : ''}`;
  return [
    `${review.id} ${review.state}: ${asked} for ${subject.type.replaceAll('_', ' ')} ${named(subject.id, things)}${model}`,
    `built on it: ${radius.artifacts} artifact(s), ${radius.versions} version(s), ${radius.deployments} deployment(s) that serve`,
    approvalsText(review),
    review.conditions && `conditions: ${review.conditions}`,
    review.holds_for === 'lineage' && 'holds for: all that is made of it, at every gate',
    review.expires_at !== null && `until: ${day(review.expires_at)}`,
    review.drain_at !== null && `what rests on it serves until: ${day(review.drain_at)}`,
    review.deadline !== null &&
      `something serves in spite of it, until: ${day(review.deadline)}, unless this is answered or cured`,
    review.grant &&
      `grant: ${review.grant.document} of ${review.grant.licensor}, sha256 ${review.grant.sha256}, covers ${review.grant.scope.join(', ')}`,
    '',
    findingsTable(review, things),
    ...(review.timeline ? ['', table(['WHEN', 'WHO', 'WHAT', 'WORDS'], review.timeline.map(eventRow))] : []),
    ...nextOf(review),
  ]
    .filter((part): part is string => typeof part === 'string')
    .map(clean)
    .join('\n');
}

/** Names for the ids of base models and data sets, with the ids behind them. */
function named(text: string, things: Things): string {
  let out = text;
  for (const [id, { name }] of things) out = out.replaceAll(id, `${name} (${id})`);
  return out;
}

/** Null where nobody approved and nobody will. */
function approvalsText({ state, approvals, required_approvals: required }: Review): string | null {
  if (state !== 'open' && approvals.length === 0) return null;
  const names = approvals.map((one) => one.name + (one.self_attested ? ' (self-attested)' : ''));
  return `approvals: ${approvals.length} of ${required}${names.length > 0 ? `, by ${names.join(', ')}` : ''}`;
}

/** What to do stands there while something is to be done. */
function findingsTable({ state, findings }: Review, things: Things): string {
  const isOpen = state === 'open';
  return table(
    ['FINDING', 'VERDICT', 'ABOUT', 'LICENSE', 'CLAUSE', ...(isOpen ? ['WHAT TO DO'] : [])],
    findings.map((one) => [
      ...[one.code, one.verdict, named(one.node, things), licenseText(one, things), one.clause],
      ...(isOpen ? [one.remedy] : []),
    ]),
  );
}

function licenseText({ license_id: found, node }: Review['findings'][number], things: Things): string | null {
  const { declared = null, by = null } = things.get(node) ?? {};
  if (declared === null || declared === found) return found;
  const said = `declared ${declared}${by === null ? '' : ` by ${by}`}`;
  return found === null || found === UNKNOWN ? said : `${found} (${said})`;
}

const eventRow = (event: NonNullable<Review['timeline']>[number]) => [
  ago(event.created_at),
  event.name,
  event.kind,
  event.text ?? '',
];

function nextOf({ id, state, severity, grant, may_hold_for_lineage: mayHold }: Review): string[] {
  if (state !== 'open') return [];
  if (severity === 'needs-review')
    return [
      ...['', `answer: luthier review approve ${id} | luthier review reject ${id} --comment WHY`],
      ...(mayHold
        ? [`for all that is made of it too, at every gate: luthier review approve ${id} --holds-for lineage`]
        : []),
    ];
  const how = grant
    ? `--sha256 ${grant.sha256}`
    : '--grant FILE --licensor WHO --scope CODES --expires YYYY-MM-DD';
  return ['', `answer: luthier review waive ${id} ${how} | luthier review reject ${id} --comment WHY`];
}

export const reviewRows = (reviews: readonly Review[]): string =>
  table(
    ['ID', 'STATE', 'SEVERITY', 'GATE', 'SUBJECT', 'FINDINGS', 'SERVES', 'OPENED'],
    reviews.map((one) => [
      one.id,
      one.state,
      one.severity,
      one.gate,
      line(one.subject.model ?? one.subject.id, 48),
      [...new Set(one.findings.map((finding) => finding.code))].join(','),
      one.blast_radius.deployments,
      ago(one.created_at),
    ]),
  );
