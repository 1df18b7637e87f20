import { type Role, ROLES } from '#kernel/context.js';

/** Whose claim has `value` is a member of the project of that name, with these roles. */
export interface ClaimRole {
  value: string;
  project: string;
  roles: Role[];
}

const LINE = /^([^=]+)=([a-z0-9][a-z0-9._-]*):([a-z]+(?:\+[a-z]+)*)$/;

/** `ml-team=default:engineer+deployer, counsel=default:reviewer`. Throws an Error that names the entry at fault. */
export function parseClaimRoles(text: string): ClaimRole[] {
  const entries = text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
  return entries.map((entry) => {
    const [, value, project, roles] = LINE.exec(entry) ?? [];
    const named = roles?.split('+') ?? [];
    if (!value || !project || named.some((role) => !(ROLES as readonly string[]).includes(role)))
      throw new Error(`'${entry}' is not VALUE=PROJECT:ROLE+ROLE with roles of ${ROLES.join(', ')}`);
    return { value: value.trim(), project, roles: named as Role[] };
  });
}

/** The values of a claim: a text, or a list of them. */
export function claimValues(claims: Readonly<Record<string, unknown>>, name: string | null): string[] {
  const value = name === null ? undefined : claims[name];
  return [value].flat().filter((one): one is string => typeof one === 'string');
}

/** Roles by project name. */
export function rolesByProject(map: readonly ClaimRole[], values: readonly string[]): Map<string, Role[]> {
  const out = new Map<string, Role[]>();
  for (const { value, project, roles } of map)
    if (values.includes(value))
      out.set(project, [...new Set([...(out.get(project) ?? []), ...roles])].sort());
  return out;
}
