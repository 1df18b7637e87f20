import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, chainHash, GENESIS, verifyChain } from './audit-chain.js';

function chain(length: number) {
  let prevHash = GENESIS;
  return Array.from({ length }, (_, i) => {
    const event = {
      id: `aud_${i}`,
      projectId: 'proj_a',
      seq: BigInt(i + 1),
      actor: 'key_a',
      action: 'job.submitted',
      targetType: 'job',
      targetId: 'job_a',
      facts: { n: i },
      requestId: 'req_a',
      at: '2026-01-01T00:00:00.000Z',
      prevHash,
    };
    const hash = chainHash(event);
    prevHash = hash;
    return { ...event, hash };
  });
}
async function* batches<T>(rows: T[]) {
  yield rows;
}

describe('the audit chain', () => {
  it('is whole as written', async () => {
    expect(await verifyChain(batches(chain(50)))).toEqual({ ok: true, checked: 50 });
  });
  it('breaks when any row is changed, taken out or swapped', async () => {
    const changed = chain(5).map((row, i) => (i === 2 ? { ...row, facts: { n: 99 } } : row));
    expect(await verifyChain(batches(changed))).toMatchObject({ ok: false, broken: { seq: '3' } });
    expect(await verifyChain(batches(chain(5).filter((_, i) => i !== 1)))).toMatchObject({
      ok: false,
      broken: { seq: '3' },
    });
    const [a, b, ...rest] = chain(5);
    expect((await verifyChain(batches([b!, a!, ...rest]))).ok).toBe(false);
  });
  it('hashes facts alike however the database orders their keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (facts) => {
        const turned = Object.fromEntries(Object.entries(facts).reverse());
        return canonicalJson(facts) === canonicalJson(turned);
      }),
    );
  });
});
