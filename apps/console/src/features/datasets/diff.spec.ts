import { expect, it } from '@jest/globals';
import { isSame, labelOf, splitsIn, textOf, valueOf } from './diff.js';

it('makes a text of a row whose words can be compared', () => {
  const messages = [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Hello' },
  ];
  expect(textOf({ messages })).toBe('user\nHi\n\nassistant\nHello');
  expect(textOf({ prompt: 'a', completion: 'b' })).toBe('prompt\na\n\ncompletion\nb');
  expect(textOf({ messages, tools: [] })).toContain('"tools": []');
});

it('has the splits in their order and says which are the same', () => {
  const same = { changed: 0, added: 0, removed: 0, same: 4 };
  expect(splitsIn({ test: same, train: { ...same, added: 1 } }).map(({ split }) => split)).toEqual([
    'train',
    'test',
  ]);
  expect([isSame(same), isSame({ ...same, removed: 1 })]).toEqual([true, false]);
});

it('names what is declared in words', () => {
  expect(['license', 'source.repo', 'derived_from'].map(labelOf)).toEqual([
    'License',
    'Source: repo',
    'Made from',
  ]);
  expect([null, [], 'MIT', [{ model: 'x' }]].map(valueOf)).toEqual([null, null, 'MIT', '[{"model":"x"}]']);
});
