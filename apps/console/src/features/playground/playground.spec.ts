import { describe, expect, it } from '@jest/globals';
import { cureOf } from './cure.js';
import { numbersOf, trainedAs, unreadOf, withAliases } from './names.js';
import { answererIn, beforeOf, chosenFirst, labelIn, optionsOf } from './options.js';
import { modelsOf, playgroundSearch, settingsOf } from './search.js';
import { systemIn } from './system-in.js';
import { differenceOf, piecesOf } from '../../pieces/words-diff.js';

describe('the address', () => {
  it('names up to three models, each once, and what is out of range has its default', () => {
    const search = playgroundSearch({ models: 'a, b,,a,c,d', seed: '7', temperature: '9', max: '0' });
    expect(modelsOf(search)).toEqual(['a', 'b', 'c']);
    expect(settingsOf(search)).toEqual({ seed: 7, temperature: 0, max: 256 });
    expect(modelsOf({})).toEqual([]);
  });
});

describe('what can be chosen', () => {
  const models = [
    {
      name: 'desk',
      aliases: { production: 'mv_2' },
      versions: [{ id: 'mv_2', version: 2, openai_id: 'ft:b::2', source_job: 'job_2' }],
    },
  ];
  const callable = [
    { id: 'ft:b::2', parent: 'bm_1' },
    { id: 'ft:b::2:ckpt-step-5', parent: 'bm_1' },
    { id: 'tiny', parent: null },
  ];
  it('is what answers: aliases, versions, checkpoints, and no base model', () => {
    const groups = optionsOf(models, callable, ['nobody:x']);
    expect(groups.map(({ group, items }) => [group, items.map(({ label }) => label)])).toEqual([
      ['Aliases', ['desk:production (v2)']],
      ['Versions', ['desk v2']],
      ['Checkpoints', ['desk v2, checkpoint 5']],
      ['From the address', ['nobody:x']],
    ]);
    expect(labelIn(groups, 'ft:b::2')).toBe('desk v2');
    expect(labelIn(groups, 'else')).toBe('else');
  });

  it('is told by the version that answered, whatever the alias names since', () => {
    const names = { groups: optionsOf(models, callable, []), numbers: new Map([['mv_1', 'v1']]) };
    expect(answererIn(names, 'desk:production', 'mv_1')).toBe('desk:production (v1)');
    expect(answererIn(names, 'desk:production', 'mv_gone')).toBe('desk:production');
    expect(answererIn(names, 'desk:production', null)).toBe('desk:production');
    expect(answererIn(names, 'ft:b::2', 'mv_2')).toBe('desk v2');
    expect(numbersOf(models).get('mv_2')).toBe('v2');
  });

  it('has its aliases from the short list, and is read anew only for versions that nobody has read', () => {
    const listed = (id: string, latest = 2, name = 'desk') => [
      { name, aliases: { production: id }, latest_version: latest },
    ];
    expect(withAliases(models, listed('mv_1'))[0]!.aliases).toEqual({ production: 'mv_1' });
    expect(withAliases(models, [])).toEqual(models);
    expect(unreadOf(models, listed('mv_2'))).toBe('');
    expect(unreadOf(models, listed('mv_3', 3))).toBe('desk@3,mv_3');
    expect(unreadOf(models, listed('mv_9', 1, 'other'))).toBe('other@1,mv_9');
    expect(unreadOf(models, [{ name: 'empty', aliases: {}, latest_version: null }])).toBe('');
  });

  it('is chosen by itself where it was asked last, or is the only model', () => {
    expect(chosenFirst(models, ['else'])).toEqual(['else']);
    expect(chosenFirst(models, [])).toEqual(['desk:production']);
    expect(chosenFirst([{ ...models[0]!, aliases: { beta: 'mv_2' } }], [])).toEqual(['desk:beta']);
    expect(chosenFirst([{ ...models[0]!, aliases: {} }], [])).toEqual(['ft:b::2']);
    for (const many of [[], [...models, ...models]]) expect(chosenFirst(many, [])).toEqual([]);
  });

  it('was trained as a version was, a checkpoint too', () => {
    for (const called of ['desk:production', 'ft:b::2', 'ft:b::2:ckpt-step-5'])
      expect(trainedAs(models, called)).toMatchObject({ name: 'desk', version: { source_job: 'job_2' } });
    expect(trainedAs(models, 'tiny')).toBeNull();
  });

  it('is the version before the first, by its alias or its id, where it has one that is not chosen', () => {
    const version = (number: number) => ({ id: `mv_${number}`, version: number, openai_id: `ft:${number}` });
    const desk = [
      { name: 'desk', aliases: { production: 'mv_3' }, versions: [version(3), version(1), version(2)] },
    ] as Parameters<typeof beforeOf>[0];
    const two = { value: 'ft:2', label: 'desk v2' };
    expect(beforeOf(desk, ['desk:production'])).toEqual(two);
    expect(beforeOf(desk, ['ft:3', 'else'])).toEqual(two);
    expect(beforeOf(desk, ['ft:2'])).toEqual({ value: 'ft:1', label: 'desk v1' });
    for (const chosen of [[], ['ft:1'], ['ft:3', 'ft:2'], ['desk:none'], ['other']])
      expect(beforeOf(desk, chosen)).toBeNull();
  });
});

it('knows a training by the system message that all its rows have', () => {
  const row = (...roles: string[]) => ({ messages: roles.map((role) => ({ role, content: `of ${role}` })) });
  expect(systemIn([row('system', 'user'), row('system', 'user', 'assistant')])).toBe('of system');
  expect(systemIn([row('system', 'user'), row('user')])).toBeNull();
  for (const none of [[], [row('user')], [{ prompt: 'p' }]]) expect(systemIn(none)).toBeNull();
});

describe('differences by words', () => {
  it('mark what is more and what is missing', () => {
    const pieces = piecesOf('your card is late', 'your new card is here')!;
    expect(pieces.filter(({ kind }) => kind === 'added').map(({ text }) => text.trim())).toEqual([
      ...['new', 'here'],
    ]);
    expect(pieces.map(({ kind, text }) => (kind === 'removed' ? '' : text)).join('')).toBe(
      'your new card is here',
    );
    expect(differenceOf(pieces)).toBe('2 words more, 1 less');
  });
  it('say so where there are none, or too many', () => {
    expect(differenceOf(piecesOf('same', 'same'))).toBe('The same answer');
    expect(differenceOf(piecesOf('same', 'same'), 'No word differs')).toBe('No word differs');
    expect(differenceOf(null)).toBe('Too different to be marked');
  });
});

describe('the cure of a refusal', () => {
  it.each([
    ['model_not_found', 404, /Choose another/],
    ['license_review_required', 403, /reviewer/],
    ['context_length_exceeded', 400, /Shorten/],
    [null, null, /once the service answers/],
  ])('%s', (code, status, words) => {
    expect(cureOf({ code, status })).toMatch(words);
  });
  it('is left to the words of the service where they say enough', () => {
    expect(cureOf({ code: 'invalid_value', status: 400 })).toBeNull();
  });
});
