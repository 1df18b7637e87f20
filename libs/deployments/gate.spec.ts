import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { VERDICTS } from '#license-catalogue/vocabulary.js';
import { blocks, GATE_KINDS, gatesOf, type Evidence, type GateKind, type Measured } from './gate.js';

const measured = (subject: string, score: number | null, over: Partial<Measured> = {}): Measured => ({
  id: `eval_${subject}`,
  name: `on ${subject}`,
  subject,
  dataset_version: 'dsv_1',
  score,
  rows: 96,
  ...over,
});
const good: Evidence = {
  license: {
    decision: 'dec_1',
    verdict: 'allow',
    fixable: false,
    why: '',
    remedies: [],
    obligations: 0,
    review: null,
    selfAttested: false,
    isProtected: true,
  },
  evaluations: [measured('art_m', 0.9), measured('art_g', 0.89)],
  artifacts: { adapter: 'art_a', merged: 'art_m', gguf: 'art_g' },
  asked: { maxQuantizationDrop: 0.05 },
  signatures: [{ artifact: 'art_g', ok: true, reason: '' }],
  cardFaults: [],
};
const gate = (evidence: Evidence, kind: GateKind) => gatesOf(evidence).find((one) => one.kind === kind)!;

describe('gates of a promotion', () => {
  it('pass when everything is as it should be', () => {
    const gates = gatesOf(good);
    expect(gates.map(({ kind, status }) => [kind, status])).toEqual(
      GATE_KINDS.map((kind) => [kind, 'passed']),
    );
    expect(blocks(gates)).toBe(false);
  });

  it.each<[string, Partial<Evidence>, GateKind, RegExp]>([
    [
      'a license question',
      { license: { ...good.license, verdict: 'needs-review', why: 'Alpaca: open question' } },
      'license',
      /Alpaca/,
    ],
    [
      'a license that forbids',
      { license: { ...good.license, verdict: 'deny', why: 'NC', remedies: ['rename'] } },
      'license',
      /NC/,
    ],
    ['no evaluation', { evaluations: [] }, 'eval', /never evaluated/],
    ['an evaluation of the base alone', { evaluations: [measured('bm_1', 1)] }, 'eval', /never evaluated/],
    [
      'a score below what was asked',
      { asked: { ...good.asked, minScore: 0.895 } },
      'eval',
      /0\.89, below the 0\.895/,
    ],
    [
      'an evaluation that is not there',
      { asked: { ...good.asked, evaluation: 'other' } },
      'eval',
      /no evaluation 'other'/,
    ],
    ['an evaluation without a score', { evaluations: [measured('art_g', null)] }, 'eval', /without a score/],
    [
      'a broken signature',
      { signatures: [{ artifact: 'art_g', ok: false, reason: 'digest differs' }] },
      'signature',
      /digest differs/,
    ],
    ['nothing signed', { signatures: [] }, 'signature', /Nothing/],
    ['a bad card', { cardFaults: ['license: missing'] }, 'card', /license: missing/],
    ['no GGUF', { artifacts: { merged: 'art_m' } }, 'quant', /no GGUF/],
    [
      'quantization that cost too much',
      { evaluations: [measured('art_m', 0.9), measured('art_g', 0.7)] },
      'quant',
      /cost 0\.2/,
    ],
  ])('block for %s, with a reason and a fix', (_, over, kind, reason) => {
    const evidence = { ...good, ...over };
    expect(gate(evidence, kind)).toMatchObject({
      status: 'unmet',
      reason: expect.stringMatching(reason),
      fix: expect.stringMatching(/./),
    });
    expect(blocks(gatesOf(evidence))).toBe(true);
  });

  it('name the open review in the fix, beside what the requester can do alone', () => {
    const review = { id: 'rev_1', next: 'Review rev_1 is open: luthier review show rev_1' };
    const asked = { ...good.license, verdict: 'needs-review' as const, remedies: ['declare fields'], review };
    expect(gate({ ...good, license: asked }, 'license').fix).toBe(`declare fields; ${review.next}`);
  });

  it('take a self-attested review for any alias but a protected one', () => {
    const asked = { ...good.license, selfAttested: true };
    expect(gate({ ...good, license: asked }, 'license')).toMatchObject({
      status: 'unmet',
      reason: expect.stringContaining('self-attested'),
    });
    expect(gate({ ...good, license: { ...asked, isProtected: false } }, 'license').status).toBe('passed');
  });

  it('count obligations as passed, and take exactly the asked score as enough', () => {
    const evidence = {
      ...good,
      license: { ...good.license, verdict: 'allow-with-obligations' as const, obligations: 3 },
      asked: { ...good.asked, minScore: 0.89 },
    };
    expect(gate(evidence, 'license')).toMatchObject({
      status: 'passed',
      reason: expect.stringContaining('3 obligation'),
    });
    expect(gate(evidence, 'eval').status).toBe('passed');
  });

  it('look at what is served, newest first, and do not compare scores on different data', () => {
    const newer = measured('art_g', 0.5, { id: 'eval_new' });
    expect(gate({ ...good, evaluations: [...good.evaluations, newer] }, 'eval').evidence).toMatchObject({
      evaluation: 'eval_new',
    });
    const other = measured('art_g', 0.1, { dataset_version: 'dsv_2' });
    expect(gate({ ...good, evaluations: [measured('art_m', 0.9), other] }, 'quant').status).toBe('skipped');
  });

  it('never let a NaN score pass a threshold', () => {
    expect(
      gate(
        { ...good, evaluations: [measured('art_g', Number.NaN)], asked: { ...good.asked, minScore: 0 } },
        'eval',
      ).status,
    ).toBe('unmet');
  });

  const evidence = fc.record({
    license: fc.record({
      decision: fc.string(),
      verdict: fc.constantFrom(...VERDICTS),
      fixable: fc.boolean(),
      why: fc.string(),
      remedies: fc.array(fc.string({ minLength: 1 })),
      obligations: fc.nat(5),
      review: fc.option(fc.constant({ id: 'rev_1', next: 'Review rev_1 is open' })),
      selfAttested: fc.boolean(),
      isProtected: fc.boolean(),
    }),
    evaluations: fc.array(
      fc.constantFrom(
        measured('art_a', 0.8),
        measured('art_m', 0.9),
        measured('art_g', 0.4),
        measured('art_g', null),
        measured('bm', 1),
      ),
      { maxLength: 4 },
    ),
    artifacts: fc.constantFrom<Evidence['artifacts']>(
      {},
      { adapter: 'art_a' },
      { merged: 'art_m', gguf: 'art_g' },
    ),
    asked: fc.record({
      minScore: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
      maxQuantizationDrop: fc.constant(0.05),
    }),
    signatures: fc.array(
      fc.record({ artifact: fc.constant('art'), ok: fc.boolean(), reason: fc.string({ minLength: 1 }) }),
      { maxLength: 3 },
    ),
    cardFaults: fc.array(fc.string({ minLength: 1 }), { maxLength: 2 }),
  });

  it('say every gate, each unmet one with reason and fix, whatever is true', () => {
    fc.assert(
      fc.property(evidence, (any) => {
        const gates = gatesOf(any);
        expect(gates.map((one) => one.kind)).toEqual([...GATE_KINDS]);
        for (const one of gates) {
          expect(one.reason).not.toBe('');
          expect(one.status === 'unmet').toBe(one.fix !== null && one.fix !== '');
        }
        const passes = any.license.verdict === 'allow' || any.license.verdict === 'allow-with-obligations';
        if (!passes || any.cardFaults.length > 0 || any.signatures.some((s) => !s.ok))
          expect(blocks(gates)).toBe(true);
      }),
    );
  });

  it('block no less when more is wrong', () => {
    fc.assert(
      fc.property(evidence, (any) => {
        const worse = {
          ...any,
          cardFaults: [...any.cardFaults, 'x'],
          signatures: [...any.signatures, { artifact: 'a', ok: false, reason: 'r' }],
        } as Evidence;
        if (blocks(gatesOf(any))) expect(blocks(gatesOf(worse))).toBe(true);
      }),
    );
  });
});
