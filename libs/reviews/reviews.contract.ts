import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, listQuery, repeatable } from '#platform/schemas.js';
import { memberRef } from '#projects/members.contract.js';
import { HOLDS_FOR, REVIEW_STATES } from './review.js';

/** Decoded; a grant is a letter, not an archive. */
export const MAX_DOCUMENT_BYTES = 2 * 1024 * 1024;
const MAX_DRAIN_SECONDS = 30 * 24 * 3600;

const words = z.string().trim().min(1).max(4000);
const expiresAt = z.int().min(0).max(4_102_444_800).meta({
  description: 'Unix seconds; twelve months from now when left out.',
});
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a sha256 in lower-case hex');

const holdsFor = z
  .enum(HOLDS_FOR)
  .prefault('question')
  .meta({
    description:
      'lineage: what the review asks about which license a base model or dataset has is answered for all that is made of it too, at ' +
      'every gate, while the declared use (figures of revenue and users aside), the profile and the license as it is read stay the ' +
      'same. A publication is asked under a use of its own.',
  });

export const approveBody = z.strictObject({
  comment: words.optional(),
  conditions: words
    .optional()
    .meta({ description: 'What the approval is bound to; printed on every record.' }),
  expires_at: expiresAt.optional(),
  holds_for: holdsFor,
});
export type ApproveBody = z.output<typeof approveBody>;
export const rejectBody = z.strictObject({ comment: words });
export const waiveBody = z.strictObject({
  sha256: sha256.meta({ description: 'Of the grant document; the second reviewer names the same.' }),
  document: z
    .base64()
    .min(4)
    .max(Math.ceil(MAX_DOCUMENT_BYTES / 3) * 4)
    .optional()
    .meta({ description: 'The grant itself, at most 2 MiB; the first reviewer uploads it.' }),
  document_name: z.string().trim().min(1).max(200).optional(),
  licensor: z.string().trim().min(1).max(200).optional(),
  scope: z.array(z.string().min(1).max(100)).min(1).max(50).optional().meta({
    description: 'Finding codes that the grant covers: every denial of the review.',
  }),
  expires_at: expiresAt.optional().meta({ description: 'When the grant ends, in Unix seconds.' }),
  comment: words.optional(),
});
export type WaiveBody = z.output<typeof waiveBody>;
export const commentBody = z.strictObject({ text: words });
export const revokeBody = z.strictObject({
  reason: words,
  deadline_seconds: z.int().min(0).max(MAX_DRAIN_SECONDS).prefault(0).meta({
    description: 'How long what rests on the review goes on serving.',
  }),
});
export const delegateBody = z.strictObject({ member: memberRef, comment: words.optional() });
export const bulkBody = z.strictObject({
  action: z.enum(['approve', 'reject', 'revoke']),
  reviews: z
    .array(z.strictObject({ id: z.string().min(1).max(120), revision: z.int().min(1) }))
    .min(1)
    .max(100),
  comment: words
    .optional()
    .meta({ description: 'Also the reason of a rejection or revocation, which need one.' }),
  conditions: words.optional(),
  expires_at: expiresAt.optional(),
  holds_for: holdsFor,
});
export type BulkBody = z.output<typeof bulkBody>;

const tag = 'reviews';
const reviewer = ['reviewer'] as const;
const change = { tag, method: 'post', params: idParam, errors: [409, 412, 428], etag: true } as const;

export const listReviews = defineRoute({
  id: 'reviews_list',
  method: 'get',
  path: '/reviews',
  tag,
  roles: READERS,
  query: z.strictObject({
    ...listQuery,
    order: z.enum(['asc', 'desc']).prefault('asc'),
    state: repeatable(z.enum(REVIEW_STATES)),
    severity: repeatable(z.enum(['needs-review', 'deny'])),
    subject: repeatable(z.string().min(1).max(200)),
  }),
  summary: 'List license reviews, the oldest first',
});
export const getReview = defineRoute({
  id: 'reviews_get',
  method: 'get',
  path: '/reviews/:id',
  tag,
  roles: READERS,
  params: idParam,
  etag: true,
  summary: 'Get a review with its findings, blast radius and timeline',
});
export const getDocument = defineRoute({
  id: 'reviews_document',
  method: 'get',
  path: '/reviews/:id/document',
  tag,
  roles: READERS,
  params: idParam,
  produces: 'application/octet-stream',
  summary: 'Download the grant document of a waiver',
});
export const approve = defineRoute({
  ...change,
  id: 'reviews_approve',
  people: true,
  path: '/reviews/:id/approve',
  roles: reviewer,
  body: approveBody,
  summary:
    'Approve what a review asks; by a member who did not ask it. If-Match names the revision that was read',
  example: { comment: 'Read the use policy of 2026-03.', conditions: 'No medical advice.' },
});
export const reject = defineRoute({
  ...change,
  id: 'reviews_reject',
  people: true,
  path: '/reviews/:id/reject',
  roles: reviewer,
  body: rejectBody,
  summary: 'Reject what a review asks',
  example: { comment: 'The use policy forbids it.' },
});
export const waive = defineRoute({
  ...change,
  id: 'reviews_waive',
  people: true,
  path: '/reviews/:id/waive',
  roles: reviewer,
  body: waiveBody,
  summary: "Waive a denial on the licensor's grant: two reviewers, one and the same document",
  example: {
    sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    comment: 'I have read the same grant.',
  },
});
export const comment = defineRoute({
  ...change,
  etag: false,
  errors: [],
  id: 'reviews_comment',
  path: '/reviews/:id/comment',
  roles: ['engineer', 'reviewer', 'deployer'],
  body: commentBody,
  summary: 'Write into the timeline of a review',
  example: { text: 'I have asked the licensor.' },
});
export const revoke = defineRoute({
  ...change,
  id: 'reviews_revoke',
  people: true,
  path: '/reviews/:id/revoke',
  roles: reviewer,
  body: revokeBody,
  summary: 'Take an answer back; what serves because of it ends at the deadline',
  example: { reason: 'The licensor changed the policy.', deadline_seconds: 3600 },
});
export const delegate = defineRoute({
  ...change,
  id: 'reviews_delegate',
  path: '/reviews/:id/delegate',
  roles: reviewer,
  body: delegateBody,
  summary: 'Hand a review to another reviewer',
  example: { member: 'rita', comment: 'You know this license.' },
});
export const bulk = defineRoute({
  id: 'reviews_bulk',
  people: true,
  method: 'post',
  path: '/reviews/bulk',
  tag,
  roles: reviewer,
  body: bulkBody,
  summary: 'The same answer to several reviews; each by itself, each result listed',
  example: { action: 'approve', reviews: [{ id: 'rev_01k…', revision: 1 }], comment: 'Read together.' },
});
