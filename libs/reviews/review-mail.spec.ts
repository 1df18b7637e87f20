import { describe, expect, it } from '@jest/globals';
import type { Finding } from '#license-rules/decision.contract.js';
import { AUDIENCE, MAIL_KINDS, noticeOf, remindedAtStart, reminderDue } from './review-mail.js';

const review = {
  ...{ id: 'rev_1', gate: 'G5', subjectType: 'artifact', subjectId: 'art_1', modelName: 'desk' },
  ...{ severity: 'needs-review', state: 'approved' },
  findings: [
    { code: 'AUP_UNREAD', clause: '§2.3' },
    { code: 'AUP_UNREAD', clause: '' },
  ] as Finding[],
};

describe('what a member is told', () => {
  it.each(MAIL_KINDS)('%s: of what, by whom, and how to see it', (kind) => {
    const notice = noticeOf(review, { kind, by: 'Dan', days: 7, deployment: 'dep_1', words: 'why' });
    expect(notice.title).toContain('desk');
    expect(notice.facts).toContainEqual(['Findings', 'AUP_UNREAD']);
    expect(notice).toMatchObject({
      command: 'luthier review show rev_1',
      path: '/v1/reviews/rev_1',
      quote: 'why',
    });
    expect(Object.keys(AUDIENCE)).toContain(kind);
  });

  it('tells who asked which review answers theirs too, and not that the question has changed', () => {
    expect(AUDIENCE.settled).toEqual({ reviewers: true, askers: true });
    const { title } = noticeOf({ ...review, state: 'superseded' }, { kind: 'settled', answer: 'rev_2' });
    expect(title).toBe('License review for desk is closed: review rev_2 answers it too');
  });

  it('names the subject where there is no model', () => {
    expect(noticeOf({ ...review, modelName: '' }, { kind: 'opened' }).title).toContain('artifact art_1');
  });
});

describe('reminders of an end', () => {
  const now = new Date('2026-11-24T00:00:00Z');
  const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);

  it.each([
    [31, null, null],
    [30, null, 30],
    [29, 30, null],
    [8, 30, null],
    [7, 30, 7],
    [3, 7, null],
    [3, null, 7],
    [0, null, null],
    [-1, 30, null],
  ])('with %i days left, reminded at %s: %s', (days, remindedDays, due) => {
    expect(reminderDue({ expiresAt: inDays(days), remindedDays, now })).toBe(due);
  });

  it('an answer that is given for less begins as reminded', () => {
    expect([365, 20, 3].map((days) => remindedAtStart(inDays(days), now))).toEqual([null, 30, 7]);
  });
});
