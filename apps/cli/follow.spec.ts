import { describe, expect, it } from '@jest/globals';
import { progressText } from './follow.js';
import type { JobEvent } from './views.js';

const event = (data: object | null) =>
  ({ type: data ? 'metrics' : 'message', message: 'Phase: training', data, created_at: 1100 }) as JobEvent;
const numbers = { step: 12, total_steps: 60, train_loss: 0.41, tokens_per_second: 380.4, eta_seconds: 130 };
const cost = { currency: 'EUR', units: 1, nanos: 500_000_000 };
const job = (more: object = {}) =>
  ({
    ...{ started_at: 1000, estimate: { cost, seconds: { value: 300 } } },
    ...{ spec: { params: { trainer: { n_epochs: 2, max_steps: null } } }, ...more },
  }) as never;

describe('the line of a training that goes on', () => {
  it('has epoch, loss, speed, time that is left and what it has cost', () => {
    expect(progressText(event(numbers), job())).toBe(
      'step 12/60: epoch 0.4 of 2, loss 0.410, 380 tokens/s, 2 min 10 s left, 0.50 EUR',
    );
  });

  it('leaves out what nobody knows', () => {
    const bare = 'step 12/60: loss 0.410, 380 tokens/s, 2 min 10 s left';
    expect(progressText(event(numbers))).toBe(bare);
    const bySteps = { params: { trainer: { n_epochs: 2, max_steps: 60 } } };
    expect(progressText(event(numbers), job({ estimate: null, spec: bySteps }))).toBe(bare);
    expect(progressText(event(null), job())).toBe('Phase: training');
  });
});
