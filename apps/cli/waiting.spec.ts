import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CliBench } from '../../test/support/cli-run.js';
import { reasonOf, reasonsFor, tellWaiting } from './waiting.js';

type Args = Parameters<typeof reasonOf>;
const job = (id: string, more: object = {}) =>
  ({ id, kind: 'merge', state: 'queued', target: 'process', needs: [], ...more }) as Args[0];
const process = { name: 'process', state: 'ready', reason: null, slots: { total: 1, taken: 1 }, queue: { jobs: 2, oldest_queued_at: 1 } } as const; // prettier-ignore
const of = (more: Partial<Args[1]> = {}): Args[1] => ({
  jobs: new Map(),
  queued: [],
  running: [],
  now: 1000,
  targets: [process],
  ...more,
});

describe('why a job does not run yet', () => {
  it('is who goes before it, which is who was submitted first on the same target', () => {
    const queued = [job('job_1'), job('job_2'), job('job_3', { target: 'docker' })];
    const said = (id: string) => reasonOf(job(id), of({ queued }));
    expect(said('job_1')).toBe('next for a slot of process (1 of 1 taken)');
    expect(said('job_2')).toBe('1 before it for a slot of process (1 of 1 taken)');
    const others = { ...process, queue: { ...process.queue, jobs: 5 } };
    expect(reasonOf(job('job_1'), of({ queued, targets: [others] }))).toMatch(/other projects wait too: 3\)/);
    expect(reasonOf(job('job_1'), of({ queued, targets: [] }))).toBe('next for a slot of process');
  });

  it('is who holds the slot, and for how long still', () => {
    const takes = job('job_0', { kind: 'finetune', state: 'running', progress: { eta_seconds: 290 } });
    const queued = [job('job_1'), job('job_2')];
    expect(reasonOf(job('job_1'), of({ queued, running: [takes as never] }))).toBe(
      'next for a slot of process (1 of 1 taken, by finetune job_0, about 5 min left)',
    );
  });

  it('blames nobody else, and counts no further, where more wait of its own than were read', () => {
    const id = (number: number) => `job_${String(number).padStart(3, '0')}`;
    const queued = Array.from({ length: 100 }, (_, at) =>
      job(id(at), { target: at < 99 ? 'process' : 'docker' }),
    );
    const busy = { ...process, queue: { jobs: 150, oldest_queued_at: 1 } };
    const said = (of_: Args[0], more: Partial<Args[1]> = {}) =>
      reasonOf(of_, of({ queued, targets: [busy], ...more }));
    expect(said(job(id(0)))).toBe('next for a slot of process (1 of 1 taken)');
    expect(said(job(id(98)))).toBe('98 before it for a slot of process (1 of 1 taken)');
    expect(said(job(id(120)))).toBe('99 or more before it for a slot of process (1 of 1 taken)');
    expect(said(job(id(120), { target: 'slurm' }))).toBe('waits for a slot of slurm');
  });

  it('is nobody where a slot is free', () => {
    const free = {
      ...process,
      slots: { total: 1, taken: 0 },
      queue: { jobs: 2, oldest_queued_at: 1 },
    } as const;
    const queued = [job('job_1'), job('job_2')];
    const said = (id: string, targets = [free] as Args[1]['targets']) =>
      reasonOf(job(id), of({ queued, targets }));
    expect(said('job_1')).toBe('about to start on process');
    expect(said('job_2')).toBe('1 before it for a slot of process (0 of 1 taken)');
    expect(said('job_1', [{ ...free, queue: { jobs: 3, oldest_queued_at: 1 } }])).toMatch(/^next for a slot/);
  });

  it('is a target that is away', () => {
    const away = { ...process, state: 'unreachable', reason: 'no docker' } as const;
    expect(reasonOf(job('job_1'), of({ targets: [away] }))).toBe('process is unreachable: no docker');
  });

  it('is what it needs, or else the quota', () => {
    const waits = (needs: string[]) => job('job_9', { state: 'waiting', needs });
    const train = job('job_1', { kind: 'finetune', state: 'running' });
    const known = new Map([
      ['job_1', train],
      ['job_2', job('job_2', { state: 'succeeded' })],
    ]);
    const said = (needs: string[]) => reasonOf(waits(needs), of({ jobs: known }));
    expect(said(['job_2', 'job_1'])).toBe('waits for finetune job_1');
    known.set('job_3', job('job_3', { state: 'queued' }));
    expect(said(['job_1', 'job_3'])).toBe('waits for finetune job_1 and 1 more');
    expect(said(['job_8', 'job_1'])).toBe('waits for finetune job_1');
    expect(said(['job_2', 'job_8'])).toBe('waits for a place in the quota of jobs');
  });

  it('is nothing for a job that runs or has ended', () => {
    for (const state of ['running', 'paused', 'succeeded'])
      expect(reasonOf(job('job_1', { state }), of())).toBeNull();
  });
});

describe('what is asked to tell it', () => {
  const pages: Record<string, object[]> = {};
  const bench = new CliBench(({ path, query }) =>
    path === '/v1/jobs'
      ? { body: { object: 'list', data: query.has('pipeline') ? pages[query.get('after') ?? '']! : [], has_more: query.has('pipeline') && !query.has('after') } }
      : { body: { object: 'list', data: [process], has_more: false } },
  ); // prettier-ignore
  const lookups = () => bench.asked.filter(({ query, path }) => query.has('pipeline') || /job_/.test(path));
  type Jobs = Parameters<typeof reasonsFor>[1];
  beforeAll(() => bench.open());
  beforeEach(() => void (bench.asked.length = 0));
  afterAll(() => bench.close());

  it('is one list of what is open in a pipeline, however many jobs are needed', async () => {
    const needs = Array.from({ length: 30 }, (_, at) => `job_${at + 10}`);
    pages[''] = [job('job_35', { state: 'running', pipeline: 'pipe_1' })];
    pages['job_35'] = [job('job_38', { state: 'waiting', pipeline: 'pipe_1' })];
    const waits = job('job_99', { state: 'waiting', needs, pipeline: { id: 'pipe_1' } });
    const reasons = await reasonsFor(bench.session(), [waits] as unknown as Jobs);
    expect(reasons.get('job_99')).toBe('waits for merge job_35 and 1 more');
    expect(lookups().map(({ query }) => query.getAll('pipeline'))).toEqual([['pipe_1'], ['pipe_1']]);
  });

  it('is nothing about what a queued job needed', async () => {
    const queued = job('job_2', { needs: ['job_1'], pipeline: 'pipe_1' });
    await reasonsFor(bench.session(), [queued] as unknown as Jobs);
    expect(lookups()).toEqual([]);
  });

  it('is nothing about jobs that were just read, ended ones too', async () => {
    const read = [
      job('job_1', { state: 'succeeded', pipeline: 'pipe_1' }),
      job('job_2', { state: 'waiting', needs: ['job_1'], pipeline: 'pipe_1' }),
    ];
    const over = new AbortController();
    const tell = (text: string) => {
      expect(text).toBe('merge: waits for a place in the quota of jobs');
      over.abort();
    };
    await tellWaiting(bench.session(), async () => read as unknown as Jobs, { tell, signal: over.signal });
    expect(lookups()).toEqual([]);
  });
});
