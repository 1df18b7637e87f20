import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CliBench } from '../../test/support/cli-run.js';
import { ApiError, Unreachable } from '#client/errors.js';
import { followJob, followPipeline, patient, progressText } from './follow.js';
import type { Session } from './session.js';
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

describe('a wait whose connection is lost', () => {
  const polls = new Map<string, number>();
  const bench = new CliBench(({ path }) => {
    if (path.endsWith('/stream')) return { body: ': over\n\n' };
    const poll = (polls.get(path) ?? 0) + 1;
    polls.set(path, poll);
    return poll === 1 ? { body: '{', cut: true } : { body: { id: 'it', state: 'succeeded', jobs: [] } };
  });
  beforeAll(() => bench.open());
  afterAll(() => bench.close());

  it('goes on, of a job and of a pipeline', async () => {
    const session = bench.session();
    const ended = [followJob(session, 'job_1', () => undefined), followPipeline(session, 'pipe_1', {})];
    expect((await Promise.all(ended)).map(({ state }) => state)).toEqual(['succeeded', 'succeeded']);
    expect([...polls.values()]).toEqual([2, 2]);
  });

  const waiting = async (error: Error, signal = new AbortController().signal) => {
    let asked = 0;
    const ask = () => {
      asked += 1;
      return Promise.reject(error);
    };
    await expect(patient({ signal } as Session, ask, 0)).rejects.toBe(error);
    return asked;
  };
  const lost = new Unreachable('http://127.0.0.1:1', null);

  it('ends once it was lost thirty times in a row', async () => expect(await waiting(lost)).toBe(31));
  it('ends at once with a refusal', async () => {
    expect(await waiting(new ApiError(404, { message: 'no' }, null))).toBe(1);
  });
  it('ends at once at Ctrl-C', async () => expect(await waiting(lost, AbortSignal.abort())).toBe(1));
});
