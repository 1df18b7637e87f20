import { describe, expect, it } from '@jest/globals';
import { Admission } from './admission.js';

const here = () => new AbortController().signal;

describe('admission', () => {
  it('lets in as many as it may, then one for each that leaves, in the order in which they came', async () => {
    const admission = new Admission(2, 10_000);
    expect([await admission.enter(here()), await admission.enter(here())]).toEqual([true, true]);
    const order: string[] = [];
    const third = admission.enter(here()).then(() => order.push('third'));
    const fourth = admission.enter(here()).then(() => order.push('fourth'));
    await Promise.resolve();
    expect(order).toEqual([]);
    admission.leave();
    await third;
    expect(order).toEqual(['third']);
    admission.leave();
    await fourth;
    expect(order).toEqual(['third', 'fourth']);
  });

  it('forgets who hangs up: the turn goes to the next', async () => {
    const admission = new Admission(1, 10_000);
    await admission.enter(here());
    const gone = new AbortController();
    const left = admission.enter(gone.signal);
    const next = admission.enter(here());
    gone.abort();
    expect(await left).toBe(false);
    admission.leave();
    expect(await next).toBe(true);
  });

  it('refuses after too long a wait, and takes no turn for it', async () => {
    const admission = new Admission(1, 10);
    await admission.enter(here());
    await expect(admission.enter(here())).rejects.toMatchObject({
      code: 'rate_limit_exceeded',
      kind: 'limited',
    });
    admission.leave();
    expect(await admission.enter(here())).toBe(true);
  });
});
