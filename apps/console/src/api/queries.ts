import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isStatus, isUnreachable } from './problem.js';

/** Who hears of errors that every page shares: `app.tsx` fills it in. */
export const heard: {
  signedOut: () => void;
  silent: () => void;
  refused: (error: unknown) => void;
} = { signedOut: () => undefined, silent: () => undefined, refused: () => undefined };

function shared(error: unknown): void {
  if (isUnreachable(error)) heard.silent();
  else if (isStatus(error, 401)) heard.signedOut();
}

/**
 * One cache for the whole page. A read that fails is shown where it was to stand; a change that fails is shown as a toast,
 * unless the mutation says `meta: { quiet: true }` because its form shows it.
 */
export const queries = new QueryClient({
  queryCache: new QueryCache({ onError: shared }),
  mutationCache: new MutationCache({
    onError: (error, _variables, _onMutate, mutation) => {
      shared(error);
      if (!mutation.meta?.['quiet']) heard.refused(error);
    },
  }),
  defaultOptions: {
    queries: {
      networkMode: 'always', // a service on this machine answers without a network
      staleTime: 5_000,
      retry: (count, error) => count < 2 && isUnreachable(error),
      retryDelay: 500,
    },
    mutations: { networkMode: 'always', retry: false },
  },
});
