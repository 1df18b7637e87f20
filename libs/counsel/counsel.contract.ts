import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, listQuery, NO_CONTROLS, repeatable } from '#platform/schemas.js';

const DAY = 24 * 3600;

export const createLinkBody = z.strictObject({
  for: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(NO_CONTROLS, 'must hold no control characters')
    .meta({ description: 'Who gets it; shown on the page and in the list.' }),
  expires_in_seconds: z
    .int()
    .min(60)
    .max(90 * DAY)
    .prefault(14 * DAY),
});

const tag = 'reviews';
const reviewer = ['reviewer'] as const;

export const getFile = defineRoute({
  id: 'reviews_file',
  method: 'get',
  path: '/reviews/:id/file',
  tag,
  roles: READERS,
  params: idParam,
  summary:
    'Read a review in words: findings with their confidence, license texts, declared use, what it came from, and whether you may answer',
});
export const createLink = defineRoute({
  id: 'review_links_create',
  method: 'post',
  path: '/reviews/:id/links',
  tag,
  roles: reviewer,
  params: idParam,
  body: createLinkBody,
  secrets: ['url'],
  summary:
    'Make a read-only link to this one review, for counsel without a key; its address is shown this once',
  example: { for: 'Jane Counsel', expires_in_seconds: 1_209_600 },
});
export const listLinks = defineRoute({
  id: 'review_links_list',
  method: 'get',
  path: '/review_links',
  tag,
  roles: reviewer,
  query: z.strictObject({ ...listQuery, review: repeatable(z.string().min(1).max(120)) }),
  summary: 'List the read-only links to reviews, with how often each was opened',
});
export const revokeLink = defineRoute({
  id: 'review_links_revoke',
  method: 'delete',
  path: '/review_links/:id',
  tag,
  roles: reviewer,
  params: idParam,
  summary: 'Revoke a read-only link at once',
});
export const openLink = defineRoute({
  id: 'counsel_open',
  method: 'get',
  path: '/counsel/:token',
  tag,
  roles: 'public',
  params: z.object({ token: z.string().min(1).max(200) }),
  produces: 'text/html',
  summary:
    'Read the one review that a link was made for, as a page, or as JSON where `Accept` asks for that alone',
});
