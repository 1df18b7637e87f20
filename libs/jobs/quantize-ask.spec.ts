import { describe, expect, it } from '@jest/globals';
import { assertGroupsFit, formatOf, quantizationOf, quantizeOutput, QUANTIZE_TYPES } from './quantize-ask.js';
import { quantizeBody } from './quantize.contract.js';
import { JobSpec } from './recipe.contract.js';

const asked = (over: object) =>
  quantizationOf(quantizeBody.parse({ kind: 'quantize', model: `art_${'0'.repeat(26)}`, ...over }), [
    'jobs',
    1,
  ]);
const calibration = { dataset_version: 'dsv_1' };
const refused = (param: string, message: string) =>
  expect.objectContaining({
    code: 'invalid_value',
    details: { param: `jobs[1].${param}` },
    message: expect.stringContaining(message),
  });

describe('what a quantisation may ask', () => {
  it('knows the format and the artifact of every type', () => {
    expect(QUANTIZE_TYPES.map((type) => `${formatOf(type)} ${quantizeOutput(type)}`)).toEqual([
      ...Array<string>(5).fill('gguf gguf'),
      ...Array<string>(2).fill('bitsandbytes quantized'),
      ...Array<string>(3).fill('compressed-tensors quantized'),
    ]);
  });

  it('is a type alone, and data where scales are chosen by it', () => {
    expect(asked({})).toEqual({ type: 'q8_0' });
    expect(asked({ format: 'bitsandbytes', type: 'bnb_nf4' })).toEqual({ type: 'bnb_nf4' });
    expect(asked({ type: 'fp8_dynamic' })).toEqual({ type: 'fp8_dynamic' });
    expect(asked({ type: 'gptq_w4a16', calibration })).toEqual({
      type: 'gptq_w4a16',
      group_size: 128,
      calibration: { ...calibration, split: 'train', rows: 256, max_seq_length: 2048 },
    });
  });

  it.each<[string, object, string, string]>([
    ['a type of another format', { format: 'bitsandbytes' }, 'type', 'bnb_int8, bnb_nf4'],
    ['GPTQ without data', { type: 'gptq_w4a16' }, 'calibration', "'calibration.dataset_version'"],
    ['data for what reads none', { type: 'bnb_nf4', calibration }, 'calibration', 'gptq_w4a16 and awq_w4a16'],
    ['groups for what has none', { type: 'fp8_dynamic', group_size: 64 }, 'group_size', 'gptq_w4a16'],
  ])('is not %s', (_, over, param, message) => {
    expect(() => asked(over)).toThrow(refused(param, message));
  });

  it('has groups that end with the row', () => {
    const fits = (size: number, hiddenSize: number | null, intermediateSize: number | null) => () =>
      assertGroupsFit(size, { hiddenSize, intermediateSize }, ['jobs', 1]);
    expect(fits(128, 4096, 11008)).not.toThrow();
    expect(fits(64, 576, 1536)).not.toThrow();
    expect(fits(128, null, null)).not.toThrow(); // the recipe reads the matrices themselves
    expect(fits(128, 576, 1536)).toThrow(refused('group_size', 'hidden_size 576; take group_size 64'));
    expect(fits(128, 576, 1000)).toThrow(
      refused('group_size', '576 and intermediate_size 1000; no group size'),
    );
    expect(fits(64, 4096, 4100)).toThrow(refused('group_size', 'take fp8_dynamic'));
  });

  it('is told to its recipe so that the recipe takes it', () => {
    const spec = (recipe: string, params: object) => ({
      ...{ schema_version: 1, kind: 'quantize', recipe, job_id: 'job_1', attempt: 1, seed: 1, params },
      inputs: { model: { path: '/m' } },
    });
    const groups = { group_size: 64, rows: 16, max_seq_length: 128 };
    const good = (recipe: string, params: object) => JobSpec.safeParse(spec(recipe, params)).success;
    expect(good('quantize_bnb', { type: 'bnb_int8' })).toBe(true);
    expect(good('quantize_bnb', { type: 'q8_0' })).toBe(false);
    expect(good('quantize_compressed', { type: 'fp8_dynamic' })).toBe(true);
    expect(good('quantize_compressed', { type: 'gptq_w4a16', ...groups })).toBe(true);
    expect(good('quantize_compressed', { type: 'gptq_w4a16' })).toBe(false);
    expect(good('quantize_compressed', { type: 'awq_w4a16', ...groups, group_size: 48 })).toBe(false);
  });
});
