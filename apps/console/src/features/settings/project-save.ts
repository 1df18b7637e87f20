import { answer, api, type Schemas } from '../../api/client.js';
import { useRevisionForm } from './revision-form.js';

export type Project = Schemas['Project'];
const CURRENT = { path: { id: 'current' } } as const;
export const PROJECT_QUERY = ['get', '/v1/projects/{id}', { params: CURRENT }] as const;

/** A form over some settings of the project: only what was changed is sent. */
export const useProjectForm = <V extends object>(of: {
  section: string;
  project: Project;
  /** What the form shows of the project. */
  read: (project: Project) => V;
  /** What the fields that were changed come to in the body. */
  body: (values: V, fields: readonly (keyof V & string)[]) => object;
}) =>
  useRevisionForm({
    ...{ section: of.section, queryKey: PROJECT_QUERY, data: of.project, read: of.read, isPatch: true },
    reread: () => answer(api.GET('/v1/projects/{id}', { params: CURRENT })),
    put: (ifMatch, values, changed) => {
      const params = { ...CURRENT, header: { 'if-match': ifMatch } };
      return answer(api.PATCH('/v1/projects/{id}', { params, body: of.body(values, changed) }));
    },
  });
