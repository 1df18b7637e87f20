import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, type Schemas } from '../../api/client.js';
import { problemOf } from '../../api/problem.js';
import { queries } from '../../api/queries.js';
import { differing } from './differing.js';
import { useDraft } from './draft.js';
import { savedForm } from './saved-form.js';

export type Project = Schemas['Project'];
const CURRENT = { params: { path: { id: 'current' } } } as const;
export const PROJECT_QUERY = ['get', '/v1/projects/{id}', CURRENT] as const;

/**
 * A form over some settings of the project: only what was changed is sent. The project has no revision to name, so it is read once more
 * before it is written: what somebody else has changed meanwhile is told first, and what was typed stays.
 */
export function useProjectForm<V extends object>(of: {
  section: string;
  project: Project;
  /** What the form shows of the project. */
  read: (project: Project) => V;
  /** What the fields that were changed come to in the body. */
  body: (values: V, fields: readonly (keyof V & string)[]) => object;
}) {
  const { section, project, read, body } = of;
  const draft = useDraft<V>(section, read(project));
  const [theirs, setTheirs] = useState<readonly string[]>([]);
  const saving = useMutation({
    meta: { quiet: true },
    mutationFn: async () => {
      const now = await answer(api.GET('/v1/projects/{id}', CURRENT));
      const moved = differing(read(project), read(now), draft.fields);
      queries.setQueryData(PROJECT_QUERY, now);
      setTheirs(moved);
      if (moved.length > 0) return;
      const made = await answer(
        api.PATCH('/v1/projects/{id}', { ...CURRENT, body: body(draft.values, draft.fields) }),
      );
      queries.setQueryData(PROJECT_QUERY, made);
      draft.drop();
    },
  });
  const problem = saving.error ? problemOf(saving.error) : null;
  return savedForm(draft, { saving, problem, theirs, setTheirs });
}
