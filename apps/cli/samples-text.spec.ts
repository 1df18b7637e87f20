import { describe, expect, it } from '@jest/globals';
import { samplesText } from './samples-text.js';

const sample = (step: number, index: number, text: string, more: object = {}) => ({
  ...{ step, index, prompt: `prompt ${index}`, text, cut: false, finish_reason: 'stop' },
  ...more,
});

describe('samples on a terminal', () => {
  it('are by prompt, then by step, and say where an answer is not whole', () => {
    const text = samplesText(
      [
        sample(20, 0, 'second\nline', { finish_reason: 'length' }),
        sample(3, 1, '\u001b[31mred'),
        sample(3, 0, ''),
        sample(20, 1, 'x', { cut: true }),
      ],
      'none',
    );
    expect(text).toBe(
      [
        '1. prompt 0',
        '  step 3',
        '    | (nothing)',
        '  step 20',
        '    | second',
        '    | line … (max_tokens)',
        '',
        '2. prompt 1',
        '  step 3',
        '    | red',
        '  step 20',
        '    | x … (cut at 4000 characters)',
      ].join('\n'),
    );
    expect(samplesText([], 'none')).toBe('none');
  });
});
