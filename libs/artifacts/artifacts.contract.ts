import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, listQuery, repeatable } from '#platform/schemas.js';

const common = { method: 'get', tag: 'artifacts', roles: READERS } as const;

export const listArtifacts = defineRoute({
  ...common,
  id: 'artifacts_list',
  path: '/artifacts',
  summary: 'List artifacts, newest first; of one job or kind where asked',
  query: z.strictObject({
    ...listQuery,
    job_id: repeatable(z.string().max(120)),
    kind: repeatable(z.string().max(40)).meta({
      description: 'adapter, merged, gguf, quantized, gguf_adapter, base_model, answers, …',
    }),
  }),
});

export const getArtifact = defineRoute({
  ...common,
  id: 'artifacts_get',
  path: '/artifacts/:id',
  summary: 'An artifact: an immutable, content-addressed output',
  params: idParam,
});

export const getManifest = defineRoute({
  ...common,
  id: 'artifacts_manifest',
  path: '/artifacts/:id/manifest',
  summary:
    'Every file of the artifact with its size, sha256 and what it was looked at for before it was kept',
  params: idParam,
});

export const getChatTemplate = defineRoute({
  ...common,
  id: 'base_models_chat_template',
  path: '/base_models/:id/chat_template',
  summary: 'The chat template among the files of a base model, as its publisher wrote it; null without one',
  tag: 'base models',
  params: z.object({
    id: z.string().min(1).max(200).meta({ description: 'bm_ id, slug, or hub id with its slash as %2F.' }),
  }),
});

export const getAttestation = defineRoute({
  ...common,
  id: 'artifacts_attestation',
  path: '/artifacts/:id/attestation',
  summary:
    'How the artifact was made (in-toto) and the signature over its files (OpenSSF Model Signing), with the public key',
  params: idParam,
});

export const getContent = defineRoute({
  ...common,
  id: 'artifacts_content',
  path: '/artifacts/:id/content',
  summary: 'Redirect to a link to one file; the link works without a key for five minutes',
  params: idParam,
  query: z.strictObject({
    path: z
      .string()
      .min(1)
      .max(512)
      .optional()
      .meta({ description: 'A path of the manifest; may be left out for one file.' }),
  }),
  status: 302,
});

export const getObject = defineRoute({
  id: 'objects_content',
  method: 'get',
  path: '/objects/:sha256',
  summary: 'The bytes behind a signed link; the signature stands for the key',
  tag: 'artifacts',
  roles: 'public',
  params: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  query: z.strictObject({
    expires: z.string().max(12),
    filename: z.string().max(512),
    signature: z.string().max(128),
  }),
  produces: 'application/octet-stream',
  errors: [403, 416],
});
