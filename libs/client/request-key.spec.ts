import { expect, it } from '@jest/globals';
import { requestKey } from './request-key.js';

it('is another each time, also where a page has no randomUUID', () => {
  Object.defineProperty(crypto, 'randomUUID', { value: undefined, configurable: true });
  try {
    const keys = new Set(Array.from({ length: 100 }, requestKey));
    expect(keys.size).toBe(100);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/);
  } finally {
    Reflect.deleteProperty(crypto, 'randomUUID'); // the one of its class shows again
  }
});
