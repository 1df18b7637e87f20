import { describe, expect, it } from '@jest/globals';
import { findSensitive } from './check-sensitive.js';

// Made here from parts, so that no scanner takes this file for a leak.
const secret = (...parts: string[]) => parts.join('');

describe('text that looks personal or secret', () => {
  it.each([
    ['an e-mail address', 'write to ann.lee+x@mail.example.co.uk today', { email: 1 }],
    ['two of them', 'a@b.org,c@d.org', { email: 2 }],
    ['an international number', 'call +49 (30) 1234-5678', { phone: 1 }],
    ['an American number', 'call 555-010-9999 or (555) 010-9999', { phone: 2 }],
    ['a card number', 'my card 4111 1111 1111 1111.', { card: 1 }],
    ['a card number in one piece, behind a line break', 'card:\\n4111111111111111', { card: 1 }],
    ['an OpenAI key', secret('sk-', 'proj-', 'a1B2'.repeat(6)), { secret: 1 }],
    ['a key behind an escaped tab', `\\t${secret('hf_', 'abCD'.repeat(9))}`, { secret: 1 }],
    ['a GitHub token', secret('ghp_', 'aB1c'.repeat(9)), { secret: 1 }],
    ['an AWS key id', secret('AKIA', 'ABCDEFGH12345678'), { secret: 1 }],
    ['a Google key', secret('AIza', 'a'.repeat(35)), { secret: 1 }],
    ['a private key', secret('-----BEGIN RSA ', 'PRIVATE KEY-----'), { secret: 1 }],
    [
      'a signed token',
      secret('eyJ', 'hbGciOiJIUzI1', '.eyJ', 'zdWIiOiIxMjM0', '.', 's3cr3t'.repeat(4)),
      { secret: 1 },
    ],
  ])('finds %s', (_name, text, hits) => expect(findSensitive(text)).toEqual(hits));

  it.each([
    ['a card number that fails Luhn', '4111 1111 1111 1112'],
    ['an order number', 'order 20240117123456'],
    ['a version, a date, a price', '1.2.3, 2024-01-17, 1,234.56'],
    ['a handle', '@ann and me@localhost'],
    ['a word with sk-', 'task-force-of-many-people-in-a-room'],
    ['zeros', '0000 0000 0000 0000'],
    ['a long decimal', '3.14159265358979323846'],
  ])('leaves %s alone', (_name, text) => expect(findSensitive(text)).toEqual({}));

  it.each(['1 ', '1', '+1', 'a@', 'a.', 'eyJ', '-----BEGIN ', '(555) ', 'a@a.'])(
    'is linear on a megabyte of %j',
    (piece) => {
      const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
      const started = performance.now();
      findSensitive(text);
      expect(performance.now() - started).toBeLessThan(2000);
    },
  );
});
