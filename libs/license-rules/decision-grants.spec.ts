import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { catalogue, cases, onData, smollm, use } from '../../test/support/license-case.js';
import { decide, type DecideInput } from './decision.js';
import { type Finding, type ReviewAnswer } from './decision.contract.js';

const answerTo = ({
  code,
  license_id,
  node,
}: Pick<Finding, 'code' | 'license_id' | 'node'>): ReviewAnswer => ({
  review: 'rev_1',
  code,
  license_id,
  node,
  reviewers: ['Dana'],
  expires: '2027-11-24T00:00:00.000Z',
  serves_until: '2027-11-25T00:00:00.000Z',
  conditions: 'no medical advice',
  self_attested: false,
});
/** A base whose use policy nobody has read. */
const unread = (over: Partial<DecideInput> = {}): DecideInput => {
  const input = onData({ declared_license: 'cc-by-4.0' }, { gate: 'G5', ...over });
  input.graph.nodes[0] = { ...smollm, repo: 'x/y', declared_license: 'LicenseRef-NVIDIA-Open-Model' };
  return input;
};
const same = (a: Pick<Finding, 'code' | 'license_id' | 'node'>, b: typeof a) =>
  a.code === b.code && a.license_id === b.license_id && a.node === b.node;

describe('an approved review', () => {
  it('lifts the question it answered, and says who answered it until when', () => {
    const before = decide(unread());
    const question = before.findings.find((one) => one.code === 'AUP_UNREAD')!;
    const after = decide(unread({ reviews: [answerTo(question)] }));
    expect(after.findings.map((one) => one.code)).toEqual(
      before.findings.map((one) => one.code).filter((code) => code !== 'AUP_UNREAD'),
    );
    expect(after.lifted).toEqual([
      expect.objectContaining({
        code: 'AUP_UNREAD',
        review: 'rev_1',
        reviewers: ['Dana'],
        conditions: 'no medical advice',
      }),
    ]);
  });

  it.each([
    ['another code', { code: 'CONFIDENCE_CAP' }],
    ['another license', { license_id: 'Apache-2.0' }],
    ['another node', { node: 'data' }],
    ['nobody who answered', { reviewers: [] }],
  ])('lifts nothing with %s', (_what, over) => {
    const question = decide(unread()).findings.find((one) => one.code === 'AUP_UNREAD')!;
    const after = decide(unread({ reviews: [{ ...answerTo(question), ...over }] }));
    expect(after.lifted).toEqual([]);
    expect(after.verdict).toBe('needs-review');
  });

  it('never lifts a deny', () => {
    const denied = onData({ declared_license: 'cc-by-nc-4.0' });
    const [finding] = decide(denied).findings;
    const after = decide({ ...denied, reviews: [answerTo(finding!)] });
    expect({ verdict: after.verdict, lifted: after.lifted }).toEqual({ verdict: 'deny', lifted: [] });
  });

  it('lifts nothing beside its own finding, in every worked case and whatever it claims', () => {
    const inputs = cases.map(({ asked }) => ({ ...asked, catalogue }));
    const drawn = fc.constantFrom(...inputs).chain((input) => {
      const { findings } = decide(input);
      const word = <K extends 'code' | 'node' | 'license_id'>(key: K) =>
        fc.constantFrom(...findings.map((one) => one[key]), 'x' as Finding[K]);
      const answer = fc
        .record({ code: word('code'), node: word('node'), license_id: word('license_id') })
        .map(answerTo);
      return fc.record({
        input: fc.constant(input),
        answer: findings.length > 0 ? answer : fc.constant(null),
      });
    });
    let liftedOnce = 0;
    fc.assert(
      fc.property(drawn, ({ input, answer }) => {
        if (answer === null) return;
        const [before, after] = [decide(input), decide({ ...input, reviews: [answer] })];
        const expected = before.findings.filter(
          (one) => !(one.verdict === 'needs-review' && same(one, answer)),
        );
        expect(after.findings).toEqual(expected);
        expect(after.obligations).toEqual(before.obligations);
        for (const one of after.lifted.filter((lifted) => lifted.review)) {
          expect(same(one, answer)).toBe(true);
          expect(one.verdict).toBe('needs-review');
          liftedOnce += 1;
        }
      }),
      { numRuns: 400 },
    );
    expect(liftedOnce).toBeGreaterThan(0);
  });
});

describe('a waiver', () => {
  const grant = {
    ...{
      license_id: 'CC-BY-NC-4.0',
      licensor: 'Acme',
      scope: 'COMMERCIAL_PROHIBITED',
      expires: '2027-01-01',
    },
    ...{ document_sha256: 'a'.repeat(64), reviewer: 'Dana, Eve', review: 'rev_2' },
  };
  const asked = (over: object) =>
    decide(
      onData({ declared_license: 'cc-by-nc-4.0' }, { use: { ...use, grants: [{ ...grant, ...over }] } }),
    );

  it('lifts the denial at its node, and names review and document', () => {
    expect(asked({ node: 'data' }).lifted).toMatchObject([
      { code: 'COMMERCIAL_PROHIBITED', review: 'rev_2', grant_sha256: grant.document_sha256 },
    ]);
    expect(asked({ node: 'base' })).toMatchObject({ verdict: 'deny', lifted: [] });
  });

  it('for a license nobody knows leaves the next node of none its denial', () => {
    const input = onData({ declared_license: 'other' });
    input.graph.nodes.push({ id: 'more', kind: 'dataset', declared_license: 'other' });
    input.graph.edges.push({ from: 'tuned', to: 'more', type: 'trained-on' });
    const at = (grants: object[]) =>
      decide({ ...input, use: { ...use, grants: grants as (typeof grant)[] } })
        .findings.filter((one) => one.code === 'LICENSE_UNKNOWN')
        .map((one) => one.node);
    expect(at([]).sort()).toEqual(['data', 'more']);
    const [{ license_id } = { license_id: null }] = decide(input).findings;
    expect(at([{ ...grant, license_id, scope: 'LICENSE_UNKNOWN', node: 'data' }])).toEqual(['more']);
  });
});
