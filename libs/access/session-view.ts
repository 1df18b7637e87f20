import { unix } from '#kernel/clock.js';
import { csrfOf } from './session-token.js';
import type { FoundSession } from './sessions.service.js';

export interface ProjectOfSession {
  id: string;
  name: string;
  member: string;
  roles: readonly string[];
}

export function sessionView(found: FoundSession, token: string, projects: readonly ProjectOfSession[]) {
  const { session, identity, by } = found;
  return {
    id: session.id,
    object: 'session' as const,
    person: identity && {
      ...{ id: identity.id, email: identity.email, name: identity.name, issuer: identity.issuer },
    },
    key: by && by.key,
    projects,
    csrf_token: csrfOf(token),
    expires_at: unix(session.expiresAt),
  };
}
