import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, webAddress } from '#platform/schemas.js';

/** Pages and records of the user's own; files that are shipped show themselves. */
export const ATTESTED_SURFACES = [
  'website',
  'product-ui',
  'documentation',
  'terms-of-service',
  'registration',
] as const;

const text = (max: number) => z.string().trim().min(1).max(max);
export const attestationBody = z.strictObject({
  surface: z.enum(ATTESTED_SURFACES),
  shows: z.array(text(2000)).min(1).max(20).meta({
    description:
      'The lines exactly as they stand there, e.g. "Built with Llama"; for terms and registrations the ids of their licenses.',
  }),
  url: webAddress(2000).meta({ description: 'Where it stands.' }),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be a sha256 in lower-case hex')
    .optional()
    .meta({ description: 'Of a screenshot or of the page, kept by you.' }),
  file: z.string().min(1).max(120).optional().meta({ description: 'An uploaded file in its place.' }),
  note: text(2000).optional(),
});
export type AttestationBody = z.output<typeof attestationBody>;

const tag = 'attestations';
export const createAttestation = defineRoute({
  id: 'attestations_create',
  people: true,
  method: 'post',
  path: '/model_versions/:id/attestations',
  tag,
  roles: ['reviewer', 'deployer'],
  params: idParam,
  body: attestationBody,
  status: 201,
  summary: 'Attest that a page of your own shows what a license asks for; counts at the next decision',
  example: {
    surface: 'website',
    shows: ['Built with Llama'],
    url: 'https://example.org/about',
    sha256: 'ab'.repeat(32),
  },
});
export const listAttestations = defineRoute({
  id: 'attestations_list',
  method: 'get',
  path: '/model_versions/:id/attestations',
  tag,
  roles: READERS,
  params: idParam,
  summary: 'List the attestations of a version, revoked ones too',
});
export const revokeAttestation = defineRoute({
  id: 'attestations_revoke',
  method: 'post',
  path: '/model_versions/:id/attestations/:attestation/revoke',
  tag,
  roles: ['reviewer', 'deployer'],
  params: idParam.extend({ attestation: z.string().min(1).max(120) }),
  status: 200,
  errors: [409],
  summary: 'Take an attestation back: the page no longer shows it',
});
