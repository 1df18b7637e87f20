import { z } from 'zod';
import { FORMATS } from './check-rows.js';
import { SENSITIVE_KINDS } from './check-sensitive.js';

const count = z.int().nonnegative();
const line = z.int().positive();

const rowFault = z.object({
  line,
  message_index: count.nullable(),
  code: z.string(),
  /** Dotted path within the row, e.g. `messages[1].role`. */
  param: z.string().nullable(),
  message: z.string(),
});
export type RowFault = z.infer<typeof rowFault>;

/** What the check of one JSONL file found; stored with the file. Lists hold the first few, counts all. */
export const fileReport = z.object({
  format: z.enum([...FORMATS, 'unknown']),
  lines: count,
  blank_lines: count,
  rows: count,
  messages: count,
  /** Of rows in the unpaired format: how many answers are wanted and how many are not. */
  labels: z.object({ true: count, false: count }).optional(),
  tool_rows: count,
  first_tool_line: line.nullable(),
  fault_count: count,
  faults: z.array(rowFault),
  warning_count: count,
  warnings: z.array(rowFault),
  duplicates: z.object({
    count,
    /** False where the file has more different rows than are remembered: `count` is then a lower bound. */
    complete: z.boolean(),
    first: z.array(z.object({ line, same_as_line: line })),
  }),
  sensitive: z.object({
    counts: z.record(z.enum(SENSITIVE_KINDS), count),
    first: z.array(z.object({ line, kind: z.enum(SENSITIVE_KINDS) })),
  }),
  preview: z.array(z.record(z.string(), z.unknown())),
});
export type FileReport = z.infer<typeof fileReport>;
