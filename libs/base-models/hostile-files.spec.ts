import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '#kernel/errors.js';
import { aGguf, aSafetensors, ggufText, safetensorsOf, u32, u64 } from '../../test/support/model-files.js';
import { factsOfConfig, factsOfGguf, parseModelJson } from './model-facts.js';
import { dangerOf, roleOf } from './model-folder.js';
import { inspectFile } from './model-inspect.js';
import type { RandomAccess } from './random-access.js';
import { readSafetensorsHeader } from './safetensors-header.js';

const CODES = [
  'bad_safetensors_header',
  'bad_gguf_header',
  'bad_model_file',
  'custom_code',
  'forbidden_file',
];
const MOST_BYTES = 64 * 1024 * 1024;
// that it ends: what it read says that it did not go through the file
const MOST_MS = 30_000;

/** What a reader does to a file: it may ask for bytes inside it alone, and for no more at once than a header may have. */
function watched(bytes: Uint8Array, size = bytes.length): RandomAccess & { most: number } {
  const file = {
    size,
    most: 0,
    read: async (offset: number, length: number) => {
      if (!(offset >= 0 && length >= 0 && offset + length <= size))
        throw new Error(`read outside: ${offset}+${length}`);
      file.most = Math.max(file.most, length);
      if (length > MOST_BYTES) throw new Error(`asked for ${length} bytes at once`);
      if (offset + length <= bytes.length) return bytes.subarray(offset, offset + length);
      const out = new Uint8Array(length);
      out.set(bytes.subarray(offset, offset + length));
      return out;
    },
  };
  return file;
}

/** An answer, or a refusal that says which file and why; anything else fails the test. */
async function outcome(path: string, file: RandomAccess): Promise<'taken' | 'refused'> {
  try {
    const { safetensors, gguf, json } = await inspectFile(path, file);
    if (json) facts(() => factsOfConfig(json, safetensors?.parameterCount ?? 1));
    if (gguf) facts(() => factsOfGguf(gguf));
    const tensors = [...(safetensors?.tensors ?? []), ...(gguf?.tensors ?? [])];
    expect(tensors.every(({ begin, end }) => begin >= 0 && end >= begin && end <= file.size)).toBe(true);
    return 'taken';
  } catch (error) {
    refusal(error);
    return 'refused';
  }
}
function facts(read: () => { parameterCount: number }): void {
  try {
    expect(read().parameterCount).toBeGreaterThanOrEqual(0);
  } catch (error) {
    refusal(error);
  }
}
function refusal(error: unknown): void {
  if (!(error instanceof AppError)) throw error;
  expect(error.kind).toBe('invalid');
  expect(CODES).toContain(error.code);
  expect(error.message.length).toBeLessThan(2000);
}

const assert = <T>(property: fc.IAsyncPropertyWithHooks<T>, numRuns: number) =>
  fc.assert(property, { numRuns });
/** Small changes, cuts, and parts that stand where they do not belong. */
const bent = (sound: Buffer): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    fc
      .array(fc.tuple(fc.nat(sound.length - 1), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff, 0x22, 0x7b)), {
        minLength: 1,
        maxLength: 8,
      })
      .map((changes) =>
        changes.reduce((all, [at, value]) => (all.fill(value, at, at + 1), all), Buffer.from(sound)),
      ),
    fc.nat(sound.length).map((end) => sound.subarray(0, end)),
    fc
      .tuple(fc.nat(sound.length), fc.uint8Array({ maxLength: 24 }))
      .map(([at, more]) => Buffer.concat([sound.subarray(0, at), more, sound.subarray(at)])),
    fc.tuple(fc.nat(sound.length - 8), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })).map(([at, value]) => {
      const all = Buffer.from(sound);
      all.writeBigUInt64LE(value, at); // a count or a length that lies
      return all;
    }),
  );

const safetensors = aSafetensors(
  {
    __metadata__: { format: 'pt' },
    a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
    b: { dtype: 'BF16', shape: [1, 2], data_offsets: [8, 12] },
  },
  12,
);
const gguf = aGguf({
  values: [
    ['general.architecture', 8, ggufText('llama')],
    ['general.alignment', 4, u32(32)],
    ['llama.context_length', 4, u32(2048)],
    ['nested', 9, Buffer.concat([u32(9), u64(1), u32(4), u64(2), u32(1), u32(2)])],
    ['tokenizer.ggml.tokens', 9, Buffer.concat([u32(8), u64(2), ggufText('a'), ggufText('b')])],
  ],
});
const config = Buffer.from(
  JSON.stringify({
    architectures: ['LlamaForCausalLM'],
    hidden_size: 64,
    quantization_config: { quant_method: 'bitsandbytes', load_in_4bit: true },
    rope_scaling: { type: 'yarn', factor: 2 },
  }),
);
const tokenizer = Buffer.from(
  JSON.stringify({
    chat_template: '{{ messages }}',
    added_tokens_decoder: { 0: { content: '<s>', special: true } },
  }),
);

const refusedRole = (path: string): string => {
  try {
    return roleOf(path);
  } catch (error) {
    refusal(error);
    return (error as AppError).code;
  }
};

const NAMES = [
  'model.safetensors',
  'model.gguf',
  'config.json',
  'tokenizer_config.json',
  'tokenizer.json',
  'tokenizer.model',
  'README.md',
];

describe('a file of a model that somebody else made', () => {
  it.each([
    ['model.safetensors', safetensors],
    ['model.gguf', gguf],
    ['config.json', config],
    ['tokenizer_config.json', tokenizer],
  ] as const)('is taken as it was, and taken or refused however it is bent: %s', async (name, sound) => {
    expect(await outcome(name, watched(sound))).toBe('taken');
    const counts = { taken: 0, refused: 0 };
    await assert(
      fc.asyncProperty(bent(sound), async (bytes) => {
        counts[await outcome(name, watched(bytes))] += 1;
      }),
      300,
    );
    expect(counts.refused).toBeGreaterThan(30);
  });

  it('is taken or refused whatever its bytes are, under every name', async () => {
    await assert(
      fc.asyncProperty(
        fc.constantFrom(...NAMES),
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc.json({ maxDepth: 6 }).map((text) => Buffer.from(text)),
          fc.json({ maxDepth: 3 }).map((text) => safetensorsOf(text, 8)),
          fc.constantFrom(safetensors, gguf, config, tokenizer),
        ),
        async (name, bytes) => {
          await outcome(name, watched(bytes));
        },
      ),
      300,
    );
  });

  it('asks for no more than a header may have, however long the file says it is', async () => {
    const size = Number.MAX_SAFE_INTEGER;
    const claims = [
      u64(2 ** 40),
      u64(2n ** 63n),
      u64(16 * 2 ** 20),
      Buffer.concat([u64(15 * 2 ** 20), Buffer.from('{')]),
    ];
    for (const head of claims) {
      const file = watched(head, size);
      expect(await outcome('model.safetensors', file)).toBe('refused');
      expect(file.most).toBeLessThanOrEqual(16 * 2 ** 20);
    }
    // metadata of one array that goes on to the end of the file, which is zeros: empty texts, empty arrays, single bytes
    for (const [inner, length] of [
      [8, 2 ** 30],
      [8, 1_900_000],
      [9, 1_900_000],
      [0, 2 ** 30],
    ] as const) {
      const head = aGguf({
        values: [['x', 9, Buffer.concat([u32(inner), u64(length)])]],
        tensors: [],
        dataBytes: 0,
      });
      const file = watched(head, size);
      const started = performance.now();
      expect(await outcome('model.gguf', file)).toBe('refused');
      expect(file.most).toBeLessThanOrEqual(MOST_BYTES);
      expect(performance.now() - started).toBeLessThan(MOST_MS);
    }
    const started = performance.now();
    expect(await outcome('config.json', watched(config, size))).toBe('refused');
    expect(performance.now() - started).toBeLessThan(MOST_MS);
  }, 60_000);

  it('may be deep, long or repeated: time goes with its length', async () => {
    const many = Array.from(
      { length: 60_000 },
      (_, at) => `"t${at}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`,
    );
    const heavy: [string, Buffer][] = [
      ['model.safetensors', safetensorsOf(`{${many.join()}}`, 0)],
      ['model.safetensors', safetensorsOf(`{${'"a":'.repeat(1_000_000)}`, 0)],
      ['model.safetensors', safetensorsOf(`{"${'\\u0061'.repeat(500_000)}":1}`, 0)],
      ['config.json', Buffer.from(`{"a":${'['.repeat(500_000)}`)],
      ['config.json', Buffer.from(`{"a":"${'\\\\'.repeat(500_000)}`)],
      ['config.json', Buffer.from(`{${Array.from({ length: 100_000 }, (_, at) => `"k${at}":{}`).join()}}`)],
    ];
    for (const [name, bytes] of heavy) {
      const started = performance.now();
      await outcome(name, watched(bytes));
      expect(performance.now() - started).toBeLessThan(MOST_MS);
    }
  }, 60_000);

  it('is refused as a pickle or code by its name alone, whatever stands before the ending', () => {
    const ending = fc.constantFrom(
      'bin',
      'pt',
      'PTH',
      'pkl',
      'ckpt',
      'npz',
      'py',
      'so',
      'exe',
      'onnx',
      'h5',
      'zip',
      'tar',
      '7z',
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), ending, (stem, end) => {
        const name = `${stem.replaceAll('/', '')}.${end}`;
        expect(refusedRole(`folder/${name}`)).toBe('forbidden_file');
        if (!['zip', 'tar', '7z'].includes(end)) expect(dangerOf(name)).not.toBeNull();
      }),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (path) => {
        try {
          expect(['weights', 'gguf', 'config', 'text', 'tokenizer']).toContain(roleOf(path));
        } catch (error) {
          refusal(error);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is refused as a pickle under a harmless name', async () => {
    const text = fc.constantFrom('config.json', 'README.md', 'vocab.txt', 'LICENSE', 'merges.txt');
    const pickle = fc
      .tuple(fc.constantFrom(2, 3, 4, 5), fc.uint8Array({ maxLength: 60 }))
      .map(([protocol, rest]) => Buffer.concat([Buffer.from([0x80, protocol]), rest]));
    await assert(
      fc.asyncProperty(text, pickle, async (name, bytes) => {
        expect(await outcome(name, watched(bytes))).toBe('refused');
      }),
      500,
    );
  });

  it('asks for no code at any depth, under any spelling that JSON has for the name', async () => {
    const key = fc.constantFrom('auto_map', 'trust_remote_code', 'custom_pipelines');
    await assert(
      fc.asyncProperty(key, fc.nat(10), fc.nat(15), async (name, depth, at) => {
        const spelled = [...name].map((char, i) => {
          return i === at ? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}` : char;
        });
        const text = `${'{"x":['.repeat(depth)}{"${spelled.join('')}":true}${']}'.repeat(depth)}`;
        expect(JSON.stringify(parseModelJson('config.json', text))).toContain(name);
        await expect(inspectFile('config.json', watched(Buffer.from(text)))).rejects.toMatchObject({
          code: 'custom_code',
        });
      }),
      50,
    );
  });

  it('may be what bitsandbytes and compressed-tensors write', async () => {
    const tensors: [string, string, number[], number][] = [
      ['q.weight', 'U8', [2048, 1], 2048],
      ['q.weight.absmax', 'U8', [64], 64],
      ['q.weight.quant_state.bitsandbytes__nf4', 'U8', [165], 165],
      ['k.weight', 'I8', [64, 64], 4096],
      ['k.weight_format', 'U8', [], 1],
      ['v.weight', 'F8_E4M3', [32, 64], 2048],
      ['v.weight_packed', 'I32', [64, 8], 2048],
      ['v.weight_shape', 'I64', [2], 16],
    ];
    let at = 0;
    const header = Object.fromEntries(
      tensors.map(([name, dtype, shape, bytes]) => [
        name,
        { dtype, shape, data_offsets: [at, (at += bytes)] },
      ]),
    );
    expect((await readSafetensorsHeader(watched(aSafetensors(header, at)))).tensors).toHaveLength(
      tensors.length,
    );
  });
});
