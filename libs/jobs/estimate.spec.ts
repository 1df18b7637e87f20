import { describe, expect, it } from '@jest/globals';
import { ofTraining } from './estimate.js';
import type { Ground } from './estimate-ground.js';
import { costOf, flopsPerToken, gpuHourPrice, secondsFrom } from './estimate-time.js';
import { adapterBody, trainerBody } from './finetune.contract.js';
import { resolveSft } from './hyperparameters.js';
import { actualOf } from './outcome.js';
import type { FinetuneSpec } from './spec.js';

const smol = {
  ...{ parameters: 134_515_008, hidden: 576, layers: 30, intermediate: 1536, heads: 9, kvHeads: 3 },
  ...{ vocabulary: 49_152, tied: true },
};
const facts = { rows: 480, parameterCount: 134_515_008, contextLength: 2048 };
const params = (adapter: object = {}, trainer: object = {}) =>
  resolveSft(adapterBody.parse(adapter), trainerBody.parse(trainer), facts);

describe('time', () => {
  it('is a line through earlier jobs: loading is not multiplied', () => {
    const samples = [1000, 2000, 5000, 9000].map((units) => ({ units, seconds: 30 + units / 100 }));
    expect(secondsFrom(samples, 100_000)).toBeCloseTo(1030, 6);
    expect(secondsFrom(samples.slice(0, 1), 10_000)).toBeCloseTo(400, 6);
    expect(secondsFrom([], 10)).toBeNull();
    // a slope that points down is noise: the median of the rates holds
    expect(
      secondsFrom(
        [
          { units: 1, seconds: 9 },
          { units: 2, seconds: 4 },
          { units: 3, seconds: 3 },
        ],
        10,
      ),
    ).toBe(20);
  });

  it('counts operations per token by method', () => {
    expect(flopsPerToken(10, 'sft', false)).toBe(40);
    expect(flopsPerToken(10, 'sft', true)).toBe(60);
    expect(flopsPerToken(10, 'dpo', false)).toBe(60);
  });

  it('costs what the setting says, to the nano', () => {
    const price = gpuHourPrice('2.50 EUR')!;
    expect(costOf(5400, price)).toEqual({ currency: 'EUR', units: 3, nanos: 750_000_000 });
    expect(costOf(1, price)).toEqual({ currency: 'EUR', units: 0, nanos: 694_444 });
    expect([gpuHourPrice(undefined), gpuHourPrice('cheap')]).toEqual([null, null]);
  });
});

describe('an estimate of a training', () => {
  const spec: FinetuneSpec = {
    kind: 'finetune',
    base_model: 'bm_1',
    dataset_version: 'dsv_1',
    rows: 480,
    params: params(),
  };
  const machine = { cpus: 2, memoryMb: 24_576, gpus: 0, gpuMemoryMb: null, slots: 1 };
  const ground: Ground = {
    ...{ kind: 'finetune', base: 'bm_1', target: 'process', machine, device: 'cpu', size: smol },
    ...{ history: [], family: [], price: null },
  };
  const row = { mean: 50, longest: 80, basis: 'formula' as const, from: 'bytes' };
  const past = (seconds: number, peak: number, of: FinetuneSpec = spec) => ({
    id: 'job_1',
    spec: of,
    result: { seconds, peak_memory_mb: peak, environment: { device: 'cpu', dtype: 'bfloat16' } },
    estimate: null,
    trainedTokens: 24_000n,
  });

  it('says by formula what nobody has measured', () => {
    const made = ofTraining(ground, spec, row);
    expect(made.tokens).toEqual({ value: 24_000, basis: 'formula', from: 'bytes' });
    expect(made.steps!.value).toBe(60);
    expect(made.seconds).toMatchObject({ basis: 'formula' });
    // 142 to 156 tokens/s were measured on two such cores; loading comes on top
    expect(made.seconds!.value).toBeGreaterThan(24_000 / 156);
    expect(made.seconds!.value).toBeLessThan(2 * (24_000 / 142));
    expect(made).toMatchObject({ fits: true, cost: null, gpu_seconds: null });
  });

  it('prefers what earlier jobs of the same method have measured', () => {
    const made = ofTraining({ ...ground, history: [past(200, 1800)] }, spec, row);
    expect(made.seconds).toMatchObject({ value: 200, basis: 'measured' });
    expect(made.memory_mb).toMatchObject({ value: 1717, basis: 'measured' }); /* 1800 x 10^6 bytes in MiB */
    const other = { ...spec, params: params({ type: 'qlora' }) };
    expect(ofTraining({ ...ground, history: [past(200, 1800)] }, other, row).seconds!.basis).toBe('formula');
  });

  it('says why it does not fit, and what would', () => {
    const tight = ofTraining({ ...ground, machine: { ...machine, memoryMb: 900 } }, spec, row);
    expect(tight.fits).toBe(false);
    expect(tight.fits_reason).toMatch(/of the 900 MiB.*batch_size/);
    expect(ofTraining({ ...ground, machine: null }, spec, row)).toMatchObject({ fits: null });
    expect(ofTraining({ ...ground, size: null }, spec, row)).toMatchObject({ fits: null, seconds: null });
  });

  it('shares the memory of a machine among its slots, and asks a GPU for its own', () => {
    expect(ofTraining({ ...ground, machine: { ...machine, slots: 4 } }, spec, row).target.memory_mb).toBe(
      6144,
    );
    const gpu = { ...machine, gpus: 1, gpuMemoryMb: 81_559 };
    const price = gpuHourPrice('2 USD');
    const made = ofTraining({ ...ground, machine: gpu, device: 'cuda', price }, spec, row);
    expect(made.target).toEqual({ name: 'process', device: 'cuda', memory_mb: 81_559 });
    expect(made.gpu_seconds).toEqual(made.seconds);
    expect(made.cost!.currency).toBe('USD');
  });

  const together = (nproc_per_node: number, nnodes = 1): FinetuneSpec => ({
    ...spec,
    processes: { nproc_per_node, nnodes },
  });

  it('of several GPUs: each holds the model, the time is shared, every GPU is paid for', () => {
    const gpu = { ...machine, gpus: 8, gpuMemoryMb: 81_559 };
    const on = { ...ground, machine: gpu, device: 'cuda' as const, price: gpuHourPrice('2 USD') };
    const large = { ...on, size: { ...smol, parameters: 8e9, layers: 300 } };
    const [one, four] = [ofTraining(large, spec, row), ofTraining(large, together(2, 2), row)];
    expect(four.steps!.value).toBe(one.steps!.value / 4);
    expect(four.tokens).toEqual(one.tokens);
    expect(four.seconds!.value).toBeLessThan(one.seconds!.value);
    expect(four.gpu_seconds!.value).toBe(4 * four.seconds!.value);
    expect(four.gpu_seconds!.from).toMatch(/x 4 GPUs$/);
    expect(four.cost).toEqual(costOf(4 * four.seconds!.value, on.price!));
    const { gradients, ...rest } = four.memory_mb!.parts!;
    // replicated, and DDP's buckets hold the gradients once more
    expect(one.memory_mb!.parts).toMatchObject(rest);
    expect(Math.abs(gradients - 2 * one.memory_mb!.parts!.gradients)).toBeLessThan(2);
    // of one machine, two of the four
    expect(four.host_memory_mb!.value).toBeCloseTo(2 * one.host_memory_mb!.value, -1);
  });

  it('of several processes on CPUs: what is said of one is held against its slot', () => {
    const cpu = { ...ground, machine: { ...machine, cpus: 8, slots: 4 } };
    const [one, two] = [ofTraining(cpu, spec, row), ofTraining(cpu, together(2), row)];
    expect(two.host_memory_mb!.value).toBe(2 * two.memory_mb!.value);
    expect(two.memory_mb!.value).toBeLessThan(1.1 * one.memory_mb!.value);
    expect(two.target.memory_mb).toBe(6144);
    expect(two.gpu_seconds).toBeNull();
    const alone = ofTraining({ ...cpu, history: [past(200, 1800)] }, together(2), row);
    expect(alone.seconds!.basis).toBe('formula'); // one process is no measure of two
  });

  it('is held against what came of it', () => {
    const estimate = ofTraining(ground, spec, row);
    const seconds = estimate.seconds!.value;
    const actual = actualOf({ ...past(seconds * 1.5, 100), estimate })!;
    expect(actual.of_estimate).toMatchObject({ seconds: 1.5, tokens: 1, steps: null });
    expect(actualOf({ ...past(1, 1), result: null, estimate })).toBeNull();
    expect(actualOf({ ...past(3, 4), estimate: null })!.of_estimate.seconds).toBeNull();
  });
});
