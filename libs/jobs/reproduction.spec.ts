import { describe, expect, it } from '@jest/globals';
import type { Making } from '#artifacts/making.js';
import { differences, expectation, fileMatches, verdictText } from './reproduction.js';

const place = { device: 'cpu', dtype: 'float32', threads: 1, cpu: 'Xeon', gpus: [], sha256: 'e'.repeat(64) };
const made = (environment: object = {}, more: Partial<Making> = {}): Making => ({
  ...{
    recipe: 'finetune',
    job: 'job_1',
    attempt: 1,
    compute_target: 'process',
    spec: {},
    seed: 7,
    metrics: {},
  },
  inputs: [{ name: 'base_model', id: 'bm_1', sha256: 'b'.repeat(64), revision: 'main' }],
  environment: { ...place, packages: { torch: '2.13.0' }, ...environment },
  ...more,
});
const file = (path: string, sha256: string) => ({ path, sha256, size_bytes: 1 });

describe('two makings of one artifact', () => {
  it('are expected to be equal on the same place, and nothing is found to differ', () => {
    expect(differences(made(), made())).toEqual([]);
    expect(expectation(made(), made(), 'finetune').expected).toBe('equal');
  });

  it.each([
    ['cpu', { cpu: 'EPYC' }, 'CPU'],
    ['threads', { threads: 2 }, 'threads'],
    ['environment', { sha256: 'f'.repeat(64) }, 'packages'],
    ['image', { image: 'sha256:1' }, 'image'],
    ['device', { device: 'cuda' }, 'GPU'],
  ])('may differ with another %s, and say so', (_what, other, word) => {
    const told = expectation(made(), made(other), 'finetune');
    expect(told).toMatchObject({ expected: 'may_differ', because: expect.stringContaining(word) });
    expect(differences(made(), made(other)).map(({ what }) => what)).toEqual([
      `environment.${Object.keys(other)[0]}`,
    ]);
  });

  it('are not promised anything by a record that does not say where it was made', () => {
    const old = made({ cpu: undefined });
    expect(expectation(old, made(), 'merge')).toMatchObject({
      expected: 'unknown',
      because: expect.stringContaining('CPU'),
    });
    expect(expectation(null, made(), 'merge').expected).toBe('unknown');
  });

  it('name other inputs, packages and seeds one by one', () => {
    const other = made(
      { packages: { torch: '2.14.0' } },
      { seed: 8, inputs: [{ name: 'base_model', id: 'bm_1', sha256: 'c'.repeat(64), revision: null }] },
    );
    expect(differences(made(), other)).toEqual([
      { what: 'seed', was: 7, is: 8 },
      { what: 'inputs.base_model', was: 'b'.repeat(64), is: 'c'.repeat(64) },
      { what: 'environment.packages.torch', was: '2.13.0', is: '2.14.0' },
    ]);
  });

  it('never promise the bytes of an evaluation, which keeps times', () => {
    expect(expectation(made(), made(), 'evaluate').expected).toBe('may_differ');
  });
});

describe('their files', () => {
  it('are held against each other path by path, also those that only one has', () => {
    const found = fileMatches(
      [file('a', '1'), file('b', '2'), file('c', '3')],
      [file('a', '1'), file('b', '9')],
    );
    expect(found).toEqual([
      { path: 'b', sha256: '2', again: '9', equal: false },
      { path: 'c', sha256: '3', again: null, equal: false },
      { path: 'a', sha256: '1', again: '1', equal: true },
    ]);
  });

  it('say whether the program is at fault', () => {
    const equal = expectation(made(), made(), 'merge');
    const match = (path: string, same: boolean) => ({
      path,
      sha256: '1',
      again: same ? '1' : '2',
      equal: same,
    });
    expect(verdictText([match('x', true)], equal)).toContain('All 1 files are equal');
    expect(verdictText([match('NOTICE', false), match('x', true)], equal)).toContain('catalogue of the day');
    expect(verdictText([match('x', false)], equal)).toContain('not to be expected');
    expect(verdictText([match('x', false)], expectation(made(), made({ cpu: 'EPYC' }), 'merge'))).toContain(
      'CPU',
    );
  });
});
