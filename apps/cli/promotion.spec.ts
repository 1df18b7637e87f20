import { describe, expect, it } from '@jest/globals';
import { gateList, worseHint } from './promotion.js';
import type { Promotion } from './views.js';

const found = (verdict: string, status = 'skipped') =>
  ({
    alias: 'production',
    gates: [
      { name: 'regression', kind: 'regression', status, reason: 'Told.', fix: null, evidence: { verdict } },
    ],
  }) as unknown as Promotion;

describe('the gates of a promotion in a terminal', () => {
  it('mark a version that is worse than what is served, and say how to set a limit', () => {
    expect(gateList(found('worse'))).toBe('! regression: Told.');
    expect(worseHint(found('worse'), 'ticket-bot@2')).toMatch(
      /^! .*luthier promote ticket-bot@2 --to production --max-regression 0\.02$/,
    );
  });

  it.each(['better', 'the same'])('leave %s unmarked', (verdict) => {
    expect(gateList(found(verdict))).toBe('- regression: Told.');
    expect(worseHint(found(verdict), 'ticket-bot@2')).toBeNull();
  });
});
