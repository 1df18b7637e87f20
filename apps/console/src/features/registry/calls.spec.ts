import { describe, expect, it } from '@jest/globals';
import { callsOf, namesOf } from './calls.js';

const VERSION = {
  model: 'desk',
  version: 3,
  openai_id: 'ft:tiny:me::1a2b',
  aliases: ['production', 'staging'],
};

describe('how a version is called', () => {
  it('is by each alias and by its own id', () => {
    expect(namesOf(VERSION).map(({ value }) => value)).toEqual([
      'desk:production',
      'desk:staging',
      'ft:tiny:me::1a2b',
    ]);
  });
  it('is the same model at the same address in every way, without a key', () => {
    const calls = callsOf(VERSION, 'desk:production', 'https://models.example.org');
    expect(calls.map(({ label }) => label)).toEqual([
      'curl',
      'Python (OpenAI SDK)',
      'luthier',
      'luthier, the files themselves and their signature',
    ]);
    for (const { text } of calls.slice(0, 3)) expect(text).toContain('desk:production');
    for (const { text } of calls.slice(0, 2)) {
      expect(text).toContain('https://models.example.org/v1');
      expect(text).toContain('LUTHIER_API_KEY');
    }
    expect(calls[2]!.text).toBe("luthier chat desk:production 'Hello'");
    expect(calls[3]!.text).toBe('luthier pull desk@3 -o desk\nluthier verify desk@3');
  });
});
