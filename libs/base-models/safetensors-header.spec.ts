import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '#kernel/errors.js';
import { aSafetensors, safetensorsOf } from '../../test/support/model-files.js';
import { fromBytes } from './random-access.js';
import { readSafetensorsHeader } from './safetensors-header.js';

const read = (bytes: Uint8Array) => readSafetensorsHeader(fromBytes(bytes));
const f32 = (shape: unknown, from: unknown, to: unknown) => ({
  dtype: 'F32',
  shape,
  data_offsets: [from, to],
});

describe('the safetensors header reader', () => {
  it('reads tensors, metadata and the parameter count', async () => {
    const header = {
      __metadata__: { format: 'pt' },
      b: f32([2], 4, 12),
      a: f32([], 0, 4),
      none: f32([0, 5], 12, 12),
    };
    const { tensors, metadata, parameterCount } = await read(aSafetensors(header, 12));
    expect(tensors.map(({ name, begin, end }) => [name, begin, end])).toEqual([
      ['b', 4, 12],
      ['a', 0, 4],
      ['none', 12, 12],
    ]);
    expect(metadata).toEqual({ format: 'pt' });
    expect(parameterCount).toBe(3);
  });

  it('takes a header padded with spaces', async () => {
    expect((await read(safetensorsOf('{}      ', 0))).tensors).toEqual([]);
  });

  it.each<[string, Buffer, RegExp]>([
    [
      'a header longer than the file',
      safetensorsOf('{}', 0, 400),
      /header of 400 bytes, but the file has 10/,
    ],
    ['a header of 2^63 bytes', Buffer.from([0, 0, 0, 0, 0, 0, 0, 128, 123, 125]), /at most/],
    ['a file of three bytes', Buffer.from('abc'), /3 bytes/],
    ['text for a header', safetensorsOf('hello you', 0), /no JSON object/],
    ['an array for a header', safetensorsOf('[1,2]     ', 0), /no JSON object/],
    [
      'bytes that are no UTF-8',
      Buffer.concat([safetensorsOf('{"x', 0, 5), Buffer.from([0xff, 0xfe])]),
      /no plain JSON/,
    ],
    [
      'a tensor twice',
      safetensorsOf('{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\\u0061":{}}', 1),
      /twice/,
    ],
    ['deep nesting', safetensorsOf(`{"a":${'['.repeat(50_000)}`, 0), /nests deeper/],
    [
      'a tensor beyond the file',
      aSafetensors({ a: f32([4], 0, 16) }, 8),
      /end at data byte 16, but the file has 8/,
    ],
    ['bytes of no tensor', aSafetensors({ a: f32([1], 0, 4) }, 8), /end at data byte 4/],
    ['a shape that lies', aSafetensors({ a: f32([3], 0, 16) }, 16), /span 16 bytes/],
    ['a shape that overflows', aSafetensors({ a: f32([2 ** 52, 2 ** 52, 2 ** 52], 0, 16) }, 16), /span 16/],
    ['an overlap', aSafetensors({ a: f32([2], 0, 8), b: f32([2], 4, 12) }, 12), /overlaps/],
    ['a hole', aSafetensors({ a: f32([1], 0, 4), b: f32([1], 8, 12) }, 12), /hole/],
    ['a range that runs backwards', aSafetensors({ a: f32([1], 4, 0) }, 4), /span -4/],
    ['a negative size', aSafetensors({ a: f32([-1], 0, 4) }, 4), /shape/],
    ['half a size', aSafetensors({ a: f32([0.5], 0, 2) }, 2), /shape/],
    ['no shape', aSafetensors({ a: { dtype: 'F32', data_offsets: [0, 4] } }, 4), /shape/],
    ['three offsets', aSafetensors({ a: { ...f32([1], 0, 4), data_offsets: [0, 4, 4] } }, 4), /data_offsets/],
    ['an unknown dtype', aSafetensors({ a: { ...f32([1], 0, 4), dtype: 'toString' } }, 4), /dtype/],
    ['an unknown field', aSafetensors({ a: { ...f32([1], 0, 4), run: 'x' } }, 4), /no meaning: run/],
    ['metadata that is no text', aSafetensors({ __metadata__: { a: 1 } }, 0), /__metadata__/],
    ['null for a tensor', aSafetensors({ a: null }, 0), /dtype/],
    ['a tensor called __proto__', safetensorsOf('{"__proto__":{"dtype":"F32"}}', 0), /"__proto__"/],
  ])('refuses %s', async (_what, bytes, why) => {
    const error = await read(bytes).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ kind: 'invalid', code: 'bad_safetensors_header' });
    expect((error as AppError).message).toMatch(why);
  });

  it('answers or refuses, whatever the bytes', async () => {
    const sound = aSafetensors({ a: f32([2], 0, 8), b: f32([1, 1], 8, 12) }, 12);
    const bent = fc
      .array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
      .map((changes) =>
        changes.reduce((bytes, [at, value]) => (bytes.fill(value, at, at + 1), bytes), Buffer.from(sound)),
      );
    const cut = fc.nat(sound.length).map((end) => sound.subarray(0, end));
    const json = fc.json({ maxDepth: 4 }).map((text) => safetensorsOf(text, 4));
    const bytes = fc.oneof(bent, cut, json, fc.uint8Array({ maxLength: 200 }));
    await fc.assert(
      fc.asyncProperty(bytes, async (input) => {
        const outcome = await read(input).catch((cause: unknown) => cause);
        if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'bad_safetensors_header' });
        else expect(outcome).toHaveProperty('parameterCount');
      }),
      { numRuns: 5000 },
    );
  });
});
