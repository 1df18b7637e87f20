import { describe, expect, it } from '@jest/globals';
import { type CounselFile, namesOf, SETTLED, useOf, withNames } from './counsel-file.js';
import { counselPage, nothingPage } from './counsel-page.js';

const HOSTILE = `</title><script>alert(1)</script><img src=x onerror=alert(2)>"'&\u202Eevil\u200b\r\nX: y`;
const file = (text: string): CounselFile => ({
  object: 'counsel_view',
  for: text,
  project: text,
  as_of: 1_795_000_000,
  link_expires_at: 1_796_000_000,
  question: {
    ...{ gate: 'G5', asks: 'May it?', model: text, verdict: 'deny', state: 'open', opened_at: 1_795_000_000 },
    ...{ decided_at: null, ends_at: null, requested_by: [text], required_approvals: 2, conditions: text },
    approvals: [{ name: text, self_attested: false, at: '2026-11-24T00:00:00Z' }],
  },
  findings: [
    {
      ...{ code: text, verdict: 'deny', clause: text, confidence: text, remedy: text },
      ...{ what: text, why: text, on: text, license: text },
    },
  ],
  use: { [text]: text, nested: { [text]: [text] } },
  lineage: [
    {
      ...{ name: text, kind: text, revision: text, comes_from: [text], declared: text, concluded: [text] },
      ...{ known_by: text, file_sha256: 'a'.repeat(64) },
    },
  ],
  grant: { document: text, sha256: 'b'.repeat(64), licensor: text, scope: [text], expires_at: 1_796_000_000 },
  timeline: [{ at: 1_795_000_000, who: text, what: text, words: text }],
  texts: [{ id: text, name: text, url: text, text }],
  disclaimer: text,
});
const tagsOf = (page: string) => page.replace(/<style>[^]*?<\/style>/, '').match(/<\/?[a-z!][^>]*>/gi) ?? [];

describe('the page for counsel', () => {
  it('holds the same marks whatever names and texts it is given', () => {
    const hostile = counselPage(file(HOSTILE));
    expect(tagsOf(hostile)).toEqual(tagsOf(counselPage(file('plain'))));
    expect(hostile).not.toMatch(/<script|<img|\u202E|\u200b/i);
    expect(hostile).toContain('⟨U+202E⟩');
    expect(tagsOf(nothingPage(HOSTILE))).toEqual(tagsOf(nothingPage('plain')));
  });

  it('says of a review that was closed whether the question changed, or another answer holds for it', () => {
    const plain = file('plain');
    const closed = (what: string) =>
      counselPage({
        ...plain,
        question: { ...plain.question, state: 'superseded' },
        timeline: [{ at: 1_795_000_000, who: 'Rita', what, words: null }],
      });
    expect(closed('superseded')).toContain('the question is another one now');
    expect(closed(SETTLED)).toContain('whose answer holds for this question too');
    expect(closed(SETTLED)).not.toContain('the question is another one now');
  });

  it('fetches nothing, links nowhere and asks for nothing', () => {
    const page = counselPage(file('plain'));
    expect(page).not.toMatch(/<(a|form|input|button|link|iframe|object|script)\b|\b(src|href|action)=/i);
  });
});

describe('what stands in the place of ids', () => {
  const art = `art_${'0'.repeat(26)}`;
  const base = `bm_${'1'.repeat(26)}`;
  const names = namesOf({
    nodes: [
      { id: art, kind: 'adapter' },
      { id: base, kind: 'base_model', repo: 'acme/base' },
    ],
    edges: [],
  });

  it('are the repository, or the kind and a number, in every text', () => {
    expect(withNames({ a: [`${art} -adapter-of-> ${base}`], n: 1, none: null }, names)).toEqual({
      a: ['adapter 1 -adapter-of-> base model acme/base'],
      n: 1,
      none: null,
    });
  });

  it('an id that has no name is cut out', () => {
    expect(withNames(`Review rev_${'2'.repeat(26)} of ftjob-${'3'.repeat(26)}.`, names)).toBe(
      'Review (internal reference) of (internal reference).',
    );
  });
});

it('the use is what was declared, not what was answered to it', () => {
  expect(useOf({ purpose: 'internal', commercial: true, grants: [], attested_texts: ['x'] })).toEqual({
    purpose: 'internal',
    commercial: true,
  });
});
