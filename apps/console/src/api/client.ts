import createQueryHooks from 'openapi-react-query';
import { createClient } from '#client/client.js';
import type { components } from '#client/schema.js';

export { answer } from '#client/client.js';
export type Schemas = components['schemas'];

/** What every request of this page tells beside its cookie; `session.ts` sets it. */
export const sent = { csrfToken: '', project: '' };

/** The typed client of every operation. Refusals throw ApiError, silence throws Unreachable. */
export const api = createClient({ baseUrl: location.origin, tries: 2 });
api.use({
  onRequest({ request }) {
    if (request.method !== 'GET') request.headers.set('x-csrf-token', sent.csrfToken);
    if (sent.project) request.headers.set('openai-project', sent.project);
    return request;
  },
});

/** `ask.useQuery('get', '/v1/jobs/{id}', { params: { path: { id } } })`, `ask.queryOptions`, `ask.useMutation`. */
export const ask = createQueryHooks(api);
