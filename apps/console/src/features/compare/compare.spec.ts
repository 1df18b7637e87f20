import { describe, expect, it } from '@jest/globals';
import { isFlipped, joined } from './answered.js';
import { countsOf, linesOf as voteLines, shuffled, voted } from './blind.js';
import { overlaysOf } from './curves.js';
import { endedOf, type Evaluation, groupsOf, measuredOf } from './measured.js';
import { compareSearch, pairIn, runsIn } from './search.js';
import { baselineOf, linesOf, outcomeOf } from './side-by-side.js';

describe('the runs of an address', () => {
  it('are each named once, ten at most', () => {
    const of = (runs: string) => runsIn(compareSearch({ runs }));
    expect(of('a, b,,a')).toEqual(['a', 'b']);
    expect(of('a,b,c,d,e,f,g,h,i,j,k')).toHaveLength(10);
    expect(runsIn(compareSearch({}))).toEqual([]);
  });
});

describe('the two runs whose rows flipped', () => {
  const runs = ['a', 'b', 'c'].map((id) => ({ id }));
  const of = (pair: string) => pairIn(compareSearch({ pair }), runs).map(({ id }) => id);
  it('are those alone, and all where two are not named or were not measured', () => {
    expect(of('c,a')).toEqual(['c', 'a']);
    for (const pair of ['', 'a', 'a,a', 'a,z']) expect(of(pair)).toEqual(['a', 'b', 'c']);
  });
  it('are chosen apart from the figure that cost is held against', () => {
    expect(compareSearch({ on: 'k', figure: 'k exact_match' })).toEqual({ on: 'k', figure: 'k exact_match' });
  });
});

describe('settings side by side', () => {
  const runs = [new Map([['r', '8'], ['seed', '7']]), new Map([['r', '16'], ['seed', '7'], ['beta', '0.1']])]; // prettier-ignore
  it('have a value for every run, or none', () => {
    expect(linesOf(runs, false)).toEqual([
      { name: 'r', values: ['8', '16'], differs: true },
      { name: 'seed', values: ['7', '7'], differs: false },
      { name: 'beta', values: [null, '0.1'], differs: true },
    ]);
  });
  it('are only those that differ where that is wanted', () => {
    expect(linesOf(runs, true).map(({ name }) => name)).toEqual(['r', 'beta']);
    expect(linesOf([runs[0]!], true)).toEqual([]);
  });
});

describe('what a run came to', () => {
  it('names the figures that the last step alone gave', () => {
    const metrics = { train_loss: 0.5, tokens_per_second: 98, valid_loss: 1 };
    const told = outcomeOf({ state: 'succeeded', result: { metrics }, usage: null } as never);
    expect([...told.keys()]).toEqual(['state', 'train_loss (last step)', 'tokens_per_second', 'valid_loss']);
  });
  it('says how long it took from its start to its end, as the list of jobs does', () => {
    const job = {
      state: 'succeeded',
      result: { seconds: 125 },
      usage: null,
      started_at: 10,
      finished_at: 139,
    };
    expect(outcomeOf(job as never).get('took')).toBe('2 min 9 s');
  });
});

it('the oldest run is the baseline where none is chosen', () => {
  const runs = ['job_c', 'job_a', 'job_b'].map((id) => ({ id }) as never);
  expect(baselineOf(runs)).toEqual({ id: 'job_a' });
  expect(baselineOf(runs, 'job_b')).toEqual({ id: 'job_b' });
});

describe('curves of several runs', () => {
  const loss = (step: number, value: number, at: number) => ({ key: 'train_loss', step, value, at });
  const runs = [
    { name: 'a', points: [loss(1, 3, 100), loss(2, 2, 110)] },
    { name: 'b', points: [loss(1, 4, 900), { key: 'grad_norm', step: 1, value: 1, at: 900 }] },
  ];
  it('share a chart by what was measured, and keep their order in every chart', () => {
    const charts = overlaysOf(runs, false);
    expect(charts.map(({ title }) => title)).toEqual(['train loss', 'grad norm']);
    expect(charts[1]!.series.map(({ name, y }) => [name, y])).toEqual([
      ['a', []],
      ['b', [1]],
    ]);
  });
  it('begin together over time', () => {
    expect(overlaysOf(runs, true)[0]!.series.map(({ x }) => x)).toEqual([[0, 10], [0]]);
  });
});

describe('the evaluations of a run', () => {
  const node = (id: string, kind: string, name = kind) => ({ id, kind, name }) as never;
  const nodes = [
    ...[node('run', 'job', 'finetune'), node('adapter', 'adapter'), node('merge', 'job', 'merge')],
    ...[node('merged', 'merged'), node('e1', 'evaluation'), node('next', 'job', 'finetune')],
    ...[node('adapter2', 'adapter'), node('e2', 'evaluation')],
  ];
  const edge = (from: string, to: string, type: string) => ({ from, to, type });
  const edges = [
    ...[edge('adapter', 'run', 'made-by'), edge('merge', 'adapter', 'reads')],
    ...[edge('merged', 'merge', 'made-by'), edge('e1', 'merged', 'measures')],
    ...[edge('next', 'adapter', 'reads'), edge('adapter2', 'next', 'made-by')],
    ...[edge('adapter2', 'adapter', 'finetuned-from'), edge('e2', 'adapter2', 'measures')],
  ];
  it('are of what it left in any form, and of nothing that was trained on from it', () => {
    expect(measuredOf('run', { nodes, edges })).toEqual([{ evaluation: 'e1', kind: 'merged' }]);
    expect(measuredOf('next', { nodes, edges })).toEqual([{ evaluation: 'e2', kind: 'adapter' }]);
  });

  it('have ended once one that was seen to go on is final: not at the first sight of it, nor because it is asked about no more', () => {
    const jobs = [
      { id: 'e1', state: 'succeeded' as const },
      { id: 'e2', state: 'running' as const },
    ];
    expect(endedOf(new Set(), jobs)).toEqual([]);
    expect(endedOf(new Set(['e2', 'gone']), jobs)).toEqual([]);
    expect(endedOf(new Set(['e1', 'e2']), jobs)).toEqual(['e1']);
  });

  const evaluation = (id: string, task: string) =>
    ({ id, task, split: 'test', dataset_version: 'dsv_1' }) as unknown as Evaluation;
  it('meet by task, rows and form; the newest of a run counts, and what most runs have comes first', () => {
    const groups = groupsOf([
      { run: 'a', kind: 'gguf', evaluation: evaluation('1', 'refusal') },
      { run: 'a', kind: 'gguf', evaluation: evaluation('3', 'exact_match') },
      { run: 'a', kind: 'gguf', evaluation: evaluation('2', 'exact_match') },
      { run: 'b', kind: 'gguf', evaluation: evaluation('4', 'exact_match') },
      { run: 'b', kind: 'merged', evaluation: evaluation('5', 'exact_match') },
    ]);
    expect(
      groups.map(({ task, kind, of }) => [task, kind, [...of].map(([run, { id }]) => run + id)]),
    ).toEqual([
      ['exact_match', 'gguf', ['a3', 'b4']],
      ['refusal', 'gguf', ['a1']],
      ['exact_match', 'merged', ['b5']],
    ]);
  });
});

describe('answers side by side', () => {
  const answer = (row: number, text: string) => ({ row, expected: 'yes', answer: text }) as never;
  it('stand by row, with what was asked where the data at hand are those rows', () => {
    const turns = (last: string) => ({ messages: [{ role: 'user', content: 'Is it?' }, { role: 'assistant', content: last }] }); // prettier-ignore
    const rows = joined(
      [
        { evaluation: 'e1', answers: [answer(0, 'yes'), answer(1, 'no')] },
        { evaluation: 'e2', answers: [answer(1, 'yes')] },
      ],
      [turns('yes'), turns('other')],
    );
    expect(rows.map(({ prompt }) => prompt)).toEqual([[{ role: 'user', text: 'Is it?' }], null]);
    expect(rows.map(({ answers }) => answers.map((one) => one.answer?.answer ?? null))).toEqual([
      ['yes', null],
      ['no', 'yes'],
    ]);
  });
  it('are flipped where one was right and another wrong', () => {
    const row = (...correct: (boolean | null)[]) =>
      ({ answers: correct.map((one) => ({ answer: one === null ? null : { correct: one } })) }) as never;
    expect([row(true, false), row(true, true), row(false, null)].map(isFlipped)).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('a blind round', () => {
  it('has the same order for the same seed, and every order over many rows', () => {
    const order = (row: number) => shuffled(['a', 'b', 'c'], `seed ${row}`).join('');
    expect(order(1)).toBe(order(1));
    const seen = new Map<string, number>();
    for (let row = 0; row < 600; row += 1) seen.set(order(row), (seen.get(order(row)) ?? 0) + 1);
    expect(seen.size).toBe(6);
    for (const count of seen.values()) expect(count).toBeGreaterThan(60); // of 100 expected each
  });
  it('counts one vote a row, the last one', () => {
    const vote = (row: number, choice: string | null) => ({ row, shown: ['b', 'a'], choice });
    const votes = [vote(1, 'a'), vote(0, 'b'), vote(1, null)].reduce(voted, [] as ReturnType<typeof voted>);
    expect(votes.map(({ row }) => row)).toEqual([0, 1]);
    expect(countsOf(votes, ['a', 'b'])).toEqual({
      won: [
        { id: 'a', votes: 0 },
        { id: 'b', votes: 1 },
      ],
      none: 1,
    });
    const of = { seed: 's', data: 'dsv_1', split: 'test', runs: new Map([['b', 'job_b']]) };
    expect(voteLines(votes, of).trim().split('\n').map((line) => JSON.parse(line) as object)).toEqual([
      { dataset_version: 'dsv_1', split: 'test', row: 0, shown: ['b', 'a'], choice: 'b', run: 'job_b', seed: 's' },
      { dataset_version: 'dsv_1', split: 'test', row: 1, shown: ['b', 'a'], choice: null, run: null, seed: 's' },
    ]); // prettier-ignore
  });
});
