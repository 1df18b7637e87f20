import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, limit } from '#platform/schemas.js';
import { fileReport } from '#dataset-checks/report.contract.js';

/** OpenAI's purposes of an upload; `fine-tune-results` is what we make ourselves. */
export const UPLOAD_PURPOSES = ['assistants', 'batch', 'fine-tune', 'vision', 'user_data', 'evals'] as const;
export const FILE_PURPOSES = [...UPLOAD_PURPOSES, 'fine-tune-results'] as const;
export type FilePurpose = (typeof FILE_PURPOSES)[number];

/** OpenAI's limit of one file. */
/** OpenAI's limit of one file; LUTHIER_MAX_FILE_MIB sets another, up to what OpenAI's uploads have. */
export const MAX_FILE_BYTES = 512 * 1024 * 1024;
export const MOST_FILE_BYTES = 8 * 1024 ** 3;

const seconds = z
  .string()
  .regex(/^[0-9]{1,8}$/, 'must be a whole number of seconds')
  .transform(Number)
  .pipe(z.number().min(3600).max(2_592_000));

/** The form fields beside the file; all come as text. */
export const uploadFields = z.strictObject({
  purpose: z.string().pipe(z.enum(UPLOAD_PURPOSES)),
  expires_after: z.strictObject({ anchor: z.string().pipe(z.literal('created_at')), seconds }).optional(),
});
export type UploadFields = z.output<typeof uploadFields>;

export const fileView = z.object({
  id: z.string(),
  object: z.literal('file'),
  bytes: z.int(),
  created_at: z.int(),
  expires_at: z.int().nullable(),
  filename: z.string(),
  purpose: z.enum(FILE_PURPOSES),
  status: z.enum(['uploaded', 'processed', 'error']),
  status_details: z.string().nullable(),
});

const tag = 'files';
const engineer = ['engineer'] as const;

export const createFile = defineRoute({
  id: 'files_create',
  method: 'post',
  path: '/files',
  tag,
  roles: engineer,
  rawBody: 'multipart',
  response: fileView,
  errors: [413, 415],
  summary:
    'Upload a file (OpenAI): multipart with `file`, `purpose`, `expires_after[anchor]`, `expires_after[seconds]`',
  example: {
    purpose: 'fine-tune',
    file: '{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]}',
  },
});
export const listFiles = defineRoute({
  id: 'files_list',
  method: 'get',
  path: '/files',
  tag,
  roles: READERS,
  query: z.strictObject({
    limit: limit(10_000, 10_000),
    after: z.string().min(1).max(120).optional(),
    order: z.enum(['asc', 'desc']).prefault('desc'),
    purpose: z.enum(FILE_PURPOSES).optional(),
  }),
  response: z.object({
    object: z.literal('list'),
    data: z.array(fileView),
    first_id: z.string().nullable(),
    last_id: z.string().nullable(),
    has_more: z.boolean(),
  }),
  summary: 'List files (OpenAI)',
});
export const getFile = defineRoute({
  id: 'files_get',
  method: 'get',
  path: '/files/:id',
  tag,
  roles: READERS,
  params: idParam,
  response: fileView,
  summary: 'Get a file (OpenAI)',
});
export const deleteFile = defineRoute({
  id: 'files_delete',
  method: 'delete',
  path: '/files/:id',
  tag,
  roles: engineer,
  params: idParam,
  response: z.object({ id: z.string(), object: z.literal('file'), deleted: z.boolean() }),
  errors: [409],
  summary: 'Delete a file (OpenAI); dataset versions made from it keep their content',
});
export const fileContent = defineRoute({
  id: 'files_content',
  method: 'get',
  path: '/files/:id/content',
  tag,
  roles: READERS,
  params: idParam,
  produces: 'application/octet-stream',
  summary: 'Download the bytes of a file (OpenAI)',
});
export const getFileReport = defineRoute({
  id: 'files_report',
  method: 'get',
  path: '/files/:id/report',
  tag,
  roles: READERS,
  params: idParam,
  response: z.object({ object: z.literal('file_report'), file_id: z.string(), ...fileReport.shape }),
  summary: 'Get what the check of a fine-tune file found: faults, duplicates, personal data, first rows',
});
