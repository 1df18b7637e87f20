import { describe, expect, it } from '@jest/globals';
import { PARITY_CAUSES, ParityReport } from '#jobs/recipe-output.contract.js';
import { firstOf } from './parity-words.js';

const line = {
  prompt: 'row 0',
  status: 'same',
  tokens: 9,
  note: null,
  difference: null,
  logprob_max_abs: 0,
  greedy_same: true,
};
const report = (...prompts: object[]) =>
  ParityReport.parse({
    schema_version: 1,
    engine: { name: 'llama.cpp', version: 'x', file_type: 'Q8_0' },
    tolerance: 0.5,
    prompts,
  });
const differs = (over: object) => ({
  ...line,
  prompt: 'probe: two turns',
  status: 'different',
  difference: {
    position: 4,
    trained_id: 13,
    served_id: null,
    trained_text: '\n',
    served_text: null,
    cause: 'generation_newline',
    note: 'The generation prompt has other newlines.',
    ...over,
  },
});

describe('the first difference of a parity report', () => {
  it('is told by prompt, place and both tokens', () => {
    expect(firstOf(report(line, differs({}), differs({ position: 9 })))).toEqual({
      prompt: 'probe: two turns',
      token: 'token 4 is 13 ("\\n") in training, nothing in the engine',
      cause: 'The generation prompt has other newlines.',
      fix: expect.stringContaining('new lines of the generation prompt'),
    });
  });

  it('is mended in the engine where its template is at fault, and in the file where the tokenizer is', () => {
    const fixIn = (name: string, cause: string) =>
      firstOf({ ...report(differs({ cause })), engine: { name, version: 'x', file_type: 'F32' } } as never)
        ?.fix;
    expect(fixIn('Ollama', 'template')).toContain('TEMPLATE');
    expect(fixIn('vLLM', 'generation_newline')).toContain('chat_template.jinja');
    expect(fixIn('vLLM', 'tokenizer')).toContain('tokenizer');
  });

  it('is none where all is the same', () => {
    expect(firstOf(report(line))).toBeNull();
  });

  it.each(PARITY_CAUSES)('has a fix for %s', (cause) => {
    expect(firstOf(report(differs({ cause })))?.fix).toMatch(/./);
  });
});
