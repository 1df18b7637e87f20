import { describe, expect, it } from '@jest/globals';
import {
  type Alias,
  differences,
  lastAsked,
  outcomeOf,
  type Promotion,
  standsOn,
  type Version,
} from './history.js';

const alias: Alias = { modelId: 'rm_1', model: 'desk', alias: 'production', version: 'mv_2' };
const promotion = (of: Partial<Promotion>): Promotion =>
  ({
    ...{ id: 'prm_1', object: 'promotion', model: 'rm_1', alias: 'production', version: 'mv_2' },
    ...{ state: 'succeeded', gates: [], failure: null, finished_at: 1, created_at: 1 },
    ...of,
  }) as Promotion;

describe('the history of an alias', () => {
  const old = promotion({ id: 'prm_a', version: 'mv_1', finished_at: 10 });
  const now = promotion({ id: 'prm_b', finished_at: 20 });
  const blocked = promotion({ id: 'prm_c', version: 'mv_3', state: 'blocked', finished_at: 30 });
  const other = promotion({ id: 'prm_d', alias: 'staging', finished_at: 40 });

  it('stands on the promotion that ended well last', () => {
    expect(standsOn([other, blocked, now, old], alias)?.id).toBe('prm_b');
  });
  it('stands on none where the alias names another version: not all of it was read', () => {
    expect(standsOn([old], alias)).toBeUndefined();
    expect(standsOn([], alias)).toBeUndefined();
  });
  it('tells the newest request only where it is not what serves', () => {
    expect(lastAsked([other, blocked, now, old], alias)?.id).toBe('prm_c');
    expect(lastAsked([now, blocked], alias)).toBeUndefined();
  });
});

describe('what came of a promotion', () => {
  const gates = [
    { name: 'score', status: 'unmet' },
    { name: 'card', status: 'passed' },
    { name: 'license', status: 'unmet' },
  ] as Promotion['gates'];
  it.each([
    ['blocked', 'Not met: score, license'],
    ['succeeded', '1 gate met'],
    ['failed', 'no memory'],
    ['rolled_back', 'Rolled back since'],
  ] as const)('%s: %s', (state, words) => {
    expect(outcomeOf(promotion({ state, gates, failure: state === 'failed' ? 'no memory' : null }))).toBe(
      words,
    );
  });
});

describe('two versions', () => {
  const version = (base_model: string, license: string) => ({ base_model, license }) as Version;
  it('differ by base model and license beside the weights', () => {
    expect(differences(version('bm_1', 'MIT'), version('bm_1', 'MIT'))).toEqual([]);
    expect(differences(version('bm_1', 'MIT'), version('bm_2', 'Gemma'))).toEqual([
      expect.stringContaining('base model'),
      'The license changes from MIT to Gemma.',
    ]);
  });
});
