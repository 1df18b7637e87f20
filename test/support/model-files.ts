/** Builders of sound little safetensors and GGUF files; tests bend what they return. */
export interface TensorSpec {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

export function aSafetensors(
  tensors: Record<string, unknown> = { w: { dtype: 'F32', shape: [2, 2], data_offsets: [0, 16] } },
  dataBytes = 16,
): Buffer {
  return safetensorsOf(JSON.stringify(tensors), dataBytes);
}

export function safetensorsOf(
  header: string,
  dataBytes: number,
  claimed = Buffer.byteLength(header),
): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(claimed));
  return Buffer.concat([length, Buffer.from(header), Buffer.alloc(dataBytes, 1)]);
}

export const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
export const u64 = (value: number | bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
export const ggufText = (text: string): Buffer =>
  Buffer.concat([u64(Buffer.byteLength(text)), Buffer.from(text)]);

export interface GgufParts {
  magic?: string;
  version?: number;
  /** [key, type number, bytes of the value] */
  values?: [string, number, Buffer][];
  tensors?: { name: string; shape: (number | bigint)[]; type: number; offset: number }[];
  tensorCount?: number | bigint;
  valueCount?: number | bigint;
  dataBytes?: number;
}

export function aGguf(parts: GgufParts = {}): Buffer {
  const values = parts.values ?? [
    ['general.architecture', 8, ggufText('llama')],
    ['llama.context_length', 4, u32(2048)],
    ['tokenizer.ggml.tokens', 9, Buffer.concat([u32(8), u64(2), ggufText('a'), ggufText('b')])],
  ];
  const tensors = parts.tensors ?? [{ name: 'w', shape: [32, 2], type: 8, offset: 0 }];
  const head = Buffer.concat([
    Buffer.from(parts.magic ?? 'GGUF'),
    u32(parts.version ?? 3),
    u64(parts.tensorCount ?? tensors.length),
    u64(parts.valueCount ?? values.length),
    ...values.map(([key, type, bytes]) => Buffer.concat([ggufText(key), u32(type), bytes])),
    ...tensors.map(({ name, shape, type, offset }) =>
      Buffer.concat([ggufText(name), u32(shape.length), ...shape.map(u64), u32(type), u64(offset)]),
    ),
  ]);
  const padding = Buffer.alloc((32 - (head.length % 32)) % 32);
  return Buffer.concat([head, padding, Buffer.alloc(parts.dataBytes ?? 68, 1)]);
}
