import { describe, expect, it } from '@jest/globals';
import { adapterBody, trainerBody } from './finetune.contract.js';
import { plannedSteps, resolveParams, resolveSft } from './hyperparameters.js';
import {
  FinetuneDpoParams,
  FinetuneKtoParams,
  FinetuneOrpoParams,
  FinetuneSftParams,
} from './recipe-finetune.contract.js';

const resolve = (adapter: object, trainer: object, rows = 480) =>
  resolveSft(adapterBody.parse(adapter), trainerBody.parse(trainer), {
    rows,
    parameterCount: 135_000_000,
    contextLength: 2048,
  });

describe('auto values', () => {
  it('become numbers that the recipe accepts, for any size of data', () => {
    for (const rows of [10, 64, 100, 256, 400, 1_000_000]) {
      const params = FinetuneSftParams.parse(resolve({}, {}, rows));
      expect(plannedSteps(params, rows)).toBeGreaterThanOrEqual(1);
    }
  });
  it('leave what was given alone', () => {
    const { adapter, trainer } = resolve(
      { r: 8 },
      { learning_rate: 5e-5, n_epochs: 2, batch_size: 3, max_seq_length: 128 },
    );
    expect(adapter).toMatchObject({ r: 8, alpha: 16, quantization: null });
    expect(trainer).toMatchObject({ learning_rate: 5e-5, n_epochs: 2, batch_size: 3, max_seq_length: 128 });
  });
  it('give qlora its quantization and count steps as the trainer does', () => {
    const params = resolve({ type: 'qlora' }, { n_epochs: 1, batch_size: 8 });
    expect(params.adapter.quantization).toEqual({ method: 'bnb-nf4' });
    expect(plannedSteps(params, 480)).toBe(60);
  });
  it('hold pairs to the model they begin with, at half the rate of rows', () => {
    const facts = { rows: 48, parameterCount: 135_000_000, contextLength: 2048 };
    const [adapter, trainer] = [adapterBody.parse({}), trainerBody.parse({})];
    const auto = FinetuneDpoParams.parse(resolveParams({ method: 'dpo' }, adapter, trainer, facts));
    expect(auto).toMatchObject({ method: 'dpo', beta: 0.1, trainer: { n_epochs: 3, learning_rate: 5e-4 } });
    expect(
      resolveParams({ method: 'dpo', beta: 0.5 }, adapter, trainer, { ...facts, rows: 100 }),
    ).toMatchObject({ beta: 0.5, trainer: { n_epochs: 1 } });
    FinetuneOrpoParams.parse(resolveParams({ method: 'orpo', beta: 'auto' }, adapter, trainer, facts));
  });
  it.each([
    ['as many of both', { true: 24, false: 24 }, {}, [1, 1]],
    ['few wanted', { true: 12, false: 36 }, {}, [3, 1]],
    ['few unwanted', { true: 30, false: 20 }, {}, [1, 1.5]],
    ['hardly any', { true: 1, false: 1000 }, {}, [100, 1]],
    ['a given weight', { true: 12, false: 36 }, { desirable_weight: 2 }, [2, 1]],
  ])('weigh labels so that both pull alike: %s', (_what, labels, asked, weights) => {
    const facts = { rows: 48, parameterCount: null, contextLength: null, labels };
    const params = FinetuneKtoParams.parse(
      resolveParams({ method: 'kto', ...asked }, adapterBody.parse({}), trainerBody.parse({}), facts),
    );
    expect([params.desirable_weight, params.undesirable_weight]).toEqual(weights);
    expect(params.trainer.batch_size).toBeGreaterThan(1);
  });
  it('say how often a checkpoint is saved, and train all weights at a smaller rate', () => {
    expect(resolve({}, { n_epochs: 1, batch_size: 8 }).trainer.save_steps).toBe(6);
    expect(resolve({}, { save_steps: 7 }).trainer.save_steps).toBe(7);
    const full = FinetuneSftParams.parse(resolve({ type: 'none' }, {}));
    expect(full).toMatchObject({
      adapter: { type: 'none', quantization: null },
      trainer: { learning_rate: 1e-4 },
    });
  });
});
