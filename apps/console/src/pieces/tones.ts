export type Tone = 'idle' | 'busy' | 'good' | 'bad' | 'warn';

const TONES: Record<string, Tone> = {
  ...{
    running: 'busy',
    launching: 'busy',
    collecting: 'busy',
    validating: 'busy',
    processing: 'busy',
    starting: 'busy',
  },
  ...{
    succeeded: 'good',
    ready: 'good',
    active: 'good',
    healthy: 'good',
    approved: 'good',
    allow: 'good',
    live: 'good',
    passed: 'good',
  },
  ...{
    failed: 'bad',
    rejected: 'bad',
    refused: 'bad',
    expired: 'bad',
    deny: 'bad',
    error: 'bad',
    unhealthy: 'bad',
    blocked: 'bad',
    unmet: 'bad',
  },
  ...{
    pausing: 'warn',
    cancelling: 'warn',
    paused: 'warn',
    open: 'warn',
    needs_review: 'warn',
    waived: 'warn',
    stalled: 'warn',
    rolled_back: 'warn',
  },
};
/** How a state of anything looks: by its word, so that one word looks the same on every page. */
export const toneOf = (state: string): Tone => TONES[state] ?? 'idle';
