import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSource } from './read-source.js';
import { formatOfName, type SourceFormat, type SourceRow } from './source-row.js';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'luthier-tables-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function rowsOf(path: string, format: SourceFormat): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  for await (const row of readSource(path, format)) rows.push(row);
  return rows;
}
function read(content: string | Buffer, format: SourceFormat): Promise<SourceRow[]> {
  const path = join(folder, 'given');
  writeFileSync(path, content);
  return rowsOf(path, format);
}
const refused = { code: 'source_unreadable', kind: 'invalid', details: { param: 'from' } };

describe('tables in text', () => {
  it('with quotes, line breaks in cells, a byte order mark and CRLF', async () => {
    const csv = '\ufefftext,category\r\n"a ""b"", c",x\r\n"two\nlines",y\r\n\r\nlast,z';
    expect(await read(csv, 'csv')).toEqual([
      { line: 2, values: { text: 'a "b", c', category: 'x' } },
      { line: 4, values: { text: 'two\nlines', category: 'y' } },
      { line: 6, values: { text: 'last', category: 'z' } },
    ]);
    expect((await read('a\tb\n"x"\ty\n', 'tsv'))[0]!.values).toEqual({ a: '"x"', b: 'y' });
  });

  it.each<[string, string | Buffer, RegExp]>([
    ['a row with a cell too many', 'a,b\n1,2,3\n', /Invalid Record Length/],
    ['a quote that does not end', 'a,b\n"1,2\n', /Quote/],
    ['two columns of one name', 'a,a\n1,2\n', /called 'a'/],
    ['bytes that are no UTF-8', Buffer.from([0x61, 10, 0xff, 10]), /UTF-8/],
    ['a NUL', 'a\nb\u0000\n', /NUL/],
    ['a cell without an end', `a\n"${'x'.repeat(9 * 1024 * 1024)}`, /Max Record Size/],
  ])('refuses %s', async (_what, content, says) => {
    await expect(read(content, 'csv')).rejects.toMatchObject({ ...refused, message: expect.stringMatching(says) as unknown }); // prettier-ignore
  });
});

describe('lists in JSON', () => {
  it('of any layout, and strings with brackets in them', async () => {
    const text = '\ufeff [\n {"a": "]}\\"{", "b": [1, {"c": 2}]},\n{"a":\n"x"} ]\n';
    expect(await read(text, 'json')).toEqual([
      { line: 2, values: { a: ']}"{', b: [1, { c: 2 }] } },
      { line: 3, values: { a: 'x' } },
    ]);
    expect(await read('[]', 'json')).toEqual([]);
  });

  it.each([
    ['a dictionary alone', '{"a": 1}'],
    ['a list of words', '["a"]'],
    ['no comma', '[{"a":1} {"a":2}]'],
    ['a comma too many', '[{"a":1},]'],
    ['an end too soon', '[{"a":1}'],
    ['text behind the end', '[{"a":1}] x'],
    ['a key twice', '[{"a":1,"a":2}]'],
    ['half a surrogate pair', '[{"a":"\\ud800"}]'],
  ])('refuses %s', async (_what, text) => {
    await expect(read(text, 'json')).rejects.toMatchObject({ code: 'source_unreadable' });
  });

  it('reads lines, blank ones aside, and names the one at fault', async () => {
    expect(await read('{"a":1}\n\n{"a":2}', 'jsonl')).toEqual([
      { line: 1, values: { a: 1 } },
      { line: 3, values: { a: 2 } },
    ]);
    await expect(read('{"a":1}\n{"a"\n', 'jsonl')).rejects.toMatchObject({ code: 'source_unreadable', details: { line: 2 } }); // prettier-ignore
  });
});

describe('Parquet', () => {
  const table = (name: string) => `test/support/tables/${name}.parquet`;
  it.each(['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4'])('packed with %s', async (codec) => {
    const rows = await rowsOf(table(`banking-${codec}`), 'parquet');
    expect(rows).toHaveLength(50);
    expect(rows[49]).toEqual({
      line: null,
      values: { text: 'where is my card 49?', category: 'card_arrival', n: 49 },
    });
  });

  it('with lists of dictionaries', async () => {
    const rows = await rowsOf(table('messages'), 'parquet');
    expect(rows[11]!.values).toEqual({ messages: [{ role: 'user', content: 'q11' }, { role: 'assistant', content: 'a11' }] }); // prettier-ignore
  });

  it('a kilobyte that unpacks to a gigabyte comes row by row, and costs no gigabyte', async () => {
    const before = process.memoryUsage.rss();
    let [rows, most] = [0, 0];
    for await (const { values } of readSource(table('bomb'), 'parquet')) {
      rows += String(values['prompt']).length === 8_000_000 ? 1 : 0;
      most = Math.max(most, process.memoryUsage.rss() - before);
    }
    expect(rows).toBe(200);
    expect(most / 2 ** 20).toBeLessThan(700);
  }, 60_000);

  it('refuses what is none, and a cut one', async () => {
    await expect(read('a,b\n', 'parquet')).rejects.toMatchObject({ message: 'This is no Parquet file.' });
    await expect(read(Buffer.from('PAR1 and nothing more of it'), 'parquet')).rejects.toMatchObject(refused);
    await expect(read(Buffer.from('PAR1xxxx'), 'csv')).rejects.toMatchObject({ message: 'This is a Parquet file, not csv.' }); // prettier-ignore
  });
});

it.each([
  ['a zip archive', [0x50, 0x4b, 3, 4]],
  ['gzip', [0x1f, 0x8b, 8]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['a pickle', [0x80, 4, 0x95]],
])('never opens %s', async (what, bytes) => {
  await expect(read(Buffer.from(bytes), 'jsonl')).rejects.toMatchObject({ message: expect.stringContaining(`This is ${what}`) as unknown }); // prettier-ignore
});

it('takes the format from the name', () => {
  expect(['a.JSONL', 'b.ndjson', 'c.json', 'd.csv', 'e.tsv', 'f.parquet', 'g.pkl', 'h'].map(formatOfName)).toEqual(
    ['jsonl', 'jsonl', 'json', 'csv', 'tsv', 'parquet', null, null],
  );
}); // prettier-ignore
