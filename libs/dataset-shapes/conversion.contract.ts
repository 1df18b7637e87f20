import { z } from 'zod';
import { SHAPES } from './shapes.js';
import { SOURCE_FORMATS } from './source-row.js';

const count = z.int().nonnegative();
const line = z.int().positive().nullable();
const column = z.string().min(1).max(200);

export const columns = z.strictObject({
  system: column.optional(),
  user: column.optional(),
  assistant: column.optional(),
  prompt: column.optional(),
  chosen: column.optional(),
  rejected: column.optional(),
});

const fault = z.object({
  /** The record's place in the file, from 1. */
  row: z.int().positive(),
  line,
  /** Column, or path within the row. */
  column: z.string().nullable(),
  code: z.string(),
  message: z.string(),
});
export type ConversionFault = z.infer<typeof fault>;

/** How records became chat, preference or unpaired lines: every rule with the rows it was applied to, nothing silently. */
export const conversionReport = z.object({
  format: z.enum(SOURCE_FORMATS),
  shape: z.enum(SHAPES),
  /** What speaks for the shape; or that it was asked for. */
  because: z.string(),
  becomes: z.enum(['chat', 'preference', 'unpaired']),
  rows_read: count,
  rows_converted: count,
  rows_skipped: count,
  rules: z.array(z.object({ rule: z.string(), text: z.string(), rows: count })),
  fault_count: count,
  faults: z.array(fault),
  preview: z.array(
    z.object({
      row: count,
      line,
      from: z.record(z.string(), z.unknown()),
      to: z.record(z.string(), z.unknown()),
    }),
  ),
  split: z
    .object({ seed: count, validation_fraction: z.number(), train: count, validation: count })
    .nullable(),
});
export type ConversionReport = z.infer<typeof conversionReport>;
