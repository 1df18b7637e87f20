import type { UseMutationResult } from '@tanstack/react-query';
import type { Problem } from '../../api/problem.js';
import { faultAt } from '../../pieces/faults.js';
import type { useDraft } from './draft.js';

/** What a form over settings gives to its page; `theirs`: what somebody else has changed meanwhile. */
export function savedForm<V extends object, S extends UseMutationResult<unknown, Error, void>>(
  draft: ReturnType<typeof useDraft<V>>,
  of: {
    saving: S;
    problem: Problem | null;
    theirs: readonly string[];
    setTheirs: (theirs: readonly string[]) => void;
  },
) {
  const { saving, problem, theirs, setTheirs } = of;
  const drop = () => {
    saving.reset();
    setTheirs([]);
    draft.drop();
  };
  // what was said against a field is not said of what stands there now
  const set: typeof draft.set = (field, value) => {
    if (saving.isError) saving.reset();
    draft.set(field, value);
  };
  return { ...draft, set, drop, theirs, problem, saving, fault: (field: string) => faultAt(problem, field) };
}
