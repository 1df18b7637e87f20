import { invalid } from '#kernel/errors.js';
import { dotted } from '#platform/zod-input.js';
import {
  BNB_TYPES,
  CALIBRATED_TYPES,
  COMPRESSED_TYPES,
  GGUF_TYPES,
  LORA_TYPES,
} from './recipe-quantize.contract.js';

/** Types by the format that they are written in. */
export const FORMATS = {
  gguf: GGUF_TYPES,
  bitsandbytes: BNB_TYPES,
  'compressed-tensors': COMPRESSED_TYPES,
} as const;
export type QuantizeFormat = keyof typeof FORMATS;
export const QUANTIZE_TYPES = [...GGUF_TYPES, ...BNB_TYPES, ...COMPRESSED_TYPES] as const;
export type QuantizeType = (typeof QUANTIZE_TYPES)[number];

/** The rows that scales are chosen by. */
export interface Calibration {
  dataset_version: string;
  split: 'train' | 'validation' | 'test';
  rows: number;
  max_seq_length: number;
}

export const DEFAULT_GROUP_SIZE = 128;

export function formatOf(type: QuantizeType): QuantizeFormat {
  const formats = Object.keys(FORMATS) as QuantizeFormat[];
  return formats.find((format) => (FORMATS[format] as readonly string[]).includes(type))!;
}

/** What the job leaves: its name is its kind. */
export const quantizeOutput = (type: QuantizeType): 'gguf' | 'quantized' =>
  formatOf(type) === 'gguf' ? 'gguf' : 'quantized';

export const isCalibrated = (type: QuantizeType): boolean =>
  (CALIBRATED_TYPES as readonly string[]).includes(type);

interface Asked {
  format?: QuantizeFormat | undefined;
  type: QuantizeType;
  calibration?: Calibration | undefined;
  group_size?: 32 | 64 | 128 | undefined;
}

/** What the formats differ in. Throws `invalid_value` for a field that does not belong to the type, or is missing. */
export function quantizationOf(
  { format, type, calibration, group_size }: Asked,
  at: readonly PropertyKey[],
): Pick<Asked, 'type' | 'calibration' | 'group_size'> {
  const refuse = (field: string, message: string): never => {
    throw invalid('invalid_value', message, { param: dotted([...at, field]) });
  };
  const own = formatOf(type);
  if (format !== undefined && format !== own)
    refuse(
      'type',
      `The type '${type}' is of the format ${own}; the format ${format} has ${FORMATS[format].join(', ')}.`,
    );
  if (isCalibrated(type)) {
    if (!calibration)
      refuse(
        'calibration',
        `The type '${type}' chooses its scales by data: name a dataset version in 'calibration.dataset_version'.`,
      );
    return { type, calibration, group_size: group_size ?? DEFAULT_GROUP_SIZE };
  }
  const owners = CALIBRATED_TYPES.join(' and ');
  if (calibration) refuse('calibration', `'calibration' belongs to ${owners}; '${type}' reads no data.`);
  if (group_size !== undefined) refuse('group_size', `'group_size' belongs to ${owners}.`);
  return { type };
}

/** An adapter has two types; its base model keeps its own. Throws `invalid_value` for a field that it has not. */
export function assertAdapterType(
  { type, calibration, group_size }: Asked,
  at: readonly PropertyKey[],
): void {
  const field = calibration ? 'calibration' : group_size !== undefined ? 'group_size' : 'type';
  if (field === 'type' && (LORA_TYPES as readonly string[]).includes(type)) return;
  throw invalid(
    'invalid_value',
    `An adapter alone is written as a GGUF adapter of the type ${LORA_TYPES.join(' or ')}; for anything else merge it and quantize the merged model.`,
    { param: dotted([...at, field]) },
  );
}

/** Widths of the matrices that are quantised, as far as the base model's config says them. */
export interface Widths {
  hiddenSize?: number | null;
  intermediateSize?: number | null;
}

/** Throws `invalid_value` where a group of weights would not end with the row: no kernel reads such a file. */
export function assertGroupsFit(size: number, widths: Widths, at: readonly PropertyKey[]): void {
  const named = { hidden_size: widths.hiddenSize, intermediate_size: widths.intermediateSize };
  const broken = Object.entries(named).filter(([, width]) => width && width % size !== 0);
  if (broken.length === 0) return;
  const known = Object.values(named).filter((width): width is number => typeof width === 'number');
  const fits = [128, 64, 32].find((other) => known.every((width) => width % other === 0));
  const words = broken.map(([name, width]) => `${name} ${width}`).join(' and ');
  throw invalid(
    'invalid_value',
    `Groups of ${size} weights do not divide the model's ${words}; ` +
      (fits ? `take group_size ${fits}.` : 'no group size of 32, 64 or 128 does: take fp8_dynamic.'),
    { param: dotted([...at, 'group_size']) },
  );
}
