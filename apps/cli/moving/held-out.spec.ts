import { describe, expect, it } from '@jest/globals';
import { areLabels, asLabel, holdOut, isExact, questionsOf, rowsOf } from './held-out.js';

const row = (...messages: object[]) => JSON.stringify({ messages });
const user = (content: unknown) => ({ role: 'user', content });
const assistant = (content: unknown, more = {}) => ({ role: 'assistant', content, ...more });

describe('held-out rows', () => {
  it('are the same for a seed, others for another, and keep duplicates on one side', () => {
    const rows = Array.from({ length: 1000 }, (_, i) => row(user(`q${i % 900}`), assistant('a')));
    const one = holdOut(rows, { fraction: 0.2, seed: 7 });
    expect(holdOut([...rows].reverse(), { fraction: 0.2, seed: 7 }).held.sort()).toEqual(
      [...one.held].sort(),
    );
    expect(one.held.length).toBeGreaterThan(150);
    expect(one.held.length).toBeLessThan(250);
    expect(one.kept.length + one.held.length).toBe(1000);
    const kept = new Set(one.kept);
    expect(one.held.filter((held) => kept.has(held))).toEqual([]);
    expect(holdOut(rows, { fraction: 0.2, seed: 8 }).held).not.toEqual(one.held);
  });

  it('become questions; what has no one right answer is counted with its reason', () => {
    const call = [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }];
    const { questions, leftOut } = questionsOf([
      row(
        { role: 'system', content: 's' },
        user('q'),
        assistant('first', { weight: 0 }),
        user('r'),
        assistant('last'),
      ),
      JSON.stringify({ prompt: 'p', completion: 'c' }),
      row(user('q'), assistant(null, { tool_calls: call })),
      row(user('q')),
      row(assistant('alone')),
      row(user([{ type: 'image_url' }]), assistant('a cat')),
      JSON.stringify({ input: {}, preferred_output: [], non_preferred_output: [] }),
      'no json',
      '[]',
    ]);
    expect(questions.map(({ prompt, expected }) => [prompt.map(({ content }) => content), expected])).toEqual(
      [
        [['s', 'q', 'first', 'r'], 'last'],
        [['p'], 'c'],
      ],
    );
    expect(questions[0]!.prompt.some((message) => 'weight' in message)).toBe(false);
    expect(leftOut).toEqual({
      'the answer is a tool call': 1,
      'the last message is not by the assistant': 1,
      'nothing is asked': 1,
      'the prompt is not text alone': 1,
      'a preference pair has no one right answer': 1,
      'no JSON dictionary': 2,
    });
  });

  it('are lines, whatever ends them', () => {
    expect(rowsOf('\uFEFF{"a":1}\r\n\n{"b":2}\n')).toEqual(['{"a":1}', '{"b":2}']);
  });

  it('match exactly, or as labels without what chat models like to add', () => {
    expect([isExact(' yes\n', 'yes'), isExact('Yes', 'yes')]).toEqual([true, false]);
    expect(asLabel(' "Refund."\n')).toBe('refund');
    expect(areLabels(['a', 'b', 'a', 'b'])).toBe(true);
    expect(areLabels(['a', 'b', 'c'])).toBe(false);
  });
});
