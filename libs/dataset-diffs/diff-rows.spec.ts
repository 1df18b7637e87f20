import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { declaredChanges } from './declared.js';
import { diffRows } from './diff-rows.js';
import { RowBag } from './row-bag.js';
import { rowsAfter } from './rows-after.js';

const opened = (text: string, chunk = 7) => {
  const bytes = Buffer.from(text);
  return async (from = 0) => {
    const parts: Buffer[] = [];
    for (let at = from; at < bytes.length; at += chunk) parts.push(bytes.subarray(at, at + chunk));
    return Readable.from(parts);
  };
};
const lines = (rows: readonly string[]) => rows.map((row) => `${row}\n`).join('');
const asks = (prompt: string, completion: string) => JSON.stringify({ prompt, completion });
async function compared(before: readonly string[], now: readonly string[], options = {}) {
  const found = await diffRows(
    { before: opened(lines(before)), now: opened(lines(now)), rows: before.length },
    options,
  );
  const changes = rowsAfter(found, { kind: undefined, after: undefined, limit: 100_000 });
  return { found, changes, said: changes.map((one) => [one.kind, one.before, one.now]) };
}

describe('rows of two versions', () => {
  it('are bags: order says nothing, and a row that is there twice counts twice', async () => {
    const { said, found } = await compared(['a', 'b', 'b', '', ' c '], ['b', 'c', 'a', 'd', 'd']);
    expect(said).toEqual([
      ['added', null, 4],
      ['added', null, 5],
      ['removed', 3, null],
    ]);
    expect(found.now.same).toBe(3);
    expect((await compared(['x', 'y'], ['y', 'x'])).said).toEqual([]);
  });

  it('became another where they ask the same, wherever they stand', async () => {
    const before = [asks('1', 'one'), asks('2', 'two'), asks('3', 'three')];
    const now = [asks('3', 'three'), asks('9', 'new'), asks('2', 'TWO'), asks('1', 'one')];
    expect((await compared(before, now)).said).toEqual([
      ['added', null, 2],
      ['changed', 2, 3],
    ]);
    const chat = (answer: string) =>
      JSON.stringify({ messages: [{ role: 'user', content: 'q' }, { role: 'assistant', content: answer }] }); // prettier-ignore
    expect((await compared([chat('a')], [chat('b')])).said).toEqual([['changed', 1, 1]]);
  });

  it('became another where they stand between the same rows, as many as before; else they came and went', async () => {
    expect((await compared(['a', 'b', 'c'], ['a', 'B', 'c'])).said).toEqual([['changed', 2, 2]]);
    expect((await compared(['a', 'b', 'c'], ['a', 'B', 'C', 'c'])).said).toEqual([
      ['added', null, 2],
      ['added', null, 3],
      ['removed', 2, null],
    ]);
    expect((await compared(['a', 'b'], ['c', 'd'])).said.map(([kind]) => kind)).toEqual([
      'added',
      'added',
      'removed',
      'removed',
    ]);
  });

  it('say so where more differ than are paired', async () => {
    const [before, now] = [1, 2].map((of) => Array.from({ length: 6 }, (_, at) => asks(`${at}`, `${of}`)));
    const { found } = await compared(before!, now!, { mostPaired: 4 });
    expect([found.isPaired, found.became.size, found.now.marked]).toEqual([false, 4, 6]);
    expect((await compared(before!, now!)).found.isPaired).toBe(true);
  });

  it('differ as a Map of counts says, in any shares, in chunks of any size, and are read where they lie', async () => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
    for (let round = 0; round < 30; round += 1) {
      const of = () => Array.from({ length: random(60) }, () => `row ${random(40)}`);
      const [before, now] = [of(), of()];
      const found = await diffRows(
        {
          before: opened(lines(before), 1 + random(40)),
          now: opened(lines(now), 1 + random(40)),
          rows: before.length,
        },
        { mostHeld: 1 + random(30), mostPaired: 0 },
      );
      const bag = new Map<string, number>();
      for (const row of before) bag.set(row, (bag.get(row) ?? 0) + 1);
      for (const row of now) bag.set(row, (bag.get(row) ?? 0) - 1);
      const [went, came] = [1, -1].map((sign) =>
        [...bag.values()].reduce((sum, n) => sum + Math.max(0, sign * n), 0),
      );
      expect([found.before.marked, found.now.marked]).toEqual([went, came]);
      for (const [side, rows] of [
        [found.before, before],
        [found.now, now],
      ] as const) {
        const marked = [...side.markedAfter(0)];
        const read = await side.read(marked);
        expect(marked.map((line) => String(read.get(line)))).toEqual(marked.map((line) => rows[line - 1]));
      }
    }
  });

  it('are listed by pages that meet, whole and of one kind', async () => {
    const { found, changes } = await compared(
      [asks('1', 'x'), 'gone', 'b', asks('2', 'x'), 'c'],
      ['new', 'b', 'newer', 'c', asks('2', 'y'), asks('1', 'y')],
    );
    for (const kind of [undefined, 'changed', 'added', 'removed'] as const) {
      const all = changes.filter((one) => kind === undefined || one.kind === kind);
      const paged = [];
      for (let after: string | undefined; ;) {
        const page = rowsAfter(found, { kind, after, limit: 1 });
        const last = page[0];
        if (!last) break;
        paged.push(last);
        after = last.now === null ? `before-${last.before}` : `now-${last.now}`;
      }
      expect(paged).toEqual(all);
    }
  });
});

it('holds a million rows by name in 32 MB', () => {
  const bag = new RowBag();
  for (let at = 0; at < 1_000_000; at += 1) bag.add(Math.imul(at, 0x9e3779b1), Math.imul(at, 0x85ebca6b));
  expect(bag.bytes).toBe(32 * 1024 * 1024);
  expect(bag.meet(Math.imul(5, 0x9e3779b1), Math.imul(5, 0x85ebca6b))).toBe(true);
  expect(bag.meet(1, 2)).toBe(false);
});

it('says what two versions declare differently, the source by its fields', () => {
  const one = {
    ...{ format: 'chat', license: 'MIT', declared_by: null, attribution: null },
    ...{ source: { repo: 'a/b', revision: '1' }, generated_by: [], derived_from: [] },
  };
  expect(declaredChanges(one, one)).toEqual([]);
  expect(declaredChanges(one, { ...one, license: 'CC-BY-4.0', source: { repo: 'a/b', url: 'x' } })).toEqual([
    { field: 'license', before: 'MIT', now: 'CC-BY-4.0' },
    { field: 'source.revision', before: '1', now: null },
    { field: 'source.url', before: null, now: 'x' },
  ]);
});
