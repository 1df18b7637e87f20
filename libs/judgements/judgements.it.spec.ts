import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { aBase, aFinishedPipeline, anExactMatch } from '../../test/support/a-version.js';
import { JudgeServer } from '../../test/support/judge-server.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import { FilesService } from '#files/files.service.js';
import { ProjectsService } from '#projects/projects.service.js';
import { JudgementsProcessor } from './judgements.processor.js';
import { updateProject } from '../../test/support/change-project.js';

jest.setTimeout(30_000);
const ROWS = 6;
let server: JudgeServer;
let stage: Stage;
let data: string;
let subjects: string[];
let mine: string;
let theirs: string;

beforeAll(async () => {
  server = await JudgeServer.open();
  const judge = { baseUrl: server.baseUrl, model: 'judge-1', key: 'sk-judge' };
  stage = await openStage(undefined, { allow: server.host, judge });
  const { base } = await aBase(stage);
  data = await aVersion();
  const made = await aFinishedPipeline(stage, { base, data }, null);
  subjects = Object.values(made.artifacts);
  mine = await evaluated(subjects[0]!, 'candidate');
  theirs = await evaluated(subjects[1]!, 'baseline');
}, 60_000);
afterAll(async () => {
  await stage?.close();
  await server?.close();
});
beforeEach(async () => {
  server.asked.length = 0;
  server.answer = () => '{"reason":"fine","grade":7}';
  await allow(true);
});

const question = (row: number) => `question ${row}`;
async function aVersion(): Promise<string> {
  const lines = Array.from({ length: ROWS }, (_, row) =>
    JSON.stringify({
      messages: [
        { role: 'user', content: row === 1 ? [{ type: 'text', text: question(row) }] : question(row) },
        { role: 'assistant', content: `reference ${row}` },
      ],
    }),
  );
  const fields = Promise.resolve({ purpose: 'fine-tune' as const });
  const file = async (text: string) => {
    const body = Readable.from([Buffer.from(text)]);
    const given = { body, filename: 'x.jsonl', fields, purposeSoFar: () => 'fine-tune' };
    return (await stage.get(FilesService).create(stage.ctx, given)).id;
  };
  const datasets = stage.get(DatasetsService);
  const { id } = await datasets.create(stage.ctx, 'judged');
  // a blank line is no row
  const files = { train: await file(lines.join('\n')), test: await file(`\n${lines.join('\n\n')}\n`) };
  return (await datasets.createVersion(stage.ctx, id, { files, license: 'CC-BY-4.0', source: {} })).id;
}
const evaluated = (subject: string, who: string) =>
  anExactMatch(stage, {
    ...{ subject, data, right: [] },
    answers: Array.from({ length: ROWS }, (_, row) => ({
      ...{ question: question(row), expected: `reference ${row}`, answer: `${who} ${row}` },
    })),
  });
const allow = (external_judge: boolean) =>
  updateProject(stage.get(ProjectsService), stage.ctx, { external_judge });

interface View {
  id: string;
  state: string;
  calls: number;
  result: Record<string, unknown> | null;
  [name: string]: unknown;
}
async function call<T = View>(method: string, path: string, body?: object) {
  const headers = { authorization: `Bearer ${stage.key}`, 'content-type': 'application/json' };
  const response = await fetch(`${stage.url}/v1${path}`, {
    method,
    headers,
    body: body && JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as T };
}
const ask = async (body: object = {}) => {
  const made = await call('POST', `/evaluations/${mine}/judgements`, { rubric: 'Be right.', ...body });
  expect(made.status).toBe(201);
  return made.body;
};
const get = async (id: string) => (await call('GET', `/judgements/${id}`)).body;
const step = (id: string) => stage.get(JudgementsProcessor).step(id);

describe('a judgement', () => {
  it('grades every answer against its question and reference, and counts what is no verdict', async () => {
    server.answer = ({ material }) => {
      const row = Number(material['answer']!.split(' ')[1]);
      return row === 5 ? 'I like it.' : JSON.stringify({ reason: `row ${row}`, grade: row + 3 });
    };
    const { id, state, ...made } = await ask();
    expect({ state, rows: made['rows'], judge: made['judge'] }).toEqual({
      ...{ state: 'running', rows: ROWS, judge: { host: server.host, model: 'judge-1' } },
    });
    await stage.work();
    expect(await get(id)).toMatchObject({
      ...{ state: 'succeeded', calls: 6, prompt_tokens: 600, completion_tokens: 120, stopped: null },
      result: { kind: 'grade', rows: 5, unparsable: 1, mean: 5 },
    });
    const sent = server.asked.map(({ material }) => material).toSorted((a, b) => (a['answer']! < b['answer']! ? -1 : 1));
    expect(sent).toEqual(
      Array.from({ length: ROWS }, (_, row) => ({
        ...{ rubric: 'Be right.', reference: `reference ${row}`, answer: `candidate ${row}` },
        conversation: [{ role: 'user', content: question(row) }],
      })),
    );
    expect(server.asked[0]!.key).toBe('sk-judge');
    const rows = await call<{ data: object[]; has_more: boolean }>('GET', `/judgements/${id}/rows?offset=4&limit=1`);
    expect(rows.body).toMatchObject({ has_more: true, data: [{ row: 4, grade: 7, reason: 'row 4', winner: null }] });
    const last = await call<{ data: object[] }>('GET', `/judgements/${id}/rows?offset=5`);
    expect(last.body.data).toMatchObject([{ row: 5, grade: null, unparsable: 'I like it.' }]);
    const listed = await call<{ data: View[] }>('GET', `/judgements?evaluation=${mine}`);
    expect(listed.body.data.map((one) => one.id)).toContain(id);
    const kept = await stage.t.db.client.$queryRaw`SELECT j::text || c::text AS text FROM judgement j, judgement_call c`;
    expect(JSON.stringify(kept)).not.toContain('sk-judge');
  }); // prettier-ignore

  it('compares pairs in both orders, so that a judge of the order alone finds no winner', async () => {
    server.answer = () => '{"winner":"A"}';
    const { id } = await ask({ baseline: theirs });
    await stage.work();
    expect(await get(id)).toMatchObject({
      ...{ state: 'succeeded', calls: 12, baseline: theirs },
      result: { win_rate: 0.5, ties: ROWS, first_shown_share: 1 },
    });
    server.answer = ({ material }) => `{"winner":"${material['answer_a']!.startsWith('candidate') ? 'A' : 'B'}"}`;
    const better = await ask({ baseline: theirs });
    await stage.work();
    expect((await get(better.id)).result).toMatchObject({ win_rate: 1, wins: ROWS, losses: 0, p: expect.closeTo(2 * 0.5 ** ROWS, 9), first_shown_share: 0.5 });
  }); // prettier-ignore

  it('waits as the endpoint wishes, and never asks again what was answered', async () => {
    server.answer = (_, nth) =>
      nth === 3 ? { status: 429, headers: { 'retry-after': '40' } } : '{"grade":7}';
    const { id } = await ask();
    expect(await step(id)).toEqual({ kind: 'again', afterSeconds: 40 });
    const before = server.asked.length;
    expect(before).toBe(4); // those asked at once
    expect(await get(id)).toMatchObject({ state: 'running', calls: 3 });
    expect(await step(id)).toEqual({ kind: 'done' }); // not due
    stage.clock.forward(41);
    expect(await stage.get(JudgementsProcessor).due(50)).toContain(id);
    await Promise.all([step(id), step(id)]);
    expect(await get(id)).toMatchObject({ state: 'succeeded', calls: 6, result: { rows: 6 } });
    expect(server.asked).toHaveLength(before + 3);
  });

  it('gives up an endpoint that stays away, and at once one that refuses the key', async () => {
    server.answer = () => ({ status: 503 });
    const { id } = await ask();
    for (let times = 0; times < 14; times += 1) {
      expect(await step(id)).toMatchObject({ kind: 'again' });
      stage.clock.forward(301);
    }
    expect(await step(id)).toMatchObject({ kind: 'failed', reason: expect.stringContaining('503') });
    expect(await get(id)).toMatchObject({ state: 'failed', calls: 0, failure: expect.stringContaining('15 times') });
    server.answer = () => ({ status: 401 });
    const locked = await ask();
    await step(locked.id);
    expect(await get(locked.id)).toMatchObject({ state: 'failed', failure: expect.stringContaining('LUTHIER_JUDGE_KEY_FILE') });
  }); // prettier-ignore

  it('keeps to its budget: of calls before it begins, of tokens on the way; rows are taken evenly', async () => {
    const few = await call<{ error: { param: string; message: string } }>('POST', `/evaluations/${mine}/judgements`, { rubric: 'x', max_calls: 5 });
    expect([few.status, few.body.error]).toMatchObject([400, { param: 'max_rows', message: expect.stringContaining('take 6 calls') }]);
    const many = await call<{ error: { param: string } }>('POST', `/evaluations/${mine}/judgements`, { rubric: 'x', max_calls: 51 });
    expect([many.status, many.body.error.param]).toEqual([400, 'max_calls']);
    const some = await ask({ max_rows: 2, max_calls: 2 });
    await stage.work();
    expect(await get(some.id)).toMatchObject({ state: 'succeeded', calls: 2, stopped: null });
    expect(server.asked.map(({ material }) => material['answer']).toSorted()).toEqual(['candidate 2', 'candidate 5']);
    const short = await ask({ max_tokens: 300 });
    await stage.work();
    expect(await get(short.id)).toMatchObject({ state: 'succeeded', calls: 4, stopped: 'max_tokens', result: { rows: 4 } });
  }); // prettier-ignore

  it('counts a call whose answer was lost, and stops before the limit is passed', async () => {
    server.answer = (_, nth) => (nth <= 2 ? null : '{"grade":7}');
    const { id } = await ask({ max_calls: 6 });
    expect(await step(id)).toMatchObject({ kind: 'again' });
    expect(await get(id)).toMatchObject({ calls: 4 });
    stage.clock.forward(10);
    await step(id);
    expect(await get(id)).toMatchObject({
      ...{ state: 'succeeded', calls: 6, stopped: 'max_calls', result: { rows: 4 } },
    });
  });

  it('ends when it is cancelled, or when the project takes its word back', async () => {
    const { id } = await ask();
    let said = (): void => undefined;
    const asked = new Promise<void>((go) => (said = go));
    server.answer = () => {
      said();
      return '{"grade":7}';
    };
    const [, cancelled] = await Promise.all([step(id), asked.then(() => call('POST', `/judgements/${id}/cancel`))]);
    if (cancelled.status === 200) expect(await get(id)).toMatchObject({ state: 'cancelled', result: null });
    else expect(cancelled.status).toBe(409); // the last answer was faster
    expect((await call('POST', `/judgements/${id}/cancel`)).status).toBe(409);
    const other = await ask();
    await call('POST', `/judgements/${other.id}/cancel`);
    const before = server.asked.length;
    expect(await step(other.id)).toEqual({ kind: 'done' });
    const third = await ask();
    await allow(false);
    await step(third.id);
    expect(await get(third.id)).toMatchObject({ state: 'failed', failure: expect.stringContaining('external_judge') });
    expect(server.asked).toHaveLength(before);
  }); // prettier-ignore

  it('is refused without the word of the project, on other rows, and where the rows are not those answered', async () => {
    await allow(false);
    const path = `/evaluations/${mine}/judgements`;
    const denied = await call<{ error: { code: string } }>('POST', path, { rubric: 'x' });
    expect([denied.status, denied.body.error.code]).toEqual([403, 'judge_not_allowed']);
    await allow(true);
    const other = await anExactMatch(stage, { subject: subjects[2]!, data, right: [true, false] });
    const unlike = await call<{ error: { code: string; param: string } }>('POST', path, { rubric: 'x', baseline: other });
    expect([unlike.status, unlike.body.error]).toMatchObject([400, { code: 'not_comparable', param: 'baseline' }]);
    const wrong = await call('POST', `/evaluations/${other}/judgements`, { rubric: 'x' });
    await step(wrong.body.id);
    expect(await get(wrong.body.id)).toMatchObject({ state: 'failed', failure: expect.stringContaining('Row 0') });
    const harness = await anExactMatch(stage, { subject: subjects[2]!, data, right: [true], task: 'lm_eval' });
    const asked = await call<{ error: { code: string } }>('POST', `/evaluations/${harness}/judgements`, { rubric: 'x' });
    expect([asked.status, asked.body.error.code]).toEqual([400, 'not_judged']);
    expect(server.asked).toEqual([]);
  }); // prettier-ignore
});
