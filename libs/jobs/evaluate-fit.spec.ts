import { describe, expect, it } from '@jest/globals';
import { assertMeasurable } from './evaluate-fit.js';
import { evaluateBody } from './evaluate.contract.js';

type Asked = Parameters<typeof assertMeasurable>[0];
const parsed = (over: object): Asked => ({
  engine: 'transformers',
  ...evaluateBody.parse({
    kind: 'evaluate',
    model: `art_${'0'.repeat(26)}`,
    dataset_version: 'dsv_1',
    ...over,
  }),
});
const parent = { base_model: 'tiny' };
const divergence = (over: object = {}) => parsed({ task: 'divergence', parent, ...over });

describe('what can be measured', () => {
  it('is a GGUF or a quantised folder against its parent, and a model by the engine that reads it', () => {
    expect(() => assertMeasurable(divergence(), 'gguf', [])).not.toThrow();
    expect(() => assertMeasurable(divergence(), 'quantized', [])).not.toThrow();
    expect(() => assertMeasurable(parsed({}), 'quantized', [])).not.toThrow();
    expect(() => assertMeasurable(parsed({}), 'merged', [])).not.toThrow();
    expect(() =>
      assertMeasurable(parsed({ task: 'perplexity', max_rows: 4 }), 'base_model', []),
    ).not.toThrow();
    expect(() => assertMeasurable(parsed({ engine: 'llamacpp' }), 'gguf', [])).not.toThrow();
  });

  it.each<[string, Asked, string, string]>([
    ['a divergence of a merged model', divergence(), 'merged', 'model'],
    ['a divergence from nothing', parsed({ task: 'divergence' }), 'gguf', 'parent'],
    ['a divergence on what was trained on', divergence({ split: 'train' }), 'gguf', 'split'],
    ['a divergence in llama.cpp', divergence({ engine: 'llamacpp' }), 'gguf', 'engine'],
    ['a divergence kept to labels', divergence({ restrict_to: ['a', 'b'] }), 'gguf', 'restrict_to'],
    ['a divergence of an adapter', divergence({ adapter: `art_${'1'.repeat(26)}` }), 'gguf', 'adapter'],
    ['exact match with a parent', parsed({ parent }), 'merged', 'parent'],
    ['exact match over so many rows', parsed({ max_rows: 4 }), 'merged', 'max_rows'],
    ['the perplexity of a GGUF', parsed({ task: 'perplexity' }), 'gguf', 'model'],
    ['a perplexity in llama.cpp', parsed({ task: 'perplexity', engine: 'llamacpp' }), 'merged', 'engine'],
    ['a perplexity against a parent', parsed({ task: 'perplexity', parent }), 'merged', 'parent'],
    [
      'a perplexity kept to labels',
      parsed({ task: 'perplexity', restrict_to: ['a', 'b'] }),
      'merged',
      'restrict_to',
    ],
    ['a GGUF in transformers', parsed({}), 'gguf', 'engine'],
    ['a quantised folder in llama.cpp', parsed({ engine: 'llamacpp' }), 'quantized', 'engine'],
  ])('is not %s', (_, body, kind, param) => {
    expect(() => assertMeasurable(body, kind, ['jobs', 1])).toThrow(
      expect.objectContaining({ code: 'invalid_value', details: { param: `jobs[1].${param}` } }),
    );
  });
});
