import type { Notice } from '#mail/mail-text.js';
import type { ReviewRow } from './reviews.repository.js';

export const MAIL_KINDS = [
  'opened',
  'reopened',
  'assigned',
  'superseded',
  'settled',
  'answered',
  'ending',
  'revoked',
  'expired',
  'drained',
] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/** What a mail may add to the review itself. */
export interface Happening {
  kind: MailKind;
  /** Who did it, by name; null for the system. */
  by?: string | null;
  words?: string | null | undefined;
  /** Of the end that is near, or of what serves on it. */
  until?: Date | null;
  days?: number;
  deployment?: string;
  /** The review whose answer holds for this one too. */
  answer?: string;
}

type Asked = Pick<
  ReviewRow,
  'id' | 'gate' | 'subjectType' | 'subjectId' | 'modelName' | 'severity' | 'state' | 'findings'
>;

const day = (date: Date): string => `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Who hears of it: reviewers who may answer, those who asked, or both. `assigned` is for the one it was handed to. */
export const AUDIENCE: Readonly<Record<MailKind, { reviewers: boolean; askers: boolean }>> = {
  opened: { reviewers: true, askers: false },
  reopened: { reviewers: true, askers: false },
  assigned: { reviewers: false, askers: false },
  superseded: { reviewers: true, askers: false },
  settled: { reviewers: true, askers: true },
  answered: { reviewers: false, askers: true },
  ending: { reviewers: true, askers: false },
  revoked: { reviewers: true, askers: true },
  expired: { reviewers: true, askers: true },
  drained: { reviewers: true, askers: true },
};

function titleOf(review: Asked, { kind, by, days, deployment, answer }: Happening): string {
  const what = review.modelName || `${review.subjectType} ${review.subjectId}`;
  const who = by ?? 'the system';
  switch (kind) {
    case 'opened':
      return `License review opened for ${what}`;
    case 'reopened':
      return `License review opened again for ${what}`;
    case 'assigned':
      return `License review for ${what} was handed to you by ${who}`;
    case 'superseded':
      return `License review for ${what} was superseded: the question has changed`;
    case 'settled':
      return `License review for ${what} is closed: review ${answer ?? ''} answers it too`;
    case 'answered':
      return `License review for ${what} is ${review.state}, by ${who}`;
    case 'ending':
      return `The answer to the license review for ${what} ends within ${days ?? 0} days`;
    case 'revoked':
      return `The answer to the license review for ${what} was taken back by ${who}`;
    case 'expired':
      return `The answer to the license review for ${what} has expired`;
    case 'drained':
      return `Deployment ${deployment ?? ''} of ${what} is stopped: the license review behind it has ended`;
  }
}

/** What a member is told of a review: titles, names and words come from others and are only ever shown. */
export function noticeOf(review: Asked, happening: Happening): Notice {
  const codes = [...new Set(review.findings.map(({ code }) => code))];
  const clauses = [...new Set(review.findings.map(({ clause }) => clause))].filter(Boolean);
  const { until, words } = happening;
  return {
    title: titleOf(review, happening),
    facts: [
      ['Review', review.id],
      ['Gate', review.gate],
      ['Severity', review.severity],
      ['Findings', codes.join(', ')],
      ...clauses.slice(0, 5).map((clause): [string, string] => ['Clause', clause]),
      ...(until ? [['Until', day(until)] as [string, string]] : []),
    ],
    quote: words ?? null,
    command: `luthier review show ${review.id}`,
    path: `/v1/reviews/${encodeURIComponent(review.id)}`,
  };
}

const DAY_MS = 24 * 3600 * 1000;
const REMINDERS = [7, 30] as const;

/** The reminder that is due for an answer with this end, in days before it; null where none is, or it was sent. */
export function reminderDue(of: { expiresAt: Date; remindedDays: number | null; now: Date }): number | null {
  const left = (of.expiresAt.getTime() - of.now.getTime()) / DAY_MS;
  if (left <= 0) return null;
  const due = REMINDERS.find((days) => left <= days) ?? null;
  return due !== null && due < (of.remindedDays ?? Infinity) ? due : null;
}

/** For an answer that is given now: a reminder whose time has come already would say nothing new. */
export const remindedAtStart = (expiresAt: Date, now: Date): number | null =>
  reminderDue({ expiresAt, now, remindedDays: null });
