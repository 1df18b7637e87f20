import { z } from 'zod';
import { defineRoute } from '#platform/route.contract.js';
import { idParam } from '#platform/schemas.js';

export const PUBLISHING = ['publish-weights', 'publish-adapter', 'embedded-product'] as const;

export const publishBody = z.strictObject({
  purpose: z
    .enum(PUBLISHING)
    .optional()
    .meta({ description: 'Left out: publish-adapter for an adapter, else publish-weights.' }),
  publish_license: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'The license that the copy is to carry, as the catalogue names it.' }),
});
export type PublishBody = z.output<typeof publishBody>;

export const decidePublish = defineRoute({
  id: 'artifacts_publish_decision',
  method: 'post',
  path: '/artifacts/:id/publish_decision',
  tag: 'artifacts',
  roles: ['engineer', 'deployer'],
  params: idParam,
  body: publishBody,
  status: 201,
  summary:
    "Ask whether a copy of the artifact may leave (gate G4); the answer is frozen and signed, and a deny closes the artifact's downloads until it is asked again",
  example: { purpose: 'publish-weights' },
});
