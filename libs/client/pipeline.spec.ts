import { describe, expect, it } from '@jest/globals';
import { type Engine, finetunePipeline } from './pipeline.js';

const checks = (engines?: Engine[], adapter?: 'none') =>
  finetunePipeline({
    finetune: {
      ...{ kind: 'finetune', base_model: 'tiny', dataset_version: 'dsv_1' },
      ...(adapter ? { adapter: { type: adapter } } : {}),
    } as never,
    publish: { model: 'support', ...(engines ? { engines } : {}) },
    check: { dataset: 'dsv_1', split: 'test' },
  })
    .jobs.map((job) => job as Record<string, unknown>)
    .filter((job) => job['task'] === 'parity')
    .map(({ name, engine, model }) => [name, engine, (model as { job: string }).job]);

describe('the pipeline of a published training', () => {
  it('checks parity in the engine that serves here, and in each that the version names, once', () => {
    expect(checks()).toEqual([['parity', 'llamacpp', 'quantize']]);
    expect(checks(['ollama', 'llamacpp', 'vllm'])).toEqual([
      ['parity', 'llamacpp', 'quantize'],
      ['parity-ollama', 'ollama', 'quantize'],
      ['parity-vllm', 'vllm', 'merge'],
    ]);
    expect(checks(['vllm'], 'none')[1]).toEqual(['parity-vllm', 'vllm', 'train']);
  });
});
