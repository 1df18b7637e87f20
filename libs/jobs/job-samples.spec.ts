import { describe, expect, it } from '@jest/globals';
import { sampleFaults, samplesOf } from './job-samples.js';
import { samplesBody } from './job-samples.contract.js';
import { digest } from './job-digest.js';
import { SampleEvent } from './recipe-output.contract.js';
import { shapingPart } from './spec.js';

const faults = (body: object, validates = true) => [...sampleFaults(samplesBody.parse(body), validates)];
const user = { role: 'user' as const, content: 'a card?' };
const assistant = { role: 'assistant' as const, content: 'yes' };

describe('what a training is asked after each checkpoint', () => {
  it('is prompts or rows, and a conversation ends with the user', () => {
    expect(faults({ prompts: ['x', [user]] })).toEqual([]);
    expect(faults({ rows: 8 })).toEqual([]);
    expect(faults({}).map(([param]) => param)).toEqual(['samples']);
    expect(faults({ prompts: ['x'], rows: 1 }).map(([param]) => param)).toEqual(['samples.rows']);
    expect(faults({ rows: 1 }, false)[0]![1]).toMatch(/no validation split/);
    expect(faults({ prompts: ['x', [user, assistant]] }).map(([param]) => param)).toEqual([
      'samples.prompts[1]',
    ]);
  });

  it.each([
    ['no prompt', { prompts: [] }],
    ['too many', { prompts: Array(9).fill('x') }],
    ['one too long', { prompts: ['x'.repeat(4001)] }],
    ['an empty one', { prompts: [''] }],
    ['no message', { prompts: [[]] }],
    ['too many rows', { rows: 9 }],
    ['too many tokens', { rows: 1, max_tokens: 513 }],
    ['an unknown field', { prompts: ['x'], every: 2 }],
  ])('is refused: %s', (_, body) => expect(samplesBody.safeParse(body).success).toBe(false));

  it('is given to the recipe as conversations, and is no part of what shapes a result', () => {
    expect(samplesOf(samplesBody.parse({ prompts: ['a card?', [user]] }))).toEqual({
      prompts: [[user], [user]],
      max_tokens: 128,
    });
    expect(samplesOf(samplesBody.parse({ rows: 2, max_tokens: 9 }))).toEqual({ rows: 2, max_tokens: 9 });
    expect(shapingPart({ kind: 'finetune', rows: 3, samples: { rows: 2, max_tokens: 9 } })).toEqual({
      kind: 'finetune',
      rows: 3,
    });
  });

  it('comes back as events, whose texts are what the database can hold', () => {
    const line = {
      ...{
        v: 1,
        seq: 1,
        ts: '2026-11-29T09:00:00.000Z',
        type: 'sample',
        step: 3,
        prompt: 1,
        asked: 'a\u0000b',
      },
      ...{ text: 'x\ud800', cut: false, finish_reason: 'length', tokens: 9 },
    };
    expect(digest([SampleEvent.parse(line)], '/w').samples).toEqual([
      {
        ...{
          step: 3,
          index: 1,
          prompt: 'ab',
          text: 'x\ufffd',
          isCut: false,
          finishReason: 'length',
          tokens: 9,
        },
        createdAt: new Date('2026-11-29T09:00:00Z'),
      },
    ]);
    for (const odd of [{ prompt: 8 }, { text: 'x'.repeat(4001) }, { finish_reason: 'tired' }, { step: -1 }])
      expect(SampleEvent.safeParse({ ...line, ...odd }).success).toBe(false);
  });
});
