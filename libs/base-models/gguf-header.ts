import { GGML_TYPES } from './ggml-types.js';
import { badGguf, GgufCursor, NeedMore, SCALAR_BYTES } from './gguf-cursor.js';
import type { RandomAccess } from './random-access.js';

export type GgufValue = string | number | boolean | bigint | { arrayLength: number };

export interface GgufTensor {
  name: string;
  type: string;
  shape: number[];
  /** Byte range in the data part, end exclusive. */
  begin: number;
  end: number;
}

export interface GgufHeader {
  version: number;
  metadata: Map<string, GgufValue>;
  tensors: GgufTensor[];
  parameterCount: number;
}

// Bounds on what a header may make us do. A tokenizer of 262,144 entries with its merges takes about 16 MB.
const MAX_HEADER_BYTES = 64 * 1024 * 1024;
const MAX_VALUES = 10_000;
const MAX_TENSORS = 100_000;
/** Texts and arrays in arrays, of all metadata together; Gemma's tokens and merges are 780,000. */
const MAX_ITEMS = 2_000_000;
const MAX_KEY_BYTES = 65_535;
const MAX_TEXT_BYTES = 4 * 1024 * 1024;
const MAX_ARRAY_DEPTH = 2;
/** GGML_MAX_NAME and GGML_MAX_DIMS of ggml.h. */
const MAX_NAME_BYTES = 64;
const MAX_DIMENSIONS = 4;

/**
 * The header of a GGUF file (v2, v3, little-endian), believed only where it fits the file: counts, lengths and nesting
 * within bounds, names once, each tensor inside the file at its aligned place with no overlap and nothing behind the last.
 * Throws AppError `bad_gguf_header`.
 */
export async function readGgufHeader(file: RandomAccess): Promise<GgufHeader> {
  for (let length = 1 << 20; ; length *= 4) {
    const known = Math.min(length, file.size, MAX_HEADER_BYTES);
    try {
      return parse(new GgufCursor(await file.read(0, known), file.size));
    } catch (error) {
      if (!(error instanceof NeedMore)) throw error;
      if (known >= MAX_HEADER_BYTES) throw badGguf(`the header is longer than ${MAX_HEADER_BYTES} bytes`);
    }
  }
}

function parse(cursor: GgufCursor): GgufHeader {
  const magic = cursor.u32('the magic number');
  if (magic !== 0x46554747) throw badGguf('it does not begin with GGUF');
  const version = cursor.u32('the version');
  if (version !== 2 && version !== 3)
    throw badGguf(`version ${version} at byte 4 is not 2 or 3 (little-endian)`);
  const tensorCount = cursor.count('the tensor count', MAX_TENSORS);
  const valueCount = cursor.count('the metadata count', MAX_VALUES);
  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < valueCount; i += 1) {
    const key = cursor.text(`metadata key ${i}`, MAX_KEY_BYTES);
    if (metadata.has(key)) throw badGguf(`the metadata key ${JSON.stringify(key.slice(0, 100))} comes twice`);
    metadata.set(key, valueOf(cursor, cursor.u32(`the type of metadata ${i}`), 0));
  }
  const alignment = alignmentOf(metadata);
  const tensors: GgufTensor[] = [];
  const names = new Set<string>();
  for (let i = 0; i < tensorCount; i += 1) {
    const tensor = tensorOf(cursor, i);
    if (names.has(tensor.name)) throw badGguf(`the tensor ${JSON.stringify(tensor.name)} comes twice`);
    names.add(tensor.name);
    tensors.push(tensor);
  }
  assertTiled(tensors, {
    start: align(cursor.at, alignment),
    alignment,
    headerEnd: cursor.at,
    fileSize: cursor.fileSize,
  });
  const parameterCount = tensors.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  return { version, metadata, tensors, parameterCount };
}

function valueOf(cursor: GgufCursor, type: number, depth: number): GgufValue {
  const at = cursor.at;
  if (type === 8) return cursor.text(`the text at byte ${at}`, MAX_TEXT_BYTES);
  if (type !== 9) {
    if (!SCALAR_BYTES[type]) throw badGguf(`unknown value type ${type} before byte ${at}`);
    return cursor.scalar(type, 'a value');
  }
  if (depth >= MAX_ARRAY_DEPTH) throw badGguf(`arrays nest deeper than ${MAX_ARRAY_DEPTH} at byte ${at}`);
  const inner = cursor.u32('the type of an array');
  const itemBytes = inner === 8 ? 8 : inner === 9 ? 12 : SCALAR_BYTES[inner];
  if (!itemBytes) throw badGguf(`unknown array type ${inner} at byte ${at}`);
  const arrayLength = cursor.count('the length of an array', Math.floor(cursor.fileSize / itemBytes));
  if (!SCALAR_BYTES[inner]) {
    cursor.items += arrayLength;
    if (cursor.items > MAX_ITEMS) throw badGguf(`the metadata have more than ${MAX_ITEMS} texts in arrays`);
  }
  if (SCALAR_BYTES[inner]) cursor.skip(arrayLength * itemBytes, 'an array');
  else if (inner === 8) {
    for (let i = 0; i < arrayLength; i += 1)
      cursor.skip(cursor.count('the length of a text', MAX_TEXT_BYTES), 'a text');
  } else for (let i = 0; i < arrayLength; i += 1) valueOf(cursor, 9, depth + 1);
  return { arrayLength };
}

function tensorOf(cursor: GgufCursor, index: number): GgufTensor {
  const name = cursor.text(`the name of tensor ${index}`, MAX_NAME_BYTES);
  const at = `tensor ${JSON.stringify(name)}`;
  const dimensions = cursor.u32(`${at}: the number of dimensions`);
  if (dimensions > MAX_DIMENSIONS)
    throw badGguf(`${at} has ${dimensions} dimensions; at most ${MAX_DIMENSIONS} are possible`);
  const shape = Array.from({ length: dimensions }, () =>
    cursor.count(`${at}: a dimension`, Number.MAX_SAFE_INTEGER),
  );
  const typeNumber = cursor.u32(`${at}: the type`);
  const type = GGML_TYPES[typeNumber];
  if (!type) throw badGguf(`${at} has the unknown type ${typeNumber}`);
  const begin = cursor.count(`${at}: the offset`, cursor.fileSize);
  const elements = shape.reduce((product, size) => product * BigInt(size), 1n);
  if (BigInt(shape[0] ?? 1) % BigInt(type.block) !== 0n) {
    throw badGguf(`${at} is ${type.name}, whose blocks of ${type.block} do not fit rows of ${shape[0] ?? 1}`);
  }
  const bytes = (elements / BigInt(type.block)) * BigInt(type.bytes);
  const end = BigInt(begin) + bytes;
  if (end > BigInt(cursor.fileSize)) {
    throw badGguf(
      `${at} spans ${bytes} bytes from data byte ${begin}, more than the file has (${cursor.fileSize})`,
    );
  }
  return { name, type: type.name, shape, begin, end: Number(end) };
}

interface Layout {
  start: number;
  alignment: number;
  headerEnd: number;
  fileSize: number;
}

/** Tensors follow one another at aligned places; behind the last comes at most its padding. */
function assertTiled(
  tensors: readonly GgufTensor[],
  { start, alignment, headerEnd, fileSize }: Layout,
): void {
  let at = 0;
  let end = 0;
  for (const tensor of tensors.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (tensor.begin !== at) {
      const what = tensor.begin < at ? 'overlaps the one before it' : 'leaves a hole before it';
      throw badGguf(
        `tensor ${JSON.stringify(tensor.name)} starts at data byte ${tensor.begin}: ${what} (expected ${at})`,
      );
    }
    end = tensor.end;
    at = align(end, alignment);
  }
  const least = tensors.length === 0 ? headerEnd : start + end;
  if (fileSize < least || fileSize > start + at) {
    throw badGguf(`the tensors end at byte ${least}, but the file has ${fileSize} bytes`);
  }
}

function alignmentOf(metadata: ReadonlyMap<string, GgufValue>): number {
  const value = metadata.get('general.alignment') ?? 32;
  const good =
    typeof value === 'number' && value >= 8 && value <= 65_536 && Number.isInteger(Math.log2(value));
  if (!good) throw badGguf('general.alignment is no power of two from 8 to 65536');
  return value;
}

const align = (at: number, alignment: number): number => Math.ceil(at / alignment) * alignment;
