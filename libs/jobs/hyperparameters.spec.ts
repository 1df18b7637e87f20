import { describe, expect, it } from '@jest/globals';
import { plannedSteps, resolveDpo, resolveSft } from './hyperparameters.js';
import { adapterBody, trainerBody } from './jobs.contract.js';
import { FinetuneDpoParams, FinetuneSftParams } from './recipe.contract.js';

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
    const auto = FinetuneDpoParams.parse(resolveDpo(adapter, trainer, facts, 'auto'));
    expect(auto).toMatchObject({ method: 'dpo', beta: 0.1, trainer: { n_epochs: 3, learning_rate: 5e-4 } });
    expect(resolveDpo(adapter, trainer, { ...facts, rows: 100 }, 0.5)).toMatchObject({
      beta: 0.5,
      trainer: { n_epochs: 1 },
    });
  });
});
