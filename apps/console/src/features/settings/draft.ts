import { useState } from 'react';
import { sent } from '../../api/client.js';
import { differing } from './differing.js';

/** What was typed and not sent, by project and section: it outlives a look at another page, not the tab. */
const kept = new Map<string, object>();

/** The values of a form over what the service says: only what differs from it counts as changed. */
export function useDraft<V extends object>(section: string, read: V) {
  const name = `${sent.project} ${section}`;
  const [typed, setTyped] = useState<Partial<V>>(() => kept.get(name) ?? {});
  const keep = (next: Partial<V>) => {
    kept.set(name, next);
    setTyped(next);
  };
  const values: V = { ...read, ...typed };
  const fields = differing(values, read, Object.keys(typed) as (keyof V & string)[]);
  return {
    values,
    /** Names of the fields that differ from what was read. */
    fields,
    set: <K extends keyof V & string>(field: K, value: V[K]) => keep({ ...typed, [field]: value }),
    drop: () => keep({}),
  };
}
