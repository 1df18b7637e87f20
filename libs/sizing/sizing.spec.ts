import { describe, expect, it } from '@jest/globals';
import { correctionOf, coverageOf } from './calibration.js';
import { adapterParameters, type ModelFacts, shapeOf } from './facts.js';
import { findGpu, GPUS } from './gpus.js';
import { hostBytes, memoryOf, totalOf, type Training, weightBytes } from './memory.js';
import { changesText, settingsThatFit } from './settings.js';
import { energyKwh, tokensPerSecond } from './speed.js';
import { rangeOf, verdictOf } from './verdict.js';

const GIB = 2 ** 30;
const llama7b: ModelFacts = {
  ...{ parameters: 6_738_415_616, hidden: 4096, layers: 32, intermediate: 11_008, heads: 32, kvHeads: 32 },
  ...{ vocabulary: 32_000, tied: false },
};
const llama65b = { ...llama7b, parameters: 65_285_660_672, hidden: 8192, layers: 80, intermediate: 22_016 };
const smol: ModelFacts = {
  ...{ parameters: 134_515_008, hidden: 576, layers: 30, intermediate: 1536, heads: 9, kvHeads: 3 },
  ...{ vocabulary: 49_152, tied: true },
};
const shape = (facts: ModelFacts) => shapeOf(facts).shape!;
const training = (extra: Partial<Training> = {}): Training => ({
  ...{ shape: shape(llama7b), device: 'cuda', dtype: 'bfloat16', adapter: { r: 16, targets: 'all-linear' } },
  ...{
    adapterBytes: 4,
    quantization: null,
    upcastsEmbedding: false,
    trainsEmbedding: false,
    sequences: 1,
    length: 512,
  },
  ...{ checkpointing: true, logits: 'full', attention: 'fused', optimizer: 'adamw', gpus: 1, zero: null },
  ...extra,
});
const gib = (of: Training) => totalOf(memoryOf(of)) / GIB;

describe('the shape of a model', () => {
  it('counts an adapter as PEFT does', () => {
    // peft, r 16, q k v o gate up down: 39,976,960 of Llama 2 7B; 4,884,480 of SmolLM2 135M
    const all = { r: 16, targets: 'all-linear' } as const;
    expect(adapterParameters(shape(llama7b), all)).toBe(39_976_960);
    expect(adapterParameters(shape(smol), all)).toBe(4_884_480);
    expect(adapterParameters(shape(llama7b), { r: 16, targets: ['q_proj', 'v_proj'] })).toBe(8_388_608);
  });

  it('derives what config.json may leave out, and names what it cannot do without', () => {
    const { shape: derived } = shapeOf({
      ...llama7b,
      intermediate: null,
      heads: null,
      kvHeads: null,
      tied: null,
    });
    expect(derived!.intermediate / 11_008).toBeCloseTo(1, 1);
    expect(shapeOf({ ...llama7b, hidden: null, vocabulary: null })).toEqual({
      shape: null,
      missing: "hidden_size, vocab_size of the base model's config.json",
    });
    expect(shapeOf(null).missing).toMatch(/number of parameters/);
  });
});

describe('memory', () => {
  it('holds published sizes', () => {
    const plain = {
      dtype: 'bfloat16',
      adapterBytes: 4,
      quantization: null,
      upcastsEmbedding: false,
    } as const;
    expect(weightBytes(shape(llama7b), plain) / 1e9).toBeCloseTo(13.48, 1);
    // QLoRA's paper: 65B in nf4 trains on one GPU of 48 GB, in 16 bit it does not even load
    const qlora = {
      shape: shape(llama65b),
      quantization: 'nf4',
      adapter: { r: 64, targets: 'all-linear' },
    } as const;
    expect(gib(training(qlora))).toBeLessThan(48);
    expect(weightBytes(shape(llama65b), plain) / GIB).toBeGreaterThan(48);
    // 16-bit weights, gradients and two moments of 7B: 8 bytes a parameter
    const full = memoryOf(training({ adapter: null }));
    expect((full.weights + full.gradients + full.optimizer) / llama7b.parameters).toBeCloseTo(8, 6);
    // ZeRO's 16 bytes a parameter and DeepSpeed's 32-bit gradient
    const zero = memoryOf(training({ adapter: null, zero: 0 }));
    expect((zero.weights + zero.gradients + zero.optimizer) / llama7b.parameters).toBeCloseTo(20, 0);
  });

  it('goes down with every setting that is there to save memory', () => {
    const wide = training({ sequences: 4, length: 2048, checkpointing: false });
    const saves: Partial<Training>[] = [
      { sequences: 2 },
      { length: 1024 },
      { checkpointing: true },
      { logits: 'chunked' },
      { quantization: 'nf4' },
      { adapter: { r: 8, targets: 'all-linear' } },
      { adapter: { r: 16, targets: ['q_proj'] } },
      { optimizer: 'adamw_8bit' },
      { optimizer: 'sgd' },
    ];
    for (const change of saves) expect(gib({ ...wide, ...change })).toBeLessThan(gib(wide));
    expect(gib({ ...wide, attention: 'eager' })).toBeGreaterThan(gib(wide));
    expect(gib({ ...wide, adapter: null })).toBeGreaterThan(gib(wide));
    const four = [1, 2, 3].map((zero) => gib(training({ adapter: null, gpus: 4, zero: zero as 1 | 2 | 3 })));
    expect([...four].sort((a, b) => b - a)).toEqual(four);
  });

  it('of a CPU is that of the process', () => {
    const cpu = training({ device: 'cpu', shape: shape(smol), dtype: 'float32', checkpointing: false });
    expect(hostBytes(cpu)).toBe(totalOf(memoryOf(cpu)));
    expect(hostBytes(training())).toBeLessThan(8 * GIB);
  });
});

describe('GPUs', () => {
  it('are told apart by what fits', () => {
    expect(new Set(GPUS.map(({ id }) => id)).size).toBe(GPUS.length);
    const verdicts = (of: Training) =>
      Object.fromEntries(
        ['rtx-4070', 'rtx-4090', 'a100-80', 'h200'].map((id) => [
          id,
          verdictOf(rangeOf(totalOf(memoryOf(of))), findGpu(id)!.memoryMb * 2 ** 20),
        ]),
      );
    expect(verdicts(training({ quantization: 'nf4' }))).toMatchObject({ 'rtx-4070': 'fits', h200: 'fits' });
    expect(verdicts(training())).toMatchObject({ 'rtx-4070': 'does_not_fit', 'rtx-4090': 'fits' });
    expect(verdicts(training({ adapter: null }))).toMatchObject({
      ...{ 'rtx-4090': 'does_not_fit', 'a100-80': 'fits' },
    });
    expect(verdictOf({ value: 10, low: 8, high: 13 }, 12)).toBe('tight');
  });

  it('have a speed by their rate, and none where the chip has no bfloat16', () => {
    const speed = (id: string) => tokensPerSecond(training({ length: 2048 }), findGpu(id)!);
    expect(speed('h100')! / speed('a100-80')!).toBeCloseTo(989 / 312, 1);
    expect(speed('t4')).toBeNull();
    expect(energyKwh(findGpu('l4')!, 3600)).toBeCloseTo(0.072 * 0.85, 6);
  });
});

describe('settings that fit', () => {
  const all = new Set([
    'trainer.batch_size',
    'trainer.gradient_accumulation_steps',
    'trainer.max_seq_length',
    'trainer.gradient_checkpointing',
    'trainer.use_liger_kernel',
    'adapter.type',
    'adapter.r',
  ]);
  const big = training({ sequences: 16, length: 2048 });
  const room = { available: 24_564 * 2 ** 20, accumulation: 1, batch: 16, factor: 1, allowed: all };

  it('are three, each by the estimator, the effective batch kept', () => {
    expect(verdictOf(rangeOf(totalOf(memoryOf(big))), room.available)).toBe('does_not_fit');
    const found = settingsThatFit(big, room);
    expect(found).toHaveLength(3);
    for (const one of found) {
      let so = big;
      for (const { param, to } of one.changes) {
        if (param === 'trainer.batch_size') so = { ...so, sequences: Number(to) };
        if (param === 'trainer.max_seq_length') so = { ...so, length: Number(to) };
        if (param === 'trainer.use_liger_kernel') so = { ...so, logits: 'chunked' };
        if (param === 'adapter.type') so = { ...so, quantization: 'nf4' };
        if (param === 'adapter.r') so = { ...so, adapter: { r: Number(to), targets: 'all-linear' } };
      }
      expect(totalOf(memoryOf(so))).toBe(one.bytes);
      expect(one.bytes).toBeLessThanOrEqual(room.available);
      const value = (name: string) => one.changes.find(({ param }) => param === name)?.to;
      const batch = value('trainer.batch_size');
      if (batch !== undefined)
        expect(Number(batch) * Number(value('trainer.gradient_accumulation_steps'))).toBe(16);
    }
    expect(new Set(found.map(changesText)).size).toBe(3);
  });

  it('propose only what a job can be given, and nothing where nothing helps', () => {
    const allowed = new Set(['adapter.r', 'trainer.max_seq_length']);
    for (const { changes } of settingsThatFit(big, { ...room, allowed }))
      for (const { param } of changes) expect(allowed).toContain(param);
    expect(settingsThatFit(big, { ...room, available: 2 * GIB })).toEqual([]);
  });

  it('believe what was seen to be needed over the formula', () => {
    const once = settingsThatFit(big, room).filter(({ verdict }) => verdict === 'fits').length;
    const twice = settingsThatFit(big, { ...room, factor: 1.6 });
    expect(once).toBeGreaterThan(0);
    for (const { bytes } of twice) expect(bytes).toBeLessThanOrEqual(room.available);
  });
});

describe('calibration', () => {
  const prior = { low: 0.8, high: 1.3 };
  it('draws towards the formula while jobs are few', () => {
    expect(correctionOf([], prior)).toEqual({ factor: 1, interval: prior, jobs: 0 });
    const factor = (count: number) => correctionOf(Array<number>(count).fill(2), prior).factor;
    expect(factor(1)).toBeCloseTo(2 ** 0.2, 6);
    expect(factor(4)).toBeCloseTo(Math.SQRT2, 6);
    expect(factor(1000)).toBeCloseTo(2, 1);
  });

  it('narrows the interval as jobs agree, and widens it where they do not', () => {
    const width = (ratios: number[]) => {
      const { low, high } = correctionOf(ratios, prior).interval;
      return high / low;
    };
    const widths = [0, 1, 4, 16].map((count) => width(Array<number>(count).fill(1.5)));
    expect([...widths].sort((a, b) => b - a)).toEqual(widths);
    expect(width([0.5, 2, 0.5, 2, 0.5, 2])).toBeGreaterThan(1.3 / 0.8);
    expect(width(Array<number>(1000).fill(1))).toBeGreaterThan(1.1);
  });

  it('counts what was told and came true', () => {
    const told = { value: 100, low: 80, high: 130 };
    expect(
      coverageOf([
        { formula: 100, told, actual: 90 },
        { formula: 100, told, actual: 200 },
        { formula: 100, told: null, actual: 200 },
      ]),
    ).toEqual({ jobs: 2, coverage: 0.5, median_error: (100 / 90 - 1 + 0.5) / 2 });
    expect(coverageOf([])).toEqual({ jobs: 0, coverage: null, median_error: null });
  });
});
