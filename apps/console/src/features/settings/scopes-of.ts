export type Operations = readonly { 'x-roles': string[] | undefined; 'x-scope': string | undefined }[];

/** Every scope of the operations that one of the roles may call, sorted. */
export const scopesOf = (operations: Operations, roles: readonly string[]): string[] =>
  [
    ...new Set(
      operations.flatMap(({ 'x-roles': may = [], 'x-scope': scope }) =>
        scope !== undefined && may.some((role) => roles.includes(role)) ? [scope] : [],
      ),
    ),
  ].sort();
