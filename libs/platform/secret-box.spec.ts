import { randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { SecretBox } from './secret-box.js';

const box = new SecretBox(randomBytes(32));

it('opens what it has sealed, for the same endpoint alone, unchanged and under its own key', () => {
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const sealed = box.seal(secret, 'we_1');
  expect(box.open(sealed, 'we_1')).toBe(secret);
  expect(Buffer.from(sealed).includes(Buffer.from(secret.slice(6), 'base64'))).toBe(false);
  expect(Buffer.from(sealed).includes(secret)).toBe(false);
  expect(box.seal(secret, 'we_1')).not.toEqual(sealed);
  expect(() => box.open(sealed, 'we_2')).toThrow();
  expect(() => new SecretBox(randomBytes(32)).open(sealed, 'we_1')).toThrow();
  for (const at of [0, 1, 13, 29, sealed.length - 1]) {
    const changed = sealed.slice();
    changed[at]! ^= 1;
    expect(() => box.open(changed, 'we_1')).toThrow();
  }
  expect(() => new SecretBox(randomBytes(16))).toThrow('32 bytes');
});
