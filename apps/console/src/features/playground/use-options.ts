import { useEffect, useMemo } from 'react';
import { ask } from '../../api/client.js';
import { aliasesOf, type Listed, type Model, numbersOf, unreadOf, withAliases } from './names.js';
import { beforeOf, optionsOf } from './options.js';

const EVERY_MS = 5_000;
const NONE: Model[] = [];
const NO_LIST: Listed[] = [];

/** All models with their versions: asked once, and once more as the short list, asked often, names versions that it lacks. */
function useModels() {
  const most = { limit: '100' };
  const full = ask.useQuery('get', '/v1/registered_models', {
    params: { query: { ...most, 'expand[]': ['versions'] } },
  });
  const short = ask.useQuery(
    'get',
    '/v1/registered_models',
    { params: { query: most } },
    { refetchInterval: EVERY_MS },
  );
  const [read, listed] = [full.data?.data ?? NONE, short.data?.data ?? NO_LIST];
  const unread = full.data ? unreadOf(read, listed) : '';
  const { refetch } = full;
  useEffect(() => {
    if (unread !== '') void refetch();
  }, [unread, refetch]);
  const models = useMemo(() => withAliases(read, listed), [read, listed]);
  const again = () => Promise.all([full.refetch(), short.refetch()]);
  return { models, isRead: full.data !== undefined, error: full.error ?? short.error, again };
}

/** What can be chosen, and what the names mean now: an alias may be moved while the page is open. */
export function useOptions(chosen: readonly string[]) {
  const { models, ...registered } = useModels();
  const callable = ask.useQuery('get', '/v1/models');
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
    models: registered.isRead ? models : undefined,
    ...{ groups, before, aliases, numbers },
    error: registered.error ?? callable.error,
    again: () => void Promise.all([registered.again(), callable.refetch()]),
  };
}
