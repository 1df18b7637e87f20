import type { Review } from './views.js';
import { ago, clean, line, table } from './text.js';

const day = (unixSeconds: number | null): string =>
  unixSeconds === null ? '-' : new Date(unixSeconds * 1000).toISOString().slice(0, 10);

/** One review as a reviewer reads it: what is asked, what hangs on it, who said what, and what to type next. */
export function reviewText(review: Review): string {
  const { subject, blast_radius: radius } = review;
  const model = subject.model ? ` as ${subject.model}` : '';
  const approvals = review.approvals.map((one) => one.name + (one.self_attested ? ' (self-attested)' : ''));
  return [
    `${review.id} ${review.state}: ${review.severity} at ${review.gate} for ${subject.type} ${subject.id}${model}`,
    `built on it: ${radius.artifacts} artifact(s), ${radius.versions} version(s), ${radius.deployments} deployment(s) that serve`,
    `approvals: ${review.approvals.length} of ${review.required_approvals}${approvals.length > 0 ? `, by ${approvals.join(', ')}` : ''}`,
    review.conditions && `conditions: ${review.conditions}`,
    review.expires_at !== null && `until: ${day(review.expires_at)}`,
    review.drain_at !== null && `what rests on it serves until: ${day(review.drain_at)}`,
    review.deadline !== null &&
      `something serves in spite of it, until: ${day(review.deadline)}, unless this is answered or cured`,
    review.grant &&
      `grant: ${review.grant.document} of ${review.grant.licensor}, sha256 ${review.grant.sha256}, covers ${review.grant.scope.join(', ')}`,
    '',
    table(
      ['FINDING', 'VERDICT', 'NODE', 'LICENSE', 'CLAUSE', 'WHAT TO DO'],
      review.findings.map((one) => [one.code, one.verdict, one.node, one.license_id, one.clause, one.remedy]),
    ),
    ...(review.timeline ? ['', table(['WHEN', 'WHO', 'WHAT', 'WORDS'], review.timeline.map(eventRow))] : []),
    ...nextOf(review),
  ]
    .filter((part): part is string => typeof part === 'string')
    .map(clean)
    .join('\n');
}

const eventRow = (event: NonNullable<Review['timeline']>[number]) => [
  ago(event.created_at),
  event.name,
  event.kind,
  event.text ?? '',
];

function nextOf({ id, state, severity, grant }: Review): string[] {
  if (state !== 'open') return [];
  if (severity === 'needs-review')
    return ['', `answer: luthier review approve ${id} | luthier review reject ${id} --comment WHY`];
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
