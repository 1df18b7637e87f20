import { answer } from '#client/client.js';
import type { Session } from './session.js';

export const trafficOf = (session: Session, id: string, query: { since?: number } = {}) =>
  answer(session.client.GET('/v1/deployments/{id}/traffic', { params: { path: { id }, query } }));
