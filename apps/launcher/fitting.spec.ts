import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { fitting, longSeconds } from './fitting.js';
import { root } from './root.js';

describe('which long tests fit into a time', () => {
  const seconds = { story: 300, sweep: 500, clients: 200 };
  it.each([
    ['all of them, two at a time', 500, ['story', 'sweep', 'clients'], []],
    ['what is worth most, and what fits beside it', 300, ['story', 'clients'], ['sweep']],
    ['nothing that takes longer by itself', 150, [], ['story', 'sweep', 'clients']],
  ])('%s', (_, within, run, left) => {
    expect(fitting(['clients', 'sweep', 'story'], { seconds, within })).toEqual({ run, left });
  });

  it('takes what nobody has timed as nothing, at the end', () => {
    expect(fitting(['new', 'clients'], { seconds, within: 200 }).run).toEqual(['clients', 'new']);
  });

  it('knows every long test, and none that is gone', () => {
    const there = ['e2e', 'fault'].flatMap((folder) =>
      readdirSync(join(root, 'test', folder)).flatMap((name) =>
        name.endsWith('.long.ts') ? [`test/${folder}/${name}`] : [],
      ),
    );
    expect(Object.keys(longSeconds()).sort()).toEqual(there.sort());
  });
});
