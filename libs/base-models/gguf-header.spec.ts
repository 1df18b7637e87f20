import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AppError } from '#kernel/errors.js';
import { aGguf, ggufText, type GgufParts, u32, u64 } from '../../test/support/model-files.js';
import { readGgufHeader } from './gguf-header.js';
import { fromBytes, type RandomAccess } from './random-access.js';

const read = (parts: GgufParts = {}) => readGgufHeader(fromBytes(aGguf(parts)));
const tensor = (change: object) => ({ name: 'w', shape: [32, 2], type: 8, offset: 0, ...change });
const nested = (depth: number): Buffer =>
  depth === 0 ? Buffer.concat([u32(4), u64(1), u32(7)]) : Buffer.concat([u32(9), u64(1), nested(depth - 1)]);

describe('the GGUF header reader', () => {
  it('reads values, tensors and the parameter count', async () => {
    const { metadata, tensors, parameterCount, version } = await read();
    expect(version).toBe(3);
    expect(metadata.get('general.architecture')).toBe('llama');
    expect(metadata.get('llama.context_length')).toBe(2048);
    expect(metadata.get('tokenizer.ggml.tokens')).toEqual({ arrayLength: 2 });
    expect(tensors).toEqual([{ name: 'w', type: 'Q8_0', shape: [32, 2], begin: 0, end: 68 }]);
    expect(parameterCount).toBe(64);
  });

  it('takes padding behind the last tensor, and none', async () => {
    await expect(read({ dataBytes: 96 })).resolves.toBeDefined();
    await expect(read({ dataBytes: 97 })).rejects.toMatchObject({ code: 'bad_gguf_header' });
    await expect(read({ dataBytes: 67 })).rejects.toMatchObject({ code: 'bad_gguf_header' });
  });

  it('reads a header longer than its first read', async () => {
    const tokens = Buffer.concat(Array.from({ length: 120_000 }, (_, i) => ggufText(`token${i}`)));
    const values: GgufParts['values'] = [['t', 9, Buffer.concat([u32(8), u64(120_000), tokens])]];
    expect((await read({ values })).metadata.get('t')).toEqual({ arrayLength: 120_000 });
  });

  it.each<[string, GgufParts, RegExp]>([
    ['another magic', { magic: 'GGML' }, /begin with GGUF/],
    ['version 1', { version: 1 }, /version 1/],
    ['a big-endian file', { version: 0x03000000 }, /little-endian/],
    ['2^60 tensors', { tensorCount: 1n << 60n }, /tensor count/],
    ['2^60 values', { valueCount: 1n << 60n }, /metadata count/],
    ['more tensors than there are', { tensorCount: 3 }, /./],
    ['a key of 2^40 bytes', { values: [['', 4, Buffer.alloc(0)]], valueCount: 2, tensors: [] }, /./],
    [
      'a key twice',
      {
        values: [
          ['k', 4, u32(1)],
          ['k', 4, u32(2)],
        ],
      },
      /comes twice/,
    ],
    ['an unknown value type', { values: [['k', 99, u32(1)]] }, /value type 99/],
    ['an unknown array type', { values: [['k', 9, Buffer.concat([u32(77), u64(1)])]] }, /array type 77/],
    [
      'an array longer than the file',
      { values: [['k', 9, Buffer.concat([u32(4), u64(1n << 50n)])]] },
      /length of an array/,
    ],
    ['a text longer than the file', { values: [['k', 8, u64(1 << 20)]] }, /needs 1048576 bytes/],
    ['arrays in arrays in arrays', { values: [['k', 9, nested(5)]] }, /nest deeper/],
    ['a boolean of 2', { values: [['k', 7, Buffer.from([2])]] }, /boolean of 2/],
    ['an alignment of 3', { values: [['general.alignment', 4, u32(3)]] }, /alignment/],
    ['an alignment of 0', { values: [['general.alignment', 4, u32(0)]] }, /alignment/],
    [
      'a tensor larger than the file',
      { tensors: [tensor({ shape: [32, 1 << 20] })] },
      /more than the file has/,
    ],
    [
      'a shape that overflows',
      { tensors: [tensor({ shape: [1n << 52n, 1n << 52n, 1n << 52n] })] },
      /more than the file/,
    ],
    ['rows that do not fit blocks', { tensors: [tensor({ shape: [31, 2] })] }, /blocks of 32/],
    ['five dimensions', { tensors: [tensor({ shape: [32, 1, 1, 1, 1] })] }, /5 dimensions/],
    ['an unknown tensor type', { tensors: [tensor({ type: 4 })] }, /unknown type 4/],
    ['an offset beyond the file', { tensors: [tensor({ offset: 1 << 20 })] }, /the offset/],
    ['an offset off its place', { tensors: [tensor({ offset: 8 })], dataBytes: 76 }, /hole/],
    ['tensors that overlap', { tensors: [tensor({}), tensor({ name: 'v' })] }, /overlaps/],
    ['a tensor twice', { tensors: [tensor({}), tensor({ offset: 96 })], dataBytes: 164 }, /comes twice/],
    ['a tensor name of 65 bytes', { tensors: [tensor({ name: 'x'.repeat(65) })] }, /name of tensor/],
  ])('refuses %s', async (_what, parts, why) => {
    const error = await read(parts).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ kind: 'invalid', code: 'bad_gguf_header' });
    expect((error as AppError).message).toMatch(why);
  });

  it('reads at most 64 MiB of a file of 1 TB that claims an endless tokenizer', async () => {
    const head = aGguf({
      values: [['t', 9, Buffer.concat([u32(8), u64(1n << 30n)])]],
      tensors: [],
      dataBytes: 0,
    });
    let most = 0;
    const file: RandomAccess = {
      size: 2 ** 40,
      async read(_offset, length) {
        most = Math.max(most, length);
        const bytes = Buffer.alloc(length);
        head.copy(bytes);
        return bytes;
      },
    };
    await expect(readGgufHeader(file)).rejects.toMatchObject({ code: 'bad_gguf_header' });
    expect(most).toBeLessThanOrEqual(64 * 1024 * 1024);
  });

  it('answers or refuses, whatever the bytes', async () => {
    const sound = aGguf();
    const bent = fc
      .array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
      .map((changes) =>
        changes.reduce((bytes, [at, value]) => (bytes.fill(value, at, at + 1), bytes), Buffer.from(sound)),
      );
    const cut = fc.nat(sound.length).map((end) => sound.subarray(0, end));
    const tail = fc
      .uint8Array({ maxLength: 200 })
      .map((rest) => Buffer.concat([sound.subarray(0, 24), rest]));
    await fc.assert(
      fc.asyncProperty(fc.oneof(bent, cut, tail), async (input) => {
        const outcome = await readGgufHeader(fromBytes(input)).catch((cause: unknown) => cause);
        if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'bad_gguf_header' });
        else expect(outcome).toHaveProperty('parameterCount');
      }),
      { numRuns: 5000 },
    );
  });
});
