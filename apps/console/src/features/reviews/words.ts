import type { Schemas } from '../../api/client.js';

export type Review = Schemas['Review'];
export type ReviewFile = Schemas['ReviewFile'];

export const isReviewer = (roles: readonly string[]): boolean =>
  roles.some((role) => role === 'reviewer' || role === 'admin');

/** What a review is about: the model's name, else its own or that of what it asks about, else its kind. */
export function titleOf(
  { subject: { id, type, model } }: Pick<Review, 'subject'>,
  named?: { id: string; name: string },
): string {
  if (model !== null || named?.id === id) return model ?? named!.name;
  return `${type.replaceAll('_', ' ')} ${named ? `with ${named.name}` : 'without a name'}`;
}

/** The first thing that is asked of a reviewer, in the words of the rule, and how many more there are. */
export function asksOf({ findings }: Pick<Review, 'findings'>): string {
  const wanted = [...new Set(findings.map(({ remedy }) => remedy))];
  const [first = '', ...rest] = wanted;
  return rest.length === 0 ? capital(first) : `${capital(first)} (and ${rest.length} more)`;
}

/** `2 deployments, 1 version, 3 artifacts`; what is none is left out. */
export function reachOf({ deployments, versions, artifacts }: Review['blast_radius']): string {
  const of = (count: number, one: string) =>
    count === 0 ? [] : [`${count} ${one}${count === 1 ? '' : 's'}`];
  const parts = [...of(deployments, 'deployment'), ...of(versions, 'version'), ...of(artifacts, 'artifact')];
  return parts.length === 0 ? 'nothing yet' : parts.join(', ');
}

/** Widest first: what serves weighs more than any number of what only lies there. */
export const byReach = (a: Review, b: Review): number =>
  b.blast_radius.deployments - a.blast_radius.deployments ||
  b.blast_radius.versions - a.blast_radius.versions ||
  b.blast_radius.artifacts - a.blast_radius.artifacts ||
  a.created_at - b.created_at;

/** What follows from an answer, before it is given. */
export function unblocks(
  review: Pick<Review, 'blast_radius' | 'required_approvals' | 'approvals' | 'deadline'>,
): string {
  const left = review.required_approvals - review.approvals.length;
  const half = left > 1 ? 'Nothing yet: a second reviewer has to confirm the same grant. After that, w' : 'W';
  const { deployments } = review.blast_radius;
  const serving =
    deployments > 0
      ? ` ${deployments === 1 ? 'One deployment rests' : `${deployments} deployments rest`} on it.`
      : '';
  return `${half}hoever asked can ask again, and the gate lets this question pass.${serving}`;
}

export const VERDICTS: Readonly<Record<string, string>> = {
  'needs-review': 'Needs a person’s judgement',
  deny: 'Forbidden by the rules',
};

const KNOWLEDGE: Readonly<Record<string, string>> = {
  'primary-text-read': 'High: its operative clauses were read',
  secondary: 'Medium: known from excerpts or from others',
  memory: 'Low: the text was not at hand',
  declared: 'As the project declared it',
};
/** How well the rule knows its text. */
export const confidenceOf = (word: string): string => KNOWLEDGE[word] ?? capital(word);

const HAPPENED: Readonly<Record<string, string>> = {
  opened: 'asked the question',
  reopened: 'asked it again',
  approved: 'approved it',
  rejected: 'rejected it',
  waived: 'waived it',
  waiver_proposed: 'brought a grant; a second reviewer confirms it',
  revoked: 'took the answer back',
  delegated: 'handed it on',
  commented: 'wrote',
  superseded: 'changed something: it is another question now',
  expired: 'The answer expired',
};
export const happenedOf = (kind: string): string => HAPPENED[kind] ?? kind.replaceAll('_', ' ');

/** A declared use as names and plain values; empty ones say so. */
export function answersOf(use: Record<string, unknown>): [name: string, value: string][] {
  return Object.entries(use).map(([name, value]) => [capital(name.replaceAll('_', ' ')), plain(value)]);
}

function plain(value: unknown): string {
  if (value === true) return 'Yes';
  if (value === false) return 'No';
  if (value === null || value === undefined || value === '') return 'Not given';
  if (Array.isArray(value)) return value.length === 0 ? 'None' : value.map(plain).join(', ');
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value);
  return entries.length === 0 ? 'None' : entries.map(([name, one]) => `${name}: ${plain(one)}`).join(', ');
}

/** Codes of the denials that only a grant lifts: what a waiver has to cover. */
export const deniedIn = ({ findings }: Pick<Review, 'findings'>): string[] => [
  ...new Set(
    findings
      .filter(({ verdict, ...one }) => verdict === 'deny' && one['fixable'] !== true)
      .map(({ code }) => code),
  ),
];

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
/** `2026-11-30` at the end of that day, in Unix seconds; undefined for none. */
export const endOfDay = (date: string): number | undefined =>
  date === '' ? undefined : Math.floor(Date.parse(`${date}T23:59:59Z`) / 1000);
