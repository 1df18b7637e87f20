type Status = 'passed' | 'unmet' | 'skipped';
export const VERDICT: Record<Status, string> = { passed: 'passed', unmet: 'not met', skipped: 'not asked' };
const RANK: Record<Status, number> = { unmet: 0, passed: 1, skipped: 2 };
/** What stands in the way first; else as the API answered. */
export const gateOrder = <G extends { status: Status }>(gates: readonly G[]): G[] =>
  gates.toSorted((a, b) => RANK[a.status] - RANK[b.status]);

/** Nobody set a limit, and the version is worse than what is served: nothing stands in its way, and it is not passed over. */
export const isWorse = (gate: { kind: string; status: Status; evidence: Record<string, unknown> }): boolean =>
  gate.kind === 'regression' && gate.status === 'skipped' && gate.evidence['verdict'] === 'worse';
