import { describe, expect, it } from '@jest/globals';
import { actualOf, type Ground, ofTraining } from './estimate.js';
import {
  adapterParameters,
  type ModelSize,
  totalOf,
  trainingMemory,
  weightBytes,
} from './estimate-memory.js';
import { costOf, flopsPerToken, gpuHourPrice, secondsFrom } from './estimate-time.js';
import { adapterBody, trainerBody } from './jobs.contract.js';
import { resolveSft } from './hyperparameters.js';
import type { FinetuneSpec } from './spec.js';

const GIB = 2 ** 30;
const llama7b: ModelSize = { parameters: 6_738_415_616, hidden: 4096, layers: 32, vocabulary: 32_000 };
const llama65b: ModelSize = { parameters: 65_285_660_672, hidden: 8192, layers: 80, vocabulary: 32_000 };
const smol: ModelSize = { parameters: 134_515_008, hidden: 576, layers: 30, vocabulary: 49_152 };
const facts = { rows: 480, parameterCount: 134_515_008, contextLength: 2048 };
const params = (adapter: object = {}, trainer: object = {}) =>
  resolveSft(adapterBody.parse(adapter), trainerBody.parse(trainer), facts);

describe('the parts of memory', () => {
  it('hold published sizes', () => {
    // 13.5 GB in 16 bit; QLoRA's paper: the weights of 65B in nf4 leave room for training on one GPU of 48 GB
    expect(weightBytes(llama7b, 'bfloat16', false) / 1e9).toBeCloseTo(13.48, 1);
    const qlora = trainingMemory({
      ...{ size: llama65b, params: params({ type: 'qlora', r: 64 }, { batch_size: 1 }), dtype: 'bfloat16' },
      ...{ device: 'cuda', length: 512 },
    });
    expect(qlora.weights / 1024).toBeCloseTo(32, 0);
    expect(totalOf(qlora) / 1024).toBeLessThan(48);
    expect(weightBytes(llama65b, 'bfloat16', false) / GIB).toBeGreaterThan(48);
  });

  it('count an adapter as PEFT does, or a little above where heads are grouped', () => {
    // peft, r 16, q k v o gate up down: 39,976,960 of Llama 2 7B; 4,884,480 of SmolLM2 135M, whose k and v heads are a third
    expect(adapterParameters(llama7b, { r: 16, target_modules: 'all-linear' }) / 39_976_960).toBeCloseTo(
      1,
      1,
    );
    const grouped = adapterParameters(smol, { r: 16, target_modules: 'all-linear' }) / 4_884_480;
    expect(grouped).toBeGreaterThan(1);
    expect(grouped).toBeLessThan(1.35);
    const some = adapterParameters(llama7b, { r: 16, target_modules: ['q_proj', 'v_proj'] });
    expect(some).toBe(16 * 32 * 4 * 4096); // 8,388,608, as LoRA's first users know it
  });

  it('grow with batch and length, shrink with nf4, and never by less than the weights', () => {
    const of = (adapter: object, trainer: object, length: number) =>
      trainingMemory({
        size: llama7b,
        params: params(adapter, trainer),
        dtype: 'bfloat16',
        device: 'cuda',
        length,
      });
    const small = of({}, { batch_size: 1 }, 512);
    expect(of({}, { batch_size: 8 }, 512).activations).toBeGreaterThan(7 * small.activations);
    expect(of({}, { batch_size: 1 }, 2048).activations).toBeGreaterThan(3 * small.activations);
    expect(of({ type: 'qlora' }, { batch_size: 1 }, 512).weights).toBeLessThan(small.weights / 3);
    expect(of({ r: 64 }, { batch_size: 1 }, 512).optimizer).toBeCloseTo(4 * small.optimizer, -1);
  });
});

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
    ...{ history: [], price: null },
  };
  const row = { mean: 50, longest: 80, basis: 'formula' as const, from: 'bytes' };
  const past = (seconds: number, peak: number, of: FinetuneSpec = spec) => ({
    id: 'job_1',
    spec: of,
    result: { seconds, peak_memory_mb: peak, environment: { device: 'cpu', dtype: 'bfloat16' } },
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
    expect(made.memory_mb).toMatchObject({ value: 1800, basis: 'measured' });
    const other = { ...spec, params: params({ type: 'qlora' }) };
    expect(ofTraining({ ...ground, history: [past(200, 1800)] }, other, row).seconds!.basis).toBe('formula');
  });

  it('says why it does not fit, and what would', () => {
    const tight = ofTraining({ ...ground, machine: { ...machine, memoryMb: 900 } }, spec, row);
    expect(tight.fits).toBe(false);
    expect(tight.fits_reason).toMatch(/MiB of the 900 MiB.*batch_size/);
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

  it('is held against what came of it', () => {
    const estimate = ofTraining(ground, spec, row);
    const seconds = estimate.seconds!.value;
    const actual = actualOf({ ...past(seconds * 1.5, 100), estimate })!;
    expect(actual.of_estimate).toMatchObject({ seconds: 1.5, tokens: 1, steps: null });
    expect(actualOf({ ...past(1, 1), result: null, estimate })).toBeNull();
    expect(actualOf({ ...past(3, 4), estimate: null })!.of_estimate.seconds).toBeNull();
  });
});
