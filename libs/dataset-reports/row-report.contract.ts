import { z } from 'zod';
import { SPLITS } from '#dataset-checks/splits.js';

const count = z.int().nonnegative();
const row = z.int().positive();
/** How many rows, which part of all, and the first hundred of them, counted from 1. */
const named = z.object({ count, share: z.number().min(0).max(1), first_rows: z.array(row).max(100) });

const spread = z.object({ total: count, mean: z.number(), min: count, p50: count, p95: count, max: count });

const splitTokens = z.object({
  rows: count,
  /** Of preference rows `total`, `trained_on` and `trainable` count prompt and answer of both sides, as the trainer reads them; the other numbers are of the longer side. */
  tokens: z.object({
    total: count,
    /** What is left of them when every row is cut at max_seq_length. */
    trained_on: count,
    /** Of these, the ones that the loss counts: the assistant's words and end tokens. */
    trainable: count,
    mean: z.number(),
    min: count,
    p50: count,
    p95: count,
    max: count,
    histogram: z.array(z.object({ from: count, to: count, rows: count })).max(20),
  }),
  /** Of preference rows alone. */
  parts: z.object({ prompt: spread, chosen: spread, rejected: spread }).optional(),
  truncated: named,
  /** Nothing that the loss counts is left, or of a pair nothing that differs. */
  nothing_to_learn: named,
  last_turn_only_rows: count,
  control_tokens: named.extend({
    counts: z.record(z.string(), count),
    faults: z
      .array(
        z.object({
          row,
          message_index: count,
          token: z.string(),
          code: z.enum(['control_token', 'template_mark']),
          message: z.string(),
        }),
      )
      .max(100),
  }),
  preview: z
    .array(
      z.object({
        row,
        /** Of preference rows, which are shown twice. */
        side: z.enum(['chosen', 'rejected']).optional(),
        total_tokens: count,
        truncated: z.boolean(),
        tokens: z.array(z.object({ id: count, text: z.string(), trained: z.boolean() })),
      }),
    )
    .max(100),
});

/** report.json of jobs/recipes/inspect_rows.py: what a base model's tokenizer and template make of every split. */
export const rowReport = z.object({
  schema_version: z.literal(1),
  max_seq_length: z.int().positive(),
  template_sha256: z.string(),
  vocabulary: count,
  control_tokens: z.object({ special: z.array(z.string()), marks: z.array(z.string()) }),
  splits: z.partialRecord(z.enum(SPLITS), splitTokens),
  overlap: z.partialRecord(z.enum(SPLITS), z.object({ exact: named, normalised: named })),
});
export type RowReport = z.infer<typeof rowReport>;
