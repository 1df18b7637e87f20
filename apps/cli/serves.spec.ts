import { describe, expect, it } from '@jest/globals';
import { servesText, stateOf } from './serves.js';

const version = (number: number, aliases: string[] = []) =>
  ({ id: `mv_${number}`, object: 'model_version', model: 'ticket-bot', version: number, aliases }) as const;
const served = (id: string, of: unknown, desired = 'serving') => ({
  id,
  kind: 'alias',
  version: of,
  desired,
});
const moved = (deployment: string, of: string, finished_at: number, more: object = {}) => ({
  ...{ alias: 'production', version: of, deployment, state: 'succeeded' as const, finished_at },
  ...more,
});

describe('what a deployment serves', () => {
  // version 1, then 2, then back to 1
  const history = [
    moved('dep_3', 'mv_1', 30),
    moved('dep_2', 'mv_2', 20, { state: 'rolled_back' }),
    moved('dep_1', 'mv_1', 10),
  ];

  it('tells what the alias stands on from what it stood on, of the same version too', () => {
    const now = version(1, ['production']);
    expect(servesText(served('dep_3', now), history)).toBe('production');
    expect(servesText(served('dep_2', version(2), 'stopped'), history)).toBe('was production');
    expect(servesText(served('dep_1', now, 'stopped'), history)).toBe('was production');
  });

  it('stays with the alias of what failed there', () => {
    expect(servesText(served('dep_3', version(1, ['production']), 'stopped'), history)).toBe('production');
  });

  it('goes by what is wished of it where the version cannot be read', () => {
    expect(servesText(served('dep_3', 'mv_1'), history)).toBe('production');
    expect(servesText(served('dep_1', 'mv_1', 'stopped'), history)).toBe('was production');
  });

  it('is no alias before the promotion is over, nor when it came to nothing', () => {
    const of = (state: 'running' | 'failed') => [moved('dep_4', 'mv_1', 0, { state, alias: 'beta' })];
    expect(servesText(served('dep_4', version(1)), of('running'))).toBe('beta, once it is ready');
    expect(servesText(served('dep_4', version(1)), of('failed'))).toBe('-');
  });

  it('is its kind where there is no promotion of it', () => {
    expect(servesText({ ...served('dep_5', version(1)), kind: 'preview' }, history)).toBe('preview');
    expect(servesText(served('dep_5', version(1)), history)).toBe('alias');
  });
});

it('says of what drains that it stops', () => {
  expect(stateOf({ state: 'ready', desired: 'stopped' })).toBe('stopping');
  expect(stateOf({ state: 'stopped', desired: 'stopped' })).toBe('stopped');
  expect(stateOf({ state: 'ready', desired: 'serving' })).toBe('ready');
});
