import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { endingOf } from './run-ending.js';
import { configOf, runIdOf, tagsOf } from './run-config.js';
import { linesOf, LINES, type Point } from './run-lines.js';

const startedAt = new Date(1_000_000);
const point = (key: string, step: number, value = step / 10): Point => ({
  ...{ key, step, value, at: new Date(1_000_000 + step * 500) },
});

describe('lines of a run', () => {
  it('has one a step, with all its metrics, time and W&B names', () => {
    const points = [point('train_loss', 2), point('train_loss', 1), point('valid_loss', 2, 9)];
    expect(linesOf(points, { startedAt, isWhole: true })).toEqual({
      lines: [
        { train_loss: 0.1, _step: 1, _timestamp: 1000.5, _runtime: 0.5 },
        { train_loss: 0.2, valid_loss: 9, _step: 2, _timestamp: 1001, _runtime: 1 },
      ],
      ...{ lastStep: 2, hasMore: false },
    });
  });

  it('keeps back the step that may still grow', () => {
    const points = [point('train_loss', 1), point('train_loss', 2)];
    expect(linesOf(points, { startedAt, isWhole: false })).toMatchObject({ lastStep: 1, hasMore: false });
    expect(linesOf([point('a', 1)], { startedAt, isWhole: false })).toMatchObject({
      lines: [],
      lastStep: null,
    });
  });

  it('sends every step once, in order, however the metrics come in and wherever it is cut off', () => {
    const cuts = fc.array(fc.nat({ max: 40 }), { maxLength: 8 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1300 }), cuts, (steps, waits) => {
        const all = Array.from({ length: steps }, (_, i) => [point('a', i + 1), point('b', i + 1)]).flat();
        const sent: number[] = [];
        let sentStep = 0;
        let seen = 0;
        const take = (until: number, isWhole: boolean) => {
          for (;;) {
            const points = all.slice(0, until).filter(({ step }) => step > sentStep);
            const { lines, lastStep, hasMore } = linesOf(points, { startedAt, isWhole });
            expect(lines.length).toBeLessThanOrEqual(LINES);
            expect(lines.every((line) => line['a'] !== undefined && line['a'] === line['b'])).toBe(true);
            sent.push(...lines.map((line) => line['_step']!));
            sentStep = lastStep ?? sentStep;
            if (!hasMore) return;
          }
        };
        for (const wait of waits) take((seen = Math.min(all.length, seen + wait)), false);
        take(all.length, true);
        expect(sent).toEqual(Array.from({ length: steps }, (_, i) => i + 1));
      }),
      { numRuns: 40 },
    );
  });
});

describe('the end of a run', () => {
  const published = { state: 'running', publish: {}, versionId: null };
  const at = (state: string) => ({ state }) as never;
  it.each([
    ['it trains', at('running'), [at('waiting')], published, null],
    ['training failed', at('failed'), [at('cancelled')], published, { status: 'failed', exitCode: 1 }],
    [
      'it was cancelled',
      at('cancelled'),
      [at('cancelled')],
      published,
      { status: 'cancelled', exitCode: 255 },
    ],
    ['its model is merged', at('succeeded'), [at('running')], published, null],
    ['the merge failed', at('succeeded'), [at('failed')], published, { status: 'failed', exitCode: 1 }],
    ['it waits for its name', at('succeeded'), [at('succeeded')], published, null],
    [
      'it was registered',
      at('succeeded'),
      [at('succeeded')],
      { ...published, versionId: 'mv_1' },
      { status: 'succeeded', exitCode: 0 },
    ],
    [
      'it was not',
      at('succeeded'),
      [at('succeeded')],
      { ...published, state: 'failed' },
      { status: 'failed', exitCode: 1 },
    ],
    ['it publishes nothing', at('succeeded'), [], null, { status: 'succeeded', exitCode: 0 }],
  ])('%s', (_what, job, followers, pipeline, ending) => {
    expect(endingOf(job, followers, pipeline)).toEqual(ending);
  });
});

it('names runs and tags as OpenAI does, and tells facts and digests alone', () => {
  const id = `job_${'0'.repeat(26)}`;
  expect([0, 1].map((position) => runIdOf(id, position))).toEqual([
    `ftjob-${'0'.repeat(26)}`,
    `ftjob-${'0'.repeat(26)}-2`,
  ]);
  const tags = tagsOf(['mine', 'luthier/finetune'], { id }, 'b'.repeat(100));
  expect(tags).toHaveLength(4);
  expect(Math.max(...tags.map(({ length }) => length))).toBeLessThanOrEqual(64);
  const split = { sha256: 'a', rows: 3, file_id: 'file-1', preview: 'a row' };
  const config = configOf({
    job: { id, seed: 1, suffix: null, projectId: 'proj_1' },
    spec: { params: { method: 'sft' } } as never,
    base: { slug: 'b', hubId: 'org/b', revision: 'r', licenseId: 'MIT' },
    dataset: { id: 'dsv_1', digest: 'd', splits: { train: split } },
  });
  expect(config).toMatchObject({
    dataset: { digest: 'd', splits: { train: { sha256: 'a', rows: 3 } } },
    method: 'sft',
  });
  expect(JSON.stringify(config)).not.toContain('a row');
});
