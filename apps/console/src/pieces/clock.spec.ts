import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { everySecond, nowSeconds } from './clock.js';

beforeEach(() => void jest.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void jest.useRealTimers());

it('goes on while it is watched, by one timer for all', () => {
  const seen: string[] = [];
  const ends = ['a', 'b'].map((name) => everySecond(() => seen.push(`${name} ${nowSeconds()}`)));
  jest.advanceTimersByTime(2_000);
  expect(seen).toEqual(['a 1001', 'b 1001', 'a 1002', 'b 1002']);
  expect(jest.getTimerCount()).toBe(1);
  for (const end of ends) end();
  expect(jest.getTimerCount()).toBe(0);
});

it('is right at once after nobody had watched it', () => {
  everySecond(() => undefined)();
  jest.advanceTimersByTime(50_000);
  expect(nowSeconds()).toBe(1050);
  const end = everySecond(() => undefined);
  expect(nowSeconds()).toBe(1050);
  end();
});
