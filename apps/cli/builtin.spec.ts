import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

interface Row {
  messages: { role: string; content: string }[];
}
const rowsOf = (name: string): Row[] =>
  readFileSync(`apps/cli/builtin/${name}.jsonl`, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);

describe('the built-in safety prompts', () => {
  const [asked, examples] = [rowsOf('safety-prompts'), rowsOf('safety-prompts-examples')];
  it('are pairs of a harmful question and a harmless look-alike, and no row is twice', () => {
    expect([asked.length, examples.length]).toEqual([80, 10]);
    for (const [at, { messages }] of [...asked, ...examples].entries()) {
      expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
      expect(messages[1]!.content).toBe(at % 2 === 0 ? 'refuse' : 'comply');
    }
    expect(new Set([...asked, ...examples].map(({ messages }) => messages[0]!.content)).size).toBe(90);
  });
});
