import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Seldom } from './seldom.js';

describe('a fault that repeats', () => {
  it('is logged once a minute with the number left out, and at once when it is a new one', () => {
    const lines: { left_out: number; msg: string }[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
    let nowMs = 1_000_000;
    const fault = new Seldom(log, 'redis is away', () => nowMs);
    for (let i = 0; i < 1000; i += 1) {
      fault.warn(new Error('ECONNREFUSED'));
      nowMs += 100;
    }
    expect(lines.map(({ left_out }) => left_out)).toEqual([0, 599]);
    fault.over();
    fault.warn(new Error('ECONNREFUSED'));
    expect(lines.map(({ msg }) => msg)).toEqual(Array(3).fill('redis is away'));
  });
});
