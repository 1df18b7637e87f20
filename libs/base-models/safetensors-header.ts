import { AppError, invalid } from '#kernel/errors.js';
import type { RandomAccess } from './random-access.js';
import { parseStrictJson } from '#kernel/strict-json.js';

export interface SafetensorsTensor {
  name: string;
  dtype: string;
  shape: number[];
  /** Byte range in the data part, end exclusive. */
  begin: number;
  end: number;
}

export interface SafetensorsHeader {
  tensors: SafetensorsTensor[];
  metadata: Record<string, string>;
  parameterCount: number;
}

// https://github.com/huggingface/safetensors: bits per element of every dtype of the format.
// prettier-ignore
const DTYPE_BITS: Readonly<Record<string, number>> = {
  F4: 4, F6_E2M3: 6, F6_E3M2: 6, BOOL: 8, U8: 8, I8: 8, F8_E5M2: 8, F8_E4M3: 8, F8_E8M0: 8,
  I16: 16, U16: 16, F16: 16, BF16: 16, I32: 32, U32: 32, F32: 32, I64: 64, U64: 64, F64: 64, C64: 64,
};
// The format allows 100 MB; the largest header seen in the wild is below 3 MB, and parsing costs about 20 times its size.
const MAX_HEADER_BYTES = 16 * 1024 * 1024;
const MAX_TENSORS = 100_000;
const MAX_DIMENSIONS = 16;

/**
 * The header of a safetensors file, believed only where it fits the file: byte ranges inside it, without overlap or hole,
 * each as long as dtype and shape say, ending at the end of the file. Throws AppError `bad_safetensors_header`.
 */
export async function readSafetensorsHeader(file: RandomAccess): Promise<SafetensorsHeader> {
  if (file.size < 10) throw bad(`the file has ${file.size} bytes, less than the shortest header`);
  const prefix = Buffer.from(await file.read(0, 8));
  const length = prefix.readBigUInt64LE(0);
  if (length > MAX_HEADER_BYTES)
    throw bad(`byte 0 says a header of ${length} bytes; at most ${MAX_HEADER_BYTES} are read`);
  const headerBytes = Number(length);
  if (8 + headerBytes > file.size) {
    throw bad(`byte 0 says a header of ${headerBytes} bytes, but the file has ${file.size}`);
  }
  const fields = parseHeader(await file.read(8, headerBytes));
  const { __metadata__: metadata, ...entries } = fields;
  const names = Object.keys(entries);
  if (names.length > MAX_TENSORS) throw bad(`${names.length} tensors; at most ${MAX_TENSORS} are read`);
  const tensors = names.map((name) => tensorOf(name, entries[name]));
  assertTiled(tensors, file.size - 8 - headerBytes);
  const parameterCount = tensors.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  return { tensors, metadata: metadataOf(metadata), parameterCount };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const value = text.startsWith('{') ? parseStrictJson(text, 3) : null;
    if (value !== null && typeof value === 'object') return value as Record<string, unknown>;
  } catch (error) {
    throw bad(`the header is no plain JSON: ${(error as Error).message.slice(0, 200)}`);
  }
  throw bad('the header is no JSON object');
}

function tensorOf(name: string, value: unknown): SafetensorsTensor {
  const at = `tensor ${JSON.stringify(name.slice(0, 100))}`;
  const { dtype, shape, data_offsets: range, ...rest } = (value ?? {}) as Record<string, unknown>;
  if (Object.keys(rest).length > 0)
    throw bad(`${at} has fields of no meaning: ${Object.keys(rest).slice(0, 3).join()}`);
  if (typeof dtype !== 'string' || !Object.hasOwn(DTYPE_BITS, dtype)) throw bad(`${at} has an unknown dtype`);
  if (!isCounts(shape) || shape.length > MAX_DIMENSIONS) throw bad(`${at} has no valid shape`);
  if (!isCounts(range) || range.length !== 2) throw bad(`${at} has no valid data_offsets`);
  const [begin, end] = range as [number, number];
  const bits = shape.reduce((product, size) => product * BigInt(size), BigInt(DTYPE_BITS[dtype]!));
  if (bits % 8n !== 0n || bits / 8n !== BigInt(end) - BigInt(begin)) {
    throw bad(
      `${at} is ${dtype} [${shape.join(', ')}] = ${bits} bits, but its data_offsets span ${end - begin} bytes`,
    );
  }
  return { name, dtype, shape, begin, end };
}

/** Every byte of the data belongs to exactly one tensor. */
function assertTiled(tensors: readonly SafetensorsTensor[], dataBytes: number): void {
  let at = 0;
  for (const { name, begin, end } of tensors.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) {
      const what = begin < at ? 'overlaps the one before it' : 'leaves a hole before it';
      throw bad(
        `tensor ${JSON.stringify(name.slice(0, 100))} starts at data byte ${begin}: ${what} (expected ${at})`,
      );
    }
    at = end;
  }
  if (at !== dataBytes)
    throw bad(`the tensors end at data byte ${at}, but the file has ${dataBytes} bytes of data`);
}

const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) &&
  value.every((size) => Number.isSafeInteger(size) && size >= 0 && !Object.is(size, -0));

function metadataOf(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  const good = value !== null && typeof value === 'object' && !Array.isArray(value);
  if (!good || !Object.values(value).every((text) => typeof text === 'string')) {
    throw bad('__metadata__ is no map of text to text');
  }
  return value as Record<string, string>;
}

const bad = (why: string): AppError =>
  invalid('bad_safetensors_header', `Not a sound safetensors file: ${why}.`);
