import { ask } from '../../api/client.js';
import { PROJECT_QUERY } from '../settings/project-save.js';

/** What the project lets a job do while a license question is open; undefined until it is read. */
export const useOpenPolicy = (): string | undefined =>
  ask.useQuery('get', '/v1/projects/{id}', PROJECT_QUERY[2]).data?.on_needs_review;
