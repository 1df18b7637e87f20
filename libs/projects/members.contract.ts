import { z } from 'zod';
import { MEMBER_KINDS, ROLES } from '#kernel/context.js';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { email, idParam, listQuery, NO_CONTROLS } from '#platform/schemas.js';

/** A person's name; what looks like an id must be one. */
export const memberName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(NO_CONTROLS, 'must hold no control characters')
  .refine((name) => !name.startsWith('mem_') && name !== 'system', {
    error: "must not start with 'mem_', as ids do, nor be 'system'",
  });

/** A member by id, or by name. */
export const memberRef = z.union([z.string().regex(/^mem_[0-9a-z]{26}$/, 'a member id'), memberName]);

const loginRoles = z
  .array(z.enum(ROLES))
  .max(5)
  .refine((all) => new Set(all).size === all.length, { error: 'must name each role once' })
  .meta({ description: 'What the person may do when logged in; keys carry roles of their own.' });

export const createMemberBody = z.strictObject({
  name: memberName,
  email: email.optional(),
  kind: z.enum(MEMBER_KINDS).prefault('person').meta({
    description: 'A service account is a program: it answers no license question and never logs in.',
  }),
});
export type CreateMember = z.input<typeof createMemberBody>;

export const NOTIFY = ['all', 'assigned', 'none'] as const;
export const updateMemberBody = z
  .strictObject({
    notify: z.enum(NOTIFY).meta({
      description:
        'Mails that it gets: all; only of what was handed to it and answers to what it asked; none.',
    }),
    email: email.nullable(),
    roles: loginRoles,
  })
  .partial();
export type UpdateMember = z.output<typeof updateMemberBody>;

const tag = 'projects';
export const listMembers = defineRoute({
  id: 'members_list',
  method: 'get',
  path: '/members',
  tag,
  roles: READERS,
  query: z.strictObject(listQuery),
  summary: 'List the members of this project, with the roles that their keys hold',
});
export const createMember = defineRoute({
  id: 'members_create',
  people: true,
  method: 'post',
  path: '/members',
  tag,
  roles: [],
  body: createMemberBody,
  errors: [409],
  summary: 'Add a member; keys are made for it with POST /v1/api_keys',
  example: { name: 'Dana Owens', email: 'dana@example.org' },
});
export const updateMember = defineRoute({
  id: 'members_update',
  people: true,
  method: 'patch',
  path: '/members/:id',
  tag,
  roles: READERS,
  params: idParam,
  body: updateMemberBody,
  errors: [409],
  summary:
    "Change a member's address, which mails it gets, or (admin) what it may do when logged in; `current` is the caller, another needs admin",
  example: { notify: 'assigned' },
});
export const removeMember = defineRoute({
  id: 'members_remove',
  people: true,
  method: 'delete',
  path: '/members/:id',
  tag,
  roles: [],
  params: idParam,
  errors: [409],
  summary: 'Remove a member and revoke its keys at once; what it did stays on record',
});
