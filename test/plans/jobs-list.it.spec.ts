import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { PageQuery } from '#kernel/page.js';
import { JobsService } from '#jobs/jobs.service.js';
import { type JobsSearch, KINDS, STATES, VIEWS } from '../../apps/console/src/features/jobs/search.js';
import { ConsoleRows } from '../support/console-rows.js';
import { readBy, sentBy } from '../support/sent-queries.js';
import { openStage, type Stage } from '../support/stage.js';

const JOBS = 100_000;
const PAGE = 100;
const PIPELINES = 20_000;
/** A page, the row that says whether more follow, and room for another way to find them; never a part of the table. */
const MOST_ROWS = 3 * PAGE;
const FINAL = ['succeeded', 'failed', 'cancelled'];
const idOf = (n: number) => `job_${String(n).padStart(26, '0')}`;

let stage: Stage;
let client: pg.Client;
let rows: ConsoleRows;
beforeAll(async () => {
  stage = await openStage();
  rows = await ConsoleRows.open(stage.t);
  await rows.manyJobs(JOBS);
  // what is rare is the oldest: who goes through the newest first to find it reads them all
  let n = 0;
  for (const state of STATES) await rows.turn(idOf((n += 1)), { state, isFinal: FINAL.includes(state) });
  for (const kind of KINDS) await rows.turn(idOf((n += 1)), { kind });
  for (const _ of [1, 2, 3]) await rows.turn(idOf((n += 1)), { pipeline: 'pipe_a' });
  await rows.settle();
  await rows.manyPipelines(PIPELINES);
  client = new pg.Client({ connectionString: stage.t.url });
  await client.connect();
}, 240_000);
afterAll(async () => {
  await client?.end();
  await rows?.close();
  await stage?.close();
});

/** What the page of jobs asks with that address, and how many rows the queries that the service sends then look at. */
async function asked(search: JobsSearch, of: { after?: string } = {}) {
  const { hide: _hide, group: _group, open: _open, order = 'desc', ...filter } = search;
  const page: PageQuery = { limit: PAGE, order, ...of };
  let found = 0;
  const sent = await sentBy(async () => {
    found = (await stage.get(JobsService).listRows(stage.ctx, filter, page)).length;
  });
  const lists = sent.filter(({ text }) => /^SELECT\b/.test(text) && /\bLIMIT\b/.test(text));
  expect(lists).toHaveLength(1);
  return { found, ...(await readBy(client, stage.ctx.projectId, lists[0]!, 'job')) };
}

describe(`a page of ${JOBS} jobs`, () => {
  const addresses: [string, JobsSearch][] = [
    ...VIEWS.map(({ label, search }): [string, JobsSearch] => [`view ${label}`, search]),
    ...STATES.map((state): [string, JobsSearch] => [`state ${state}`, { state: [state] }]),
    ...KINDS.map((kind): [string, JobsSearch] => [`kind ${kind}`, { kind: [kind] }]),
    ['pipeline', { pipeline: ['pipe_a'] }],
    ['several', { state: ['failed', 'cancelled'], kind: ['finetune', 'merge'] }],
    ['oldest first', { order: 'asc' }],
  ];
  it.each(addresses)('looks at no more rows than a few pages have: %s', async (_name, search) => {
    const { found, rows: looked } = await asked(search);
    expect(found).toBeGreaterThan(0);
    expect(looked).toBeGreaterThanOrEqual(Math.min(found, PAGE));
    expect(looked).toBeLessThanOrEqual(MOST_ROWS);
  });

  it('is no dearer in the middle than at the beginning', async () => {
    const { found, rows: looked } = await asked({ kind: ['finetune'] }, { after: idOf(JOBS / 2) });
    expect(found).toBe(PAGE + 1);
    expect(looked).toBeLessThanOrEqual(MOST_ROWS);
  });

  it('would not pass this by a query that goes through the table', async () => {
    const slow = { text: `SELECT id FROM job WHERE spec->>'kind' = $1 ORDER BY id LIMIT 101`, values: ['x'] };
    expect((await readBy(client, stage.ctx.projectId, slow, 'job')).rows).toBeGreaterThan(0.99 * JOBS);
  });
});

it(`finds the pipelines that run behind ${PIPELINES} that have ended, and reads no others`, async () => {
  const page = { limit: PAGE, order: 'desc' as const, state: ['running' as const] };
  let found = 0;
  const sent = await sentBy(async () => {
    found = (await stage.get(JobsService).listPipelines(stage.ctx, page)).data.length;
  });
  const list = sent.find(({ text }) => /^SELECT\b/.test(text) && /\bLIMIT\b/.test(text))!;
  const { rows: looked } = await readBy(client, stage.ctx.projectId, list, 'pipeline');
  expect({ found, looked }).toEqual({ found: 2, looked: 2 }); // and pipe_a
});
