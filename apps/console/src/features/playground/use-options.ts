import { useMemo } from 'react';
import { ask } from '../../api/client.js';
import { aliasesOf, type Model, numbersOf } from './names.js';
import { beforeOf, optionsOf } from './options.js';

const NONE: Model[] = [];

/** What can be chosen, and what the names mean now: an alias may be moved while the page is open. */
export function useOptions(chosen: readonly string[]) {
  const registered = ask.useQuery(
    'get',
    '/v1/registered_models',
    { params: { query: { limit: '100', 'expand[]': ['versions'] } } },
    { refetchInterval: 5_000 },
  );
  const callable = ask.useQuery('get', '/v1/models');
  const models = registered.data?.data ?? NONE;
  const key = chosen.join();
  const groups = useMemo(
    () => optionsOf(models, callable.data?.data ?? [], key ? key.split(',') : []),
    [models, callable.data, key],
  );
  const before = useMemo(() => beforeOf(models, key ? key.split(',') : []), [models, key]);
  const aliases = useMemo(() => aliasesOf(models), [models]);
  const numbers = useMemo(() => numbersOf(models), [models]);
  return {
    /** Undefined until they are read. */
    models: registered.data && models,
    ...{ groups, before, aliases, numbers },
    error: registered.error ?? callable.error,
    again: () => void Promise.all([registered.refetch(), callable.refetch()]),
  };
}
