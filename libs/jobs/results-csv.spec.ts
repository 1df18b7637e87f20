import { describe, expect, it } from '@jest/globals';
import { resultsCsv } from './results-csv.js';

const HEAD = 'step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy';

describe('the results file of a training', () => {
  it('has a row a step in the order of steps, with empty cells between evaluations', () => {
    const points = [
      { key: 'train_loss', step: 10, value: 0.5 },
      { key: 'train_loss', step: 2, value: 1.25 },
      { key: 'train_mean_token_accuracy', step: 2, value: 0.75 },
      { key: 'valid_loss', step: 10, value: 0.6 },
      { key: 'valid_mean_token_accuracy', step: 10, value: 1e-7 },
      { key: 'memory_mb', step: 3, value: 9 },
    ];
    expect(resultsCsv(points)).toBe(`${HEAD}\n2,1.25,0.75,,\n10,0.5,,0.6,1e-7\n`);
  });
  it('is a head alone for a training that measured nothing', () => {
    expect(resultsCsv([])).toBe(`${HEAD}\n`);
  });
});
