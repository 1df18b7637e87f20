import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NGRAM_WORDS, Overlap } from './overlap.js';
import { conversationsOf, wordsOf } from './row-words.js';

const say = (role: string, content: unknown) => ({ role, content });
const words = (from: number, count = NGRAM_WORDS) =>
  Array.from({ length: count }, (_, at) => `w${from + at}`);

describe('the words of a row', () => {
  it.each<[string, string[]]>([
    ['Where is MY card, please?!', ['where', 'is', 'my', 'card', 'please']],
    ['  a\n\tb—c  ', ['a', 'b', 'c']],
    ["don't", ['don', 't']],
    ['Ünïcode ﬁne ²', ['ünïcode', 'fine', '2']],
    ['你好 abc', ['你', '好', 'abc']],
    ['abc你好', ['abc', '你', '好']],
    ['… !', []],
  ])('%j', (text, found) => expect(wordsOf(text)).toEqual(found));

  it.each<[string, Record<string, unknown>, string[]]>([
    ['a chat, without its system message', { messages: [say('system', 'S'), say('user', 'a'), say('assistant', 'b')] }, ['a b']],
    ['parts of a content', { messages: [say('developer', 'S'), say('user', [{ type: 'text', text: 'a' }, { type: 'image_url' }]), say('assistant', null)] }, ['a']],
    ['a call', { messages: [say('user', 'a'), { role: 'assistant', tool_calls: [{ function: { name: 'find', arguments: '{"x": 1}' } }] }] }, ['a find x 1']],
    ['a preference', { input: { messages: [say('user', 'q')] }, preferred_output: [say('assistant', 'g')], non_preferred_output: [say('assistant', 'b')] }, ['q g', 'q b']],
    ['two texts', { prompt: 'a', completion: 'b', label: true }, ['a b']],
    ["TRL's lists", { prompt: [say('user', 'a')], completion: [say('assistant', 'b')], label: true }, ['a b']],
    ['what is no row', { messages: [null, 3, { role: 'user', content: [null] }] }, ['']],
  ])('of %s', (_, row, found) =>
    expect(conversationsOf(row).map((one) => one.join(' '))).toEqual(found),
  ); // prettier-ignore
});

describe('an overlap', () => {
  it('is 13 words in a row, wherever they stand, or the whole row', () => {
    const overlap = new Overlap();
    const [long, short, near] = [words(0, 20), ['yes', 'it', 'is'], words(100, 20)];
    for (const row of [long, short, near]) overlap.learn(row);
    overlap.see([['before', ...long.slice(4, 17), 'after']], 1, 7);
    overlap.see([['other'], short], 0, 8);
    overlap.see([[...near.slice(0, 12), 'another', ...near.slice(13)]], 0, 9);
    overlap.see([['oh', ...short]], 0, 10);
    expect(overlap.find(long)).toEqual({ kind: 'ngram', ngram: long.slice(4, 17).join(' '), source: 1, line: 7 });
    expect(overlap.find(short)).toEqual({ kind: 'exact', ngram: null, source: 0, line: 8 });
    expect(overlap.find(near)).toBeNull();
    expect(overlap.find([])).toBeNull();
  }); // prettier-ignore

  it('leaves out what more than ten training rows have, but never a whole row', () => {
    const overlap = new Overlap();
    const [boiler, mixed] = [
      [...words(0), 'x'],
      [...words(0), ...words(50)],
    ];
    overlap.learn(boiler);
    overlap.learn(mixed);
    for (let line = 1; line <= 10; line += 1) overlap.see([[...words(0), ...words(0), `${line}`]], 0, line);
    expect(overlap.find(boiler)).toMatchObject({ kind: 'ngram', line: 1 });
    overlap.see([words(0)], 0, 11);
    expect(overlap.find(boiler)).toBe('common');
    overlap.see([words(50)], 0, 12);
    expect(overlap.find(mixed)).toMatchObject({ kind: 'ngram', ngram: words(50).join(' '), line: 12 });
    for (let line = 20; line < 40; line += 1) overlap.see([boiler], 0, line);
    expect(overlap.find(boiler)).toMatchObject({ kind: 'exact', line: 20 });
  });

  it('finds what a search through the texts finds', () => {
    const row = fc.array(fc.constantFrom('a', 'b'), { maxLength: 40 });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), fc.array(row, { maxLength: 6 }), (evaluated, trained) => {
        const overlap = new Overlap();
        evaluated.forEach((one) => overlap.learn(one));
        trained.forEach((one, line) => overlap.see([one], 0, line));
        for (const one of evaluated) {
          const runs = (of: string[]) =>
            of.slice(NGRAM_WORDS - 1).map((_, at) => of.slice(at, at + NGRAM_WORDS).join(' '));
          const theirs = new Set(trained.flatMap(runs));
          const exact = one.length > 0 && trained.some((other) => other.join(' ') === one.join(' '));
          const shared = runs(one).find((run) => theirs.has(run));
          const found = overlap.find(one);
          expect(found).toEqual(
            exact
              ? expect.objectContaining({ kind: 'exact' })
              : shared === undefined
                ? null
                : expect.objectContaining({ kind: 'ngram', ngram: shared }),
          );
        }
      }),
    );
  });

  it('is full at its size, and keeps what it has learned as it grows', () => {
    const overlap = new Overlap(50_000);
    const rows = Array.from({ length: 3000 }, (_, at) => words(at * 100, 30));
    let learned = 0;
    for (const row of rows) {
      if (overlap.isFull) break;
      overlap.learn(row);
      learned += 1;
    }
    expect(learned).toBe(Math.ceil(50_000 / 19));
    rows.forEach((row, line) => overlap.see([['x', ...row.slice(9, 25)]], 0, line));
    rows
      .slice(0, learned)
      .forEach((row, line) => expect(overlap.find(row)).toMatchObject({ kind: 'ngram', line }));
  });
});
