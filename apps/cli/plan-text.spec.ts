import { describe, expect, it } from '@jest/globals';
import { type Plan, textOfPlan } from './plan-text.js';

const range = (value: number) => ({ value, low: value / 2, high: 2 * value });
const row = { count: 1, gpu_memory_mb: 24_564, energy_kwh: null, cost: null };
const gpus = [
  {
    ...{ ...row, name: 'GeForce RTX 4090', verdict: 'fits', memory_mb: range(10_240), seconds: range(120) },
    ...{
      energy_kwh: range(0.012),
      cost: { currency: 'EUR', units: 0, nanos: 250_000_000 },
      unavailable: [],
    },
  },
  {
    ...{ ...row, name: 'Tesla T4', count: 2, verdict: 'tight', memory_mb: range(10_240), seconds: null },
    unavailable: [{ what: 'seconds', reason: 'Tesla T4 has no bfloat16: its speed is not known.' }],
  },
  {
    ...{ ...row, name: 'GeForce RTX 4070', verdict: 'does_not_fit', memory_mb: range(20_480), seconds: null },
    unavailable: [{ what: 'seconds', reason: 'It does not fit.' }],
  },
  {
    ...{ ...row, name: 'L4', verdict: null, memory_mb: null, seconds: null },
    unavailable: [{ what: 'memory_mb', reason: 'hidden_size is not known.' }],
  },
];
const here = {
  ...{ verdict: 'fits', memory_mb: range(1024), seconds: range(90), cost: null, fits_reason: 'It fits.' },
  target: { name: 'process', device: 'cpu', memory_mb: 8192 },
};
const made = {
  ...here,
  tokens: { value: 24_000, basis: 'formula' },
  total: { jobs: 3, seconds: 200 },
  allowed_to_proceed: true,
  unavailable_reason: null,
  obligations: [
    { what: 'Show this line: "Built with X" (required).', why: 'X License, §1.', satisfied_by: null },
    { what: 'Ship the license text (required).', why: 'X License, §2.', satisfied_by: 'license-file' },
  ],
  warnings: ['License question, to be answered before promotion: …'],
  gpus,
};
const target = { cpus: 4, gpus: 0, slots: { total: 1, taken: 1 }, queue: { jobs: 2 }, state: 'ready', reason: null }; // prettier-ignore
const planned = (more: object = {}): Plan =>
  ({
    ...made,
    targets: [
      { ...target, name: 'process', default: true, estimate: here, refused: null },
      { ...target, name: 'docker', default: false, estimate: null, refused: 'There is no image.' },
    ],
    ...more,
  }) as unknown as Plan;

const told = (more: object = {}, asksGpus = true) => textOfPlan(planned(more), { asksGpus });
const question = made.warnings[0]!;

describe('luthier plan', () => {
  it('says where it runs here, and what becomes of it without a GPU', () => {
    const lines = told().split('\n');
    expect(lines.slice(0, 7)).toEqual([
      ...[question, ''],
      expect.stringMatching(/^TARGET +RUNS ON +VERDICT +MEMORY OF EACH +TIME +COST +QUEUED$/),
      expect.stringMatching(
        /^process \(default\) +CPU, 4 cores +fits +1\.0 \(0\.5-2\.0\) of 8\.0 GiB +1 min 30 s .* - +2, 1 of 1 slots taken$/,
      ),
      expect.stringMatching(/^docker +not known yet +refused +- /),
      'process has no GPU: there it trains on the CPU, about 1 min 30 s',
      'docker: There is no image.',
    ]);
  });

  it('is a table of GPUs with a reason under it for what is not known', () => {
    const lines = told().split('\n').slice(8);
    expect(lines[0]).toMatch(/^GPU +VERDICT +MEMORY OF EACH +TIME +ENERGY +COST$/);
    expect(lines[1]).toMatch(
      /^GeForce RTX 4090 +fits +10\.0 \(5\.0-20\.0\) of 24\.0 GiB .*0\.012 kWh +0\.25 EUR$/,
    );
    expect(lines[2]).toMatch(/^2 x Tesla T4 +tight .* - +- +-$/);
    expect(lines[3]).toMatch(/^GeForce RTX 4070 +does not fit /);
    expect(lines[4]).toMatch(/^L4 +not known +- +- +- +-$/);
    expect(lines.slice(5, 8)).toEqual([
      '24000 tokens (formula). Energy is modelled, not measured.',
      'no time: Tesla T4 has no bfloat16: its speed is not known. (Tesla T4)',
      'no memory: hidden_size is not known. (L4)',
    ]);
  });

  it('leaves GPUs out where nothing here has one and nobody asks, and says how to ask', () => {
    const asks = /^On GPUs: luthier plan … --gpus l4,a100-80/m;
    const plain = told({}, false);
    expect(plain).toMatch(asks);
    expect(plain).not.toMatch(/RTX|Energy|no memory/);
    const gpu = { ...here, target: { name: 'cloud', device: 'cuda', memory_mb: 24_564 } };
    const targets = [{ ...target, name: 'cloud', default: true, gpus: 1, estimate: gpu, refused: null }];
    expect(told({ targets }, false)).toMatch(/^GeForce RTX 4090 /m);
    expect(told({ targets }, false)).not.toMatch(asks);
  });

  it('asks a license question once, before all else', () => {
    expect(told().split(question)).toHaveLength(2);
    expect(told({ warnings: [] })).toMatch(/^TARGET /);
  });

  it('ends with what is owed and what blocks it', () => {
    const end = (more: object) => told(more).split('\n\n').at(-1)!.split('\n');
    expect(end({})).toEqual([
      '3 jobs together: 3 min 20 s',
      'may go on: yes',
      'owed: Show this line: "Built with X" (required). X License, §1.',
    ]);
    const finding = { code: 'COMMERCIAL_PROHIBITED', license_id: 'CC-BY-NC-4.0', clause: '§2', remedy: 'replace it' }; // prettier-ignore
    const findings = [
      { ...finding, verdict: 'deny' },
      { ...finding, verdict: 'allow' },
    ];
    const refusal = { code: 'license_forbids_use', message: 'A license forbids it.', findings };
    const denied = { allowed_to_proceed: false, unavailable_reason: refusal, obligations: [], warnings: [] };
    expect(end(denied).slice(1)).toEqual([
      'may go on: no',
      'blocked by: COMMERCIAL_PROHIBITED (CC-BY-NC-4.0 §2); what to do: replace it',
    ]);
    const full = { ...denied, unavailable_reason: { code: 'insufficient_quota', message: 'It is full.' } };
    expect(end(full).slice(1)).toEqual(['may go on: no, It is full.']);
  });
});
