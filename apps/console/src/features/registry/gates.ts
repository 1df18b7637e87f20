import type { Tone } from '../../pieces/tones.js';

type Status = 'passed' | 'unmet' | 'skipped';
export const VERDICT: Record<Status, string> = { passed: 'passed', unmet: 'not met', skipped: 'not asked' };
export const TONE: Record<Status | 'running' | 'blocked' | 'succeeded' | 'failed' | 'rolled_back', Tone> = {
  ...({ passed: 'good', unmet: 'bad', skipped: 'idle', running: 'busy' } as const),
  ...({ blocked: 'bad', succeeded: 'good', failed: 'bad', rolled_back: 'warn' } as const),
};

const RANK: Record<Status, number> = { unmet: 0, passed: 1, skipped: 2 };
/** What stands in the way first; else as the API answered. */
export const gateOrder = <G extends { status: Status }>(gates: readonly G[]): G[] =>
  gates.toSorted((a, b) => RANK[a.status] - RANK[b.status]);
