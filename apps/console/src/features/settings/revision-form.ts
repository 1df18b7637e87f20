import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { isStatus, problemOf } from '../../api/problem.js';
import { queries } from '../../api/queries.js';
import { differing } from './differing.js';
import { useDraft } from './draft.js';
import { savedForm } from './saved-form.js';

/**
 * A form over a resource with a revision: it is written only as it was read. Where somebody was faster with what would be written over,
 * that is told first, what was typed stays, and saving once more puts it in its place; what they changed elsewhere is in nobody's way.
 */
export function useRevisionForm<D extends { revision: number }, V extends object>(of: {
  section: string;
  queryKey: readonly unknown[];
  data: D;
  read: (data: D) => V;
  reread: () => Promise<D>;
  put: (ifMatch: string, values: V, changed: readonly (keyof V & string)[]) => Promise<D>;
  /** Whether what was not changed stays out of what is sent. */
  isPatch?: boolean;
}) {
  const { section, queryKey, data, read, reread, put, isPatch = false } = of;
  const draft = useDraft<V>(section, read(data));
  const [theirs, setTheirs] = useState<readonly string[]>([]);
  const send = async (revision: number) => {
    queries.setQueryData(queryKey, await put(`"${revision}"`, draft.values, draft.fields));
    setTheirs([]);
    draft.drop();
  };
  const saving = useMutation({
    meta: { quiet: true },
    mutationFn: async () => {
      try {
        await send(data.revision);
      } catch (error) {
        if (!isStatus(error, 412)) throw error;
        const now = await reread();
        const sent = isPatch ? draft.fields : (Object.keys(read(now)) as (keyof V & string)[]);
        const moved = differing(read(data), read(now), sent);
        setTheirs(moved);
        if (moved.length === 0) await send(now.revision);
        else queries.setQueryData(queryKey, now);
      }
    },
  });
  const problem = saving.error ? problemOf(saving.error) : null;
  return savedForm(draft, { saving, problem, theirs, setTheirs });
}
