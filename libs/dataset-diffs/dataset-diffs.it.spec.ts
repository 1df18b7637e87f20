import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DatasetsService } from '#datasets/datasets.service.js';
import { FilesService } from '#files/files.service.js';
import { openDatasetsApp } from '../../test/support/datasets-app.js';
import { eventually } from '../../test/e2e/wait.js';
import type { DatasetDiff } from './dataset-diffs.contract.js';

let app: Awaited<ReturnType<typeof openDatasetsApp>>;
let project: Awaited<ReturnType<typeof app.project>>;
let made = 0;
beforeAll(async () => {
  app = await openDatasetsApp();
  project = await app.project();
}, 60_000);
afterAll(() => app.close());

const row = (asks: string, answer: string) =>
  `${JSON.stringify({ messages: [{ role: 'user', content: asks }, { role: 'assistant', content: answer }] })}\n`; // prettier-ignore
async function aVersion(content: string | { train: string; validation: string }, declared: object = {}) {
  const datasets = app.app.get(DatasetsService);
  const of = typeof content === 'string' ? { train: content } : content;
  const files: Record<string, string> = {};
  for (const [split, text] of Object.entries(of)) {
    const fields = Promise.resolve({ purpose: 'fine-tune' as const });
    const file = { filename: 'x.jsonl', fields, purposeSoFar: () => 'fine-tune' };
    const body = Readable.from([Buffer.from(text)]);
    files[split] = (await app.app.get(FilesService).create(project.ctx, { ...file, body })).id;
  }
  const { id } = await datasets.create(project.ctx, `d-${(made += 1)}`);
  const body = { files: files as { train: string }, license: 'CC-BY-4.0', source: {}, ...declared };
  return datasets.createVersion(project.ctx, id, body);
}
async function ask(now: string, query: string, key = project.key) {
  const headers = { authorization: `Bearer ${key}` };
  const response = await fetch(`${app.url}/dataset_versions/${now}/diff?${query}`, { headers });
  const body = (await response.json()) as DatasetDiff & { error: { code: string; message: string } };
  return { status: response.status, headers: response.headers, body };
}

describe('the diff of two versions', () => {
  it('tells rows that changed, came and went, by split, and what is declared otherwise', async () => {
    const before = await aVersion({
      train: row('a', 'one') + row('b', 'two') + row('c', 'three'),
      validation: row('v', 'same'),
    });
    const now = await aVersion(
      { train: row('c', 'three') + row('a', 'ONE') + row('d', 'four'), validation: row('v', 'same') },
      { license: 'MIT', source: { repo: 'a/b' } },
    );
    const { status, body } = await ask(now.id, `against=${before.id}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'ready',
      is_paired: true,
      declared: [
        { field: 'license', before: 'CC-BY-4.0', now: 'MIT' },
        { field: 'source.repo', before: null, now: 'a/b' },
      ],
      splits: {
        train: { changed: 1, added: 1, removed: 1, same: 1 },
        validation: { changed: 0, added: 0, removed: 0, same: 1 },
      },
      has_more: false,
      next: null,
    });
    expect(body.data.map(({ kind, before: old, now: young }) => [kind, old?.line, young?.line])).toEqual([
      ['changed', 1, 2],
      ['added', undefined, 3],
      ['removed', 2, undefined],
    ]);
    expect(body.data[0]!.now!.row).toEqual(JSON.parse(row('a', 'ONE')));
    const none = await ask(now.id, `against=${before.id}&split=validation`);
    expect(none.body.data).toEqual([]);
    const fewer = await ask(before.id, `against=${(await aVersion(row('z', 'z'))).id}&split=validation`);
    expect(fewer.body.splits!.validation).toEqual({ changed: 0, added: 1, removed: 0, same: 0 });
  });

  it('is paged through 20,000 rows that differ, reading no file whole for a page, and cuts what is long', async () => {
    const rows = (word: string) =>
      Array.from({ length: 20_000 }, (_, at) => row(`${word}${at}`, at === 9_000 ? 'x'.repeat(9_000) : word));
    const [before, now] = [await aVersion(rows('old').join('')), await aVersion(rows('new').join(''))];
    const first = await eventually(
      () => ask(now.id, `against=${before.id}&limit=100`),
      ({ body }) => body.status === 'ready',
      30,
    );
    expect(first.body.splits!.train).toEqual({ changed: 0, added: 20_000, removed: 20_000, same: 0 });
    const open = jest.spyOn(app.store, 'open');
    const page = await ask(now.id, `against=${before.id}&limit=100&after=now-8950`);
    // numbers alone are compared: a mock that is told of in a failure holds whole streams
    const starts = open.mock.calls.map(([, range]) => range!.start);
    open.mockRestore();
    expect(starts.length).toBeLessThanOrEqual(2);
    expect(Math.min(...starts)).toBeGreaterThan(700_000);
    expect(page.body.data.map((one) => one.now!.line)).toEqual(
      Array.from({ length: 100 }, (_, at) => 8_951 + at),
    );
    expect(page.body.data[50]!.now).toMatchObject({ line: 9_001, is_cut: true });
    expect(page.body.next).toBe('now-9050');
    const last = await ask(now.id, `against=${before.id}&limit=5&kind=removed&after=before-19998`);
    expect(last.body).toMatchObject({ has_more: false, next: null });
    expect(last.body.data.map((one) => one.before!.line)).toEqual([19_999, 20_000]);
  }, 60_000);

  it('is 202 while it is worked out, once for all who ask, and then there', async () => {
    const [before, now] = [await aVersion(row('p', '1')), await aVersion(row('p', '2'))];
    const real = app.store.open.bind(app.store);
    let go = () => {};
    const held = new Promise<void>((resolve) => (go = resolve));
    const open = jest.spyOn(app.store, 'open').mockImplementation(async (...args) => {
      await held;
      return real(...args);
    });
    const all = await Promise.all([1, 2, 3].map(() => ask(now.id, `against=${before.id}`)));
    for (const { status, headers, body } of all) {
      expect([status, headers.get('retry-after'), body.status, body.splits]).toEqual([
        202,
        '2',
        'running',
        null,
      ]);
    }
    go();
    const { body } = await ask(now.id, `against=${before.id}`);
    expect(body.splits!.train!.changed).toBe(1);
    expect(open.mock.calls.length).toBeLessThanOrEqual(7); // five scans by one comparison, and a page
    open.mockRestore();
  }, 30_000);

  it('tells a store that does not answer, and begins anew for the next who asks', async () => {
    const [before, now] = [await aVersion(row('q', '1')), await aVersion(row('q', '2'))];
    const { sha256 } = (before.splits as { train: { sha256: string } }).train;
    await app.store.delete(sha256);
    const gone = await ask(now.id, `against=${before.id}`);
    expect([gone.status, gone.body.error.code]).toEqual([404, 'object_not_found']);
    await app.store.put(Readable.from([Buffer.from(row('q', '1'))]));
    expect((await ask(now.id, `against=${before.id}`)).body.splits!.train!.changed).toBe(1);
  });

  it("is refused for what is not there and for another project's versions", async () => {
    const mine = await aVersion(row('m', '1'));
    const other = await app.project();
    for (const [id, against, key] of [
      [mine.id, 'dsv_none', project.key],
      ['dsv_none', mine.id, project.key],
      [mine.id, mine.id, other.key],
    ] as const) {
      const { status, body } = await ask(id, `against=${against}`, key);
      expect([status, body.error.code]).toEqual([404, 'dataset_version_not_found']);
    }
    expect((await ask(mine.id, `against=${mine.id}`)).body.splits!.train).toMatchObject({ same: 1 });
  });
});
