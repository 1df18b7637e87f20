import { expect, it } from '@jest/globals';
import { driftOf, type MirroredModel } from './alias-drift.js';

const model = (aliases: string[][], now: Record<string, string>): MirroredModel => ({
  id: 'rm_1',
  projectId: 'proj_1',
  name: 'support',
  versions: aliases.map((held, index) => ({
    id: `mv_${index + 1}`,
    number: String(index + 1),
    aliases: held,
  })),
  aliases: Object.entries(now).map(([alias, versionId]) => ({ alias, versionId })),
});

it.each<[string, MirroredModel, Record<string, string>, unknown[]]>([
  ['as mirrored', model([['production'], []], { production: 'mv_1' }), { production: '1' }, []],
  [
    'moved by somebody',
    model([['production'], []], { production: 'mv_1' }),
    { production: '2' },
    [{ alias: 'production', found: '2', expected: '1' }],
  ],
  [
    'deleted by somebody',
    model([['production']], { production: 'mv_1' }),
    {},
    [{ alias: 'production', found: null, expected: '1' }],
  ],
  ['behind a promotion', model([['production'], []], { production: 'mv_2' }), { production: '1' }, []],
  ['ahead of its record', model([['production'], []], { production: 'mv_2' }), { production: '2' }, []],
  ['not mirrored yet', model([[], []], { production: 'mv_1' }), {}, []],
  [
    'with an alias of its own',
    model([['production']], { production: 'mv_1' }),
    { production: '1', mine: '1' },
    [],
  ],
  [
    'of a version that is not there yet',
    model([['production']], { production: 'mv_9' }),
    { production: '7' },
    [],
  ],
  [
    'with an alias like a property of every object',
    model([['constructor']], { constructor: 'mv_1' }),
    {},
    [{ alias: 'constructor', found: null, expected: '1' }],
  ],
])('the tracker is %s', (_what, known, seen, drift) => expect(driftOf(known, seen)).toEqual(drift));
