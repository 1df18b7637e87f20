import { describe, expect, it } from '@jest/globals';
import {
  type Alias,
  type Deployment,
  differences,
  environmentsOf,
  isRead,
  lastAsked,
  outcomeOf,
  type Promotion,
  servedBefore,
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
  it('was served before by what ended well before what stands, whatever was asked for since', () => {
    const stands = promotion({ id: 'prm_s', previous_version: 'mv_1', finished_at: 20 });
    const before = (over: Partial<Promotion>) =>
      promotion({ version: 'mv_1', deployment: 'dep_1', finished_at: 10, ...over });
    const first = before({ id: 'prm_1' });
    const again = before({ id: 'prm_2', finished_at: 15, state: 'rolled_back' });
    const failed = before({ id: 'prm_3', finished_at: 30, state: 'failed' });
    const running = before({ id: 'prm_4', finished_at: null, state: 'running' });
    const later = before({ id: 'prm_5', finished_at: 40, state: 'rolled_back' });
    const all = [later, running, failed, stands, again, first];
    expect(servedBefore(all, alias)?.id).toBe('prm_2');
    expect(servedBefore([failed, stands], alias)).toBeUndefined();
    expect(servedBefore([promotion({ previous_version: null }), first], alias)).toBeUndefined();
  });
  it('is read once what served before is known too, if anything did', () => {
    const stands = promotion({ id: 'prm_s', previous_version: 'mv_1', finished_at: 20 });
    const before = promotion({ id: 'prm_1', version: 'mv_1', deployment: 'dep_1', finished_at: 10 });
    expect([[], [stands], [stands, before]].map((all) => isRead(all, alias))).toEqual([false, false, true]);
    expect(isRead([promotion({ previous_version: null })], alias)).toBe(true);
    expect(isRead([], { ...alias, version: null })).toBe(true);
  });
  it('tells the newest request only where it is not what serves', () => {
    expect(lastAsked([other, blocked, now, old], alias)?.id).toBe('prm_c');
    expect(lastAsked([now, blocked], alias)).toBeUndefined();
  });
});

describe('what serves an alias, and could', () => {
  const deployment = (id: string, used: number | null = null) => ({ id, last_used_at: used }) as Deployment;
  const version = (id: string, number: number) => ({ id, version: number }) as Version;
  const expanded = (of: object) => promotion(of); // as the API answers with expand[]
  const was = expanded({ id: 'prm_a', version: version('mv_1', 1), deployment: deployment('dep_a') });
  const now = expanded({
    ...{ id: 'prm_b', version: version('mv_2', 2), previous_version: version('mv_1', 1) },
    ...{ finished_at: 20, deployment: deployment('dep_b') },
  });
  const candidates = [
    { version: version('mv_3', 3), deployment: deployment('dep_3') },
    { version: version('mv_1', 1), deployment: deployment('dep_1') },
  ];
  const told = (all: Promotion[], of = candidates) =>
    environmentsOf(alias, all, of).map(({ role, name, deployment: { id } }) => `${role} ${name} ${id}`);

  it('is told once each: the version before is no candidate, unless it is called as one', () => {
    expect(told([now, was])).toEqual(['Current v2 dep_b', 'Before v1 dep_a', 'Candidate v3 dep_3']);
    const called = [{ version: version('mv_1', 1), deployment: deployment('dep_1', 5) }];
    expect(told([now, was], called)).toContain('Candidate v1 dep_1');
  });
  it('is what is known: no deployment of another alias, and no more than a few candidates', () => {
    const staging = { ...was, alias: 'staging' };
    expect(told([now, staging], [])).toEqual(['Current v2 dep_b']);
    expect(
      told(
        [],
        Array.from({ length: 9 }, () => candidates[0]!),
      ),
    ).toHaveLength(5);
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
