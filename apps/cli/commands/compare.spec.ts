import { expect, it } from '@jest/globals';
import { differences } from '../differences.js';
import { measuredOf } from './compare.js';

it('a loss of the last step is called so, a mean of the run is not', () => {
  const measured = (train_loss: number, tokens_per_second: number) =>
    measuredOf({ train_loss, tokens_per_second, rewards_margins: 1 });
  expect(differences(measured(0.0911, 98), measured(0.2, 90)).map(({ field }) => field)).toEqual([
    'tokens_per_second',
    'last_step.train_loss',
  ]);
});
