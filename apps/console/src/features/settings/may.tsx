import { Text } from '@mantine/core';
import { useProject } from '../../api/session.js';

/** Roles as the API names them. */
export const ROLES = ['viewer', 'engineer', 'reviewer', 'deployer', 'admin'] as const;
export type Role = (typeof ROLES)[number];
/** What each adds; docs/access.md has them operation by operation. */
export const MAY: Record<Role, string> = {
  viewer: 'Reads all of the project.',
  engineer: 'Uploads data, imports models, trains and evaluates.',
  reviewer: 'Answers license questions that somebody else asks.',
  deployer: 'Trains too, and promotes and rolls back.',
  admin: 'All of it, with members, keys, policies and quotas.',
};

export const useIsAdmin = (): boolean => useProject().roles.includes('admin');

/** Why a person does not find here what others do. */
export function NeedsAdmin({ to }: { to: string }) {
  const { roles } = useProject();
  if (roles.includes('admin')) return null;
  return (
    <Text size="sm" c="dimmed" className="needs-admin">
      To {to} needs the role admin. You are {roles.join(' and ') || 'without a role'} here.
    </Text>
  );
}
