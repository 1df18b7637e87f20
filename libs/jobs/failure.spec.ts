import { describe, expect, it } from '@jest/globals';
import type { Seen } from './compute.port.js';
import { FAILURES, MAX_ATTEMPTS, mayRetry, reasonOf } from './failure.js';
import type { Termination } from './recipe-output.contract.js';

const handle = { target: 'process', name: 'lu-x', id: '1', incarnation: '1' };
const exited = (facts: Partial<Seen>): Seen => ({ handle, phase: 'exited', ...facts });
const said = (code: number, reason: Termination['reason']): Termination => ({
  schema_version: 1,
  code,
  reason,
  message: 'said so',
});

describe('why an attempt ended', () => {
  it.each([
    ['a kill by the memory limit', exited({ exitCode: 137, oomKilled: true }), null, 'oom'],
    ['a kill by something else', exited({ exitCode: 137, oomKilled: false }), null, 'killed'],
    [
      'the memory proof beats the program’s own word',
      exited({ exitCode: 1, oomKilled: true }),
      said(1, 'unexpected'),
      'oom',
    ],
    ['a full disk', exited({ exitCode: 4 }), said(4, 'disk_full'), 'disk_full'],
    ['NaN loss', exited({ exitCode: 3 }), said(3, 'diverged'), 'diverged'],
    ['a refused spec without word', exited({ exitCode: 2 }), null, 'user_error'],
    ['a clean exit without a result', exited({ exitCode: 0 }), null, 'no_result'],
    ['a program that could not start', exited({ exitCode: 127 }), null, 'image_missing'],
    ['a stop nobody here asked for', exited({ exitCode: 143 }), null, 'preempted'],
    ['a machine that is gone', { handle, phase: 'vanished' as const }, null, 'node_lost'],
    ['a crash', exited({ exitCode: null, signal: 'SIGSEGV' }), null, 'internal'],
  ])('%s', (_, seen, termination, reason) => {
    expect(reasonOf(seen, termination).reason).toBe(reason);
  });

  it('retries infrastructure failures only, and only so often', () => {
    expect(mayRetry('node_lost', 1)).toBe(true);
    expect(mayRetry('node_lost', MAX_ATTEMPTS)).toBe(false);
    expect(mayRetry('diverged', 1)).toBe(false);
    for (const row of Object.values(FAILURES)) if (row.retryable) expect(row.blame).not.toBe('user');
  });
});
