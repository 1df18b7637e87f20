import { z } from 'zod';
import { fileView, MOST_FILE_BYTES, UPLOAD_PURPOSES } from '#files/files.contract.js';
import { defineRoute } from '#platform/route.contract.js';
import { idParam } from '#platform/schemas.js';

/** OpenAI's limits: of one part, and of the time that an upload stays open. */
export const MAX_PART_BYTES = 64 * 1024 * 1024;
export const UPLOAD_SECONDS = 3600;
export const MAX_PARTS = 1000;

export const createUploadBody = z.strictObject({
  bytes: z.int().min(1).max(MOST_FILE_BYTES),
  filename: z.string().min(1).max(255),
  mime_type: z.string().min(1).max(255),
  purpose: z.enum(UPLOAD_PURPOSES),
  expires_after: z
    .strictObject({ anchor: z.literal('created_at'), seconds: z.int().min(3600).max(2_592_000) })
    .optional(),
});
export type CreateUpload = z.output<typeof createUploadBody>;

export const completeUploadBody = z.strictObject({
  part_ids: z
    .array(z.string().min(1).max(120))
    .min(1)
    .max(MAX_PARTS)
    .meta({ description: 'The parts in the order of their bytes.' }),
  md5: z
    .string()
    .regex(/^[0-9a-fA-F]{32}$/, 'must be 32 hexadecimal digits')
    .optional()
    .meta({ description: 'Of the whole file, in hexadecimal.' }),
});
export type CompleteUpload = z.output<typeof completeUploadBody>;

export const UPLOAD_STATES = ['pending', 'completed', 'cancelled', 'expired'] as const;
export const uploadView = z.object({
  id: z.string(),
  object: z.literal('upload'),
  bytes: z.int(),
  created_at: z.int(),
  expires_at: z.int(),
  filename: z.string(),
  purpose: z.enum(UPLOAD_PURPOSES),
  status: z.enum(UPLOAD_STATES),
  file: fileView.nullable(),
});
export const partView = z.object({
  id: z.string(),
  object: z.literal('upload.part'),
  upload_id: z.string(),
  created_at: z.int(),
});

const common = { method: 'post', tag: 'uploads', roles: ['engineer'] } as const;

export const createUpload = defineRoute({
  ...common,
  id: 'uploads_create',
  path: '/uploads',
  body: createUploadBody,
  response: uploadView,
  summary: 'Begin an upload in parts (OpenAI); it stays open for an hour',
  example: { bytes: 2097152, filename: 'train.jsonl', mime_type: 'text/jsonl', purpose: 'fine-tune' },
});
export const addUploadPart = defineRoute({
  ...common,
  id: 'uploads_parts_create',
  path: '/uploads/:id/parts',
  params: idParam,
  rawBody: 'multipart',
  form: { data: 'At most 64 MiB.' },
  response: partView,
  errors: [413, 415],
  summary: 'Add a part (OpenAI): multipart with `data`; in any order, several at once',
  example: { data: '{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]}' },
});
export const completeUpload = defineRoute({
  ...common,
  id: 'uploads_complete',
  path: '/uploads/:id/complete',
  params: idParam,
  body: completeUploadBody,
  response: uploadView,
  errors: [413],
  summary: 'Make a file of the parts (OpenAI); refused, the upload stays open',
  example: { part_ids: ['part_01k…', 'part_01k…'] },
});
export const cancelUpload = defineRoute({
  ...common,
  id: 'uploads_cancel',
  path: '/uploads/:id/cancel',
  params: idParam,
  response: uploadView,
  summary: 'Cancel an upload (OpenAI); its parts are deleted',
});
