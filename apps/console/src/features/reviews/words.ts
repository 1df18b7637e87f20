import type { Schemas } from '../../api/client.js';

export type Review = Schemas['Review'];
export type ReviewFile = Schemas['ReviewFile'];

export const isReviewer = (roles: readonly string[]): boolean =>
  roles.some((role) => role === 'reviewer' || role === 'admin');

/** What a review is about: the model's name, else its own, that which it is published as or that of what it asks about, else its kind. */
export function titleOf(
  { subject: { id, type, model, published_as: published } }: Pick<Review, 'subject'>,
  named?: { id: string; name: string },
): string {
  if (model !== null || named?.id === id) return model ?? named!.name;
  if (published) return `${type.replaceAll('_', ' ')} for ${published}`;
  return `${type.replaceAll('_', ' ')} ${named ? `with ${named.name}` : 'without a name'}`;
}

const ASKED: Readonly<Record<string, string>> = {
  LICENSE_UNKNOWN: 'which license it has',
  LICENSE_AMBIGUOUS: 'which of several licenses it has',
};
/** Whether somebody has to say which license a thing has. */
export const asksWhich = ({ findings }: Pick<Review, 'findings'>): boolean =>
  findings.some(({ code }) => code in ASKED);

/** The first thing that is asked of a reviewer, in the words of the rule, and how many more there are. */
export function asksOf({ findings }: Pick<Review, 'findings'>): string {
  const wanted = [...new Set(findings.map(({ code, remedy }) => ASKED[code] ?? remedy))];
  const [first = '', ...rest] = wanted;
  return rest.length === 0 ? capital(first) : `${capital(first)} (and ${rest.length} more)`;
}

/** `2 deployments, 1 version, 2 pipelines`; what is none is left out. */
export function reachOf({
  deployments,
  versions,
  pipelines,
  jobs,
  artifacts,
}: Review['blast_radius']): string {
  const of = (count: number, one: string) =>
    count === 0 ? [] : [`${count} ${one}${count === 1 ? '' : 's'}`];
  const parts = [
    ...[...of(deployments, 'deployment'), ...of(versions, 'version')],
    ...(pipelines > 0 ? of(pipelines, 'pipeline') : of(jobs, 'job')),
    ...of(artifacts, 'artifact'),
  ];
  return parts.length === 0 ? 'nothing yet' : parts.join(', ');
}

/** How often a link was opened, in front of when it was last. */
export const openedWords = (times: number): string =>
  times === 1 ? 'Opened once,' : `Opened ${times} times, last`;

/** What an answer for all that is made of the same may close beside this one; empty once it is answered. */
export function settlesOf({ state, settles }: Pick<Review, 'state' | 'settles'>): string {
  if (state !== 'open') return '';
  if (settles.length === 0) return 'only itself';
  return settles.length === 1 ? '1 other' : `${settles.length} others`;
}

/** Widest first: what serves weighs more than any number of what only lies there. */
export const byReach = (a: Review, b: Review): number =>
  b.blast_radius.deployments - a.blast_radius.deployments ||
  b.blast_radius.versions - a.blast_radius.versions ||
  b.blast_radius.pipelines - a.blast_radius.pipelines ||
  b.blast_radius.jobs - a.blast_radius.jobs ||
  b.blast_radius.artifacts - a.blast_radius.artifacts ||
  a.created_at - b.created_at;

/** What follows from an answer, before it is given. */
export function unblocks(
  review: Pick<Review, 'blast_radius' | 'required_approvals' | 'approvals' | 'deadline'>,
): string {
  const left = review.required_approvals - review.approvals.length;
  const half = left > 1 ? 'Nothing yet: a second reviewer has to confirm the same grant. After that: ' : '';
  const { deployments, jobs } = review.blast_radius;
  const runs = jobs > 0 ? 'What is being trained goes on by itself. ' : '';
  const serving =
    deployments > 0
      ? ` ${deployments === 1 ? 'One deployment rests' : `${deployments} deployments rest`} on it.`
      : '';
  return `${half}${runs}This question is not asked again; a training or promotion that was refused for it is asked for once more.${serving}`;
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
export function happenedOf(kind: string, facts: Record<string, unknown>): string {
  if (kind === 'superseded' && facts['answered_by'])
    return 'answered it with another review, for all that is made of it';
  return HAPPENED[kind] ?? kind.replaceAll('_', ' ');
}

/** The review that answered another, where its timeline says so. */
export function answeredBy(timeline: readonly { facts: Record<string, unknown> }[]): string | null {
  const by = timeline.at(-1)?.facts['answered_by'];
  return typeof by === 'string' ? by : null;
}

/** How many others an answer closed with it. */
export function doneWith(done: string, answer: unknown): string {
  const { closed = [] } = (answer ?? {}) as { closed?: string[] };
  if (closed.length === 0) return done;
  const others = closed.length === 1 ? '1 other review' : `${closed.length} other reviews`;
  return `${done} ${capital(others)} closed with it.`;
}

/** What was asked, once it is answered. */
export const liftedWords = (code: string): string => ASKED[code] ?? code;

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

/** What may be done with data while a reviewer is asked which license they have. */
export function whileAsked(policy: string | undefined): string {
  if (policy === 'wait') return 'A training on it is refused until a reviewer has answered.';
  return policy === 'train'
    ? 'It can be trained on; a promotion waits for the answer.'
    : 'A promotion waits for the answer.';
}

/** The same of data that are not here yet. */
export function beforeUpload(policy: string | undefined): string {
  if (policy === 'wait')
    return 'It can be uploaded; a training on it is refused until a reviewer has said what it is.';
  const what = policy === 'train' ? 'uploaded and trained on' : 'uploaded';
  return `It can be ${what}; before a promotion a reviewer is asked what it is.`;
}
