import { answer } from '#client/client.js';
import { ApiError } from '#client/errors.js';
import type { Session } from '../session.js';
import type { PlanWebhook } from './plan-file.js';

export interface Endpoint {
  openai_id: string;
  /** Null where the service refuses it, with the reason. */
  id: string | null;
  url: string;
  state: 'made' | 'there' | 'refused';
  /** Shown this once. */
  signing_secret: string | null;
  reason: string | null;
}

const mark = (openaiId: string): string => `From OpenAI's endpoint ${openaiId}.`;

/** Event types that the service sends. */
export async function eventTypesOf(session: Session): Promise<Set<string>> {
  return new Set((await answer(session.client.GET('/v1/webhook_event_types'))).data);
}

/** Endpoints of the project by the id that they had at OpenAI. */
async function endpointsOf(session: Session): Promise<{ id: string; description: string | null }[]> {
  const all: { id: string; description: string | null }[] = [];
  for (let after: string | undefined; ;) {
    const query = { limit: '100', ...(after ? { after } : {}) };
    const page = await answer(session.client.GET('/v1/webhook_endpoints', { params: { query } }));
    all.push(...page.data);
    if (!page.has_more || !page.last_id) return all;
    after = page.last_id;
  }
}

/** Makes each endpoint once, switched off: its receiver does not know the new secret yet. */
export async function bringWebhooks(session: Session, hooks: readonly PlanWebhook[]): Promise<Endpoint[]> {
  const wanted = hooks.filter(({ move }) => move);
  if (wanted.length === 0) return [];
  const known = await endpointsOf(session);
  const out: Endpoint[] = [];
  for (const hook of wanted) {
    const there = known.find(({ description }) => description?.startsWith(mark(hook.openai_id)));
    const row = { openai_id: hook.openai_id, url: hook.url, signing_secret: null, reason: null };
    if (there) out.push({ ...row, id: there.id, state: 'there' });
    else out.push({ ...row, ...(await make(session, hook)) });
  }
  return out;
}

async function make(
  session: Session,
  hook: PlanWebhook,
): Promise<Pick<Endpoint, 'id' | 'state' | 'signing_secret' | 'reason'>> {
  const body = {
    name: hook.name.trim().slice(0, 100) || hook.openai_id,
    url: hook.url,
    event_types: hook.event_types,
    description: mark(hook.openai_id),
    enabled: false,
  };
  try {
    const made = await answer(session.client.POST('/v1/webhook_endpoints', { body }));
    return { id: made.id, state: 'made', signing_secret: String(made.signing_secret), reason: null };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status >= 500 || error.status === 401) throw error;
    return { id: null, state: 'refused', signing_secret: null, reason: error.message };
  }
}
