import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { isStatus, problemOf } from '../../api/problem.js';
import { queries } from '../../api/queries.js';
import { differing } from './differing.js';
import { useDraft } from './draft.js';
import { savedForm } from './saved-form.js';

/**
 * A form over a resource with a revision: it is written only as it was read. Where somebody was faster, what they wrote is read, what
 * was typed stays, and saving once more puts it in its place.
 */
export function useRevisionForm<D extends { revision: number }, V extends object>(of: {
  section: string;
  queryKey: readonly unknown[];
  data: D;
  read: (data: D) => V;
  reread: () => Promise<D>;
  put: (ifMatch: string, values: V, changed: readonly (keyof V & string)[]) => Promise<D>;
}) {
  const { section, queryKey, data, read, reread, put } = of;
  const draft = useDraft<V>(section, read(data));
  const [theirs, setTheirs] = useState<readonly string[]>([]);
  const saving = useMutation({
    meta: { quiet: true },
    mutationFn: () => put(`"${data.revision}"`, draft.values, draft.fields),
    onSuccess: (made) => {
      queries.setQueryData(queryKey, made);
      setTheirs([]);
      draft.drop();
    },
    onError: async (error) => {
      if (!isStatus(error, 412)) return;
      const now = await reread();
      setTheirs(differing(read(data), read(now), Object.keys(read(now)) as (keyof V & string)[]));
      queries.setQueryData(queryKey, now);
    },
  });
  const problem = saving.error && !isStatus(saving.error, 412) ? problemOf(saving.error) : null;
  return savedForm(draft, { saving, problem, theirs, setTheirs });
}
