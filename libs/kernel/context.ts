/** Member roles, weakest first; each includes the reading rights of viewer. */
export const ROLES = ['viewer', 'engineer', 'reviewer', 'deployer', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export const MEMBER_KINDS = ['person', 'service_account'] as const;
export type MemberKind = (typeof MEMBER_KINDS)[number];

/** Who acts: carried from the API key into every use case, audit event and row-level-security setting. */
export interface Ctx {
  /** The project every query is limited to; `*` only for background work of the system itself. */
  projectId: string;
  actor: string;
  /** The person behind the key; `system` for background work. Two keys of one member are one person. */
  member: string;
  roles: readonly Role[];
  /** What a key is scoped down to; absent or empty: all that its roles allow. */
  scopes?: readonly string[];
  /** The first key of a line of rotations; absent: the actor. */
  caller?: string;
  /** A service account answers no license question and lets nobody in; absent: a person, or the system. */
  kind?: MemberKind;
  requestId: string;
  /** Calls a model that is there, and asks for nothing new. */
  isCall?: boolean;
  /** Where the answer of this request is kept for a repetition of it; see platform/once.ts. */
  once?: { caller: string; route: string; key: string; status: number };
}

export const systemCtx = (projectId = '*', requestId = 'system'): Ctx => ({
  projectId,
  actor: 'system',
  member: 'system',
  roles: ['admin'],
  requestId,
});
