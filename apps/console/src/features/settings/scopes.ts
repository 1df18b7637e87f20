import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Operations, scopesOf } from './scopes-of.js';

/** The scopes that roles open something under, as the service's own description of its operations says. */
export function useScopes(roles: readonly string[]): string[] {
  const { data } = useQuery({
    queryKey: ['openapi'],
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const response = await fetch('/openapi.json', { signal });
      if (!response.ok) throw new Error(`/openapi.json: HTTP ${response.status}`);
      return operationsOf((await response.json()) as Described);
    },
  });
  return useMemo(() => scopesOf(data ?? [], roles), [data, roles]);
}

interface Described {
  paths: Record<string, Record<string, Operations[number]>>;
}
const operationsOf = ({ paths }: Described): Operations =>
  Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .map((one) => ({ 'x-roles': one['x-roles'], 'x-scope': one['x-scope'] }));
