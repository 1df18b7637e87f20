import { describe, expect, it } from '@jest/globals';
import { chatOf } from './chat.js';

describe('a row as a conversation', () => {
  it('shows plain turns', () => {
    const messages = [{ role: 'user', content: 'Hi' }];
    expect(chatOf({ messages })).toEqual([{ role: 'user', text: 'Hi' }]);
    expect(chatOf({ prompt: 'a', completion: 'b' })).toEqual([
      { role: 'prompt', text: 'a' },
      { role: 'completion', text: 'b' },
    ]);
  });
  it.each([
    [{ messages: [{ role: 'user', content: 'Hi', weight: 0 }] }],
    [{ messages: [{ role: 'assistant', content: null }] }],
    [{ messages: [null] }],
    [{ messages: 'Hi' }],
    [{ messages: [], tools: [] }],
    [{ prompt: 'a', completion: ['b'] }],
    [{ prompt: 'a', chosen: 'b', rejected: 'c' }],
  ])('hides nothing of %j: it is no plain conversation', (row) => {
    expect(chatOf(row)).toBeNull();
  });
});
