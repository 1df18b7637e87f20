import { z } from 'zod';
import { ROLES } from '#kernel/context.js';
// The declared use is the license engine's input: its schema stands with the rules that read it.
// eslint-disable-next-line luthier/slice-order -- one line against the order, rather than the schema twice
import { useProfile } from '#license-rules/decision.contract.js';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, listQuery } from '#platform/schemas.js';
import { maxRegression } from './max-regression.js';
import { memberRef } from './members.contract.js';

const name = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,62}$/,
    'must be 1 to 63 of a-z, 0-9, dot, dash or underscore, starting with a letter or digit',
  );

/**
 * `model_name` and `surfaces_shown` belong to a model, not to the project: the registry fills them in. Grants and attested texts
 * come from reviews alone: a setting would be a waiver that nobody signed. How old the figures are is counted, not declared.
 */
export const declaredUse = useProfile.omit({
  model_name: true,
  surfaces_shown: true,
  grants: true,
  attested_texts: true,
  unconfirmed_figures: true,
});
export type DeclaredUse = z.infer<typeof declaredUse>;

const licenseProfile = z.enum(['conservative', 'permissive-data']);
export type LicenseProfile = z.infer<typeof licenseProfile>;

const settings = {
  declared_use: declaredUse,
  license_profile: licenseProfile,
  on_needs_review: z.enum(['train', 'wait']),
  default_dataset_license: z.string().min(1).max(200).nullable().meta({
    description:
      'License of files that carry none (the OpenAI door); `LicenseRef-own-data` for data the project owns.',
  }),
  default_dataset_license_declared_by: z.string().min(1).max(200).nullable().meta({
    description: 'The named member who declares it; required with default_dataset_license.',
  }),
  self_review: z.boolean().meta({
    description:
      'A project of a single member may answer its own license questions, recorded as self-attested and never enough for a protected alias.',
  }),
  protected_aliases: z
    .array(name)
    .max(20)
    .meta({ description: 'Aliases that a self-attested review is not enough for.' }),
  expiry_drain_seconds: z.int().min(0).max(2_592_000).meta({
    description:
      'How long what rests on an approval goes on serving once that has expired; a grant ends at once.',
  }),
  worse_verdict_drain_seconds: z.int().min(0).max(31_536_000).meta({
    description:
      'How long what serves goes on once a changed use, catalogue or figure has made its license decision a no.',
  }),
  require_parity: z.boolean().meta({
    description:
      'Promotions wait for a parity evaluation of what is served. A failed one blocks in any case.',
  }),
  max_regression: z
    .record(name, maxRegression)
    .refine((all) => Object.keys(all).length <= 20, { error: 'must name at most 20 aliases' })
    .meta({
      description:
        'By alias: the most exact match that a promotion may lose against the version served now, on the same rows, or an object of such limits by metric; a larger drop has to be ruled out by the 95 % interval. A promotion may ask for less, never for more.',
    }),
  external_judge: z.boolean().meta({
    description:
      'Questions and answers of evaluations may be sent to the judge that the operator has set; off unless an admin says so.',
  }),
  figures_max_age_days: z.int().min(1).max(3650).meta({
    description:
      'Users and revenue that nobody has declared or confirmed for longer count as missing in license decisions.',
  }),
};

export const createProjectBody = z.strictObject({
  name,
  org: name.optional(),
  ...z.strictObject(settings).partial().shape,
});
export type CreateProject = z.infer<typeof createProjectBody>;
export const updateProjectBody = z.strictObject(settings).partial();
export type UpdateProject = z.infer<typeof updateProjectBody>;

const keyExpiry = z.int().min(0).max(253_402_300_799).nullable().optional().meta({
  description: 'Unix seconds. Left out: as long as LUTHIER_API_KEY_MAX_DAYS allows, or without end.',
});
const keyScopes = z
  .array(z.string().min(1).max(60))
  .max(60)
  .refine((all) => new Set(all).size === all.length, { error: 'must name each scope once' })
  .optional()
  .meta({
    description:
      'Narrows the key down: `<tag>:read` or `<tag>:write`, as `x-scope` of each operation says. Left out: all that the roles allow.',
  });

export const createKeyBody = z.strictObject({
  name: z.string().min(1).max(100),
  roles: z.array(z.enum(ROLES)).min(1).max(5),
  member: memberRef.optional().meta({
    description:
      "Whose key it is: a member's id or name, a new name makes the member. Left out: the caller's own.",
  }),
  scopes: keyScopes,
  expires_at: keyExpiry,
});
export type CreateKey = z.output<typeof createKeyBody>;

export const rotateKeyBody = z.strictObject({
  overlap_seconds: z.int().min(0).max(86_400).prefault(0).meta({
    description: 'How long the old key goes on opening, up to a day; 0: it ends at once.',
  }),
  expires_at: keyExpiry,
});

const tag = 'projects';
export const createProject = defineRoute({
  id: 'projects_create',
  people: true,
  method: 'post',
  path: '/projects',
  tag,
  roles: [],
  body: createProjectBody,
  secrets: ['api_key'],
  errors: [409],
  summary: 'Create a project; the answer holds its first admin key, shown this once',
  example: { name: 'support-bot', declared_use: { purpose: 'internal', commercial: true } },
});
export const listProjects = defineRoute({
  id: 'projects_list',
  method: 'get',
  path: '/projects',
  tag,
  roles: READERS,
  query: z.strictObject(listQuery),
  summary: 'List the projects that the key may see: its own',
});
export const getProject = defineRoute({
  id: 'projects_get',
  etag: true,
  method: 'get',
  path: '/projects/:id',
  tag,
  roles: READERS,
  params: idParam,
  summary: 'Get a project, by id or by the word `current`',
});
export const updateProject = defineRoute({
  id: 'projects_update',
  etag: true,
  people: true,
  method: 'patch',
  path: '/projects/:id',
  tag,
  roles: [],
  params: idParam,
  body: updateProjectBody,
  errors: [412, 428],
  summary: 'Change the declared use, license profile, review policy or default dataset license',
  example: {
    default_dataset_license: 'LicenseRef-own-data',
    default_dataset_license_declared_by: 'Dana Owens',
  },
});
export const confirmUse = defineRoute({
  id: 'projects_confirm_use',
  method: 'post',
  path: '/projects/:id/confirm_use',
  people: true,
  tag,
  roles: [],
  params: idParam,
  summary: 'Confirm that the declared users and revenue still hold, without changing them',
});
export const createKey = defineRoute({
  id: 'api_keys_create',
  method: 'post',
  path: '/api_keys',
  tag,
  roles: [],
  body: createKeyBody,
  secrets: ['key'],
  summary: 'Create an API key of this project; the key itself is shown this once',
  example: { name: 'license desk', roles: ['reviewer'], member: 'Dana Owens' },
});
export const rotateKey = defineRoute({
  id: 'api_keys_rotate',
  method: 'post',
  path: '/api_keys/current/rotate',
  tag,
  roles: READERS,
  errors: [409],
  secrets: ['key'],
  summary:
    'Replace the key that this request came with by one that only its member has seen; the old one ends at the first use of the new',
});
export const rotateKeyById = defineRoute({
  id: 'api_keys_rotate_by_id',
  method: 'post',
  path: '/api_keys/:id/rotate',
  tag,
  roles: [],
  params: idParam,
  body: rotateKeyBody,
  secrets: ['key'],
  errors: [409],
  summary: 'Make a key with the same rights in the place of another; the new key is shown this once',
  example: { overlap_seconds: 3600 },
});
export const listKeys = defineRoute({
  id: 'api_keys_list',
  method: 'get',
  path: '/api_keys',
  tag,
  roles: [],
  query: z.strictObject(listQuery),
  summary: 'List the API keys of this project, without the keys themselves',
});
export const revokeKey = defineRoute({
  id: 'api_keys_revoke',
  method: 'delete',
  path: '/api_keys/:id',
  tag,
  roles: [],
  params: idParam,
  summary: 'Revoke an API key at once',
});
