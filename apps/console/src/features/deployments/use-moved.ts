import { useEffect, useRef } from 'react';
import { queries } from '../../api/queries.js';

const SHOW_ALIASES = ['registered-models', 'model-version', 'model-versions', 'promotions', 'deployments'];
const isAboutAliases = (path: unknown): boolean =>
  typeof path === 'string' && /^\/v1\/(registered_models|model_versions|promotions|deployments)/.test(path);

/** Once `what` is another than it was, everything that shows which version an alias names is read anew. */
export function useMoved(what: string): void {
  const last = useRef(what);
  useEffect(() => {
    if (last.current === what) return;
    last.current = what;
    void queries.invalidateQueries({
      predicate: ({ queryKey: [first, path] }) =>
        SHOW_ALIASES.includes(first as string) || (first === 'get' && isAboutAliases(path)),
    });
  }, [what]);
}
