import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { identify, isAlive, signalIfSame, startOf } from './identity.js';

const sleeper = () => spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });

describe('identity', () => {
  it('knows a process as long as it lives', async () => {
    const child = sleeper();
    const who = identify(child.pid!)!;
    expect(isAlive(who)).toBe(true);
    expect(signalIfSame(who, 'SIGKILL', 'group')).toBe(true);
    await once(child, 'exit');
    expect(isAlive(who)).toBe(false);
    expect(signalIfSame(who, 'SIGKILL', 'process')).toBe(false);
  });

  it('never signals a process that merely has the pid', () => {
    const child = sleeper();
    try {
      const reused = { pid: child.pid!, start: `${startOf(child.pid!)}0` };
      expect(signalIfSame(reused, 'SIGKILL', 'process')).toBe(false);
      expect(identify(child.pid!)).not.toBeNull();
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('never signals init or every process of the user', () => {
    for (const pid of [1, 0, -1]) {
      expect(signalIfSame({ pid, start: startOf(pid) ?? '' }, 'SIGCONT', 'process')).toBe(false);
    }
  });
});
