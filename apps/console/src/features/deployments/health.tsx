import { ask } from '../../api/client.js';
import { State } from '../../pieces/state.js';
import type { Deployment } from './history.js';

/** What the engine says when it is asked now; only of what is to serve. */
export function Health({ of }: { of: Deployment }) {
  const isAsked = of.desired === 'serving' && (of.state === 'ready' || of.state === 'starting');
  const { data, error } = ask.useQuery(
    'get',
    '/v1/deployments/{id}/health',
    { params: { path: { id: of.id } } },
    { enabled: isAsked, refetchInterval: 5_000 },
  );
  if (!isAsked) return <span className="none">not asked: it does not serve</span>;
  if (error) return <span className="none">not known</span>;
  if (!data) return <span className="none">asking …</span>;
  const { healthy, phase } = data as { healthy?: boolean; phase?: string | null };
  return healthy ? (
    <State of="healthy" meaning="The engine took its key and answered just now." />
  ) : (
    <State of="does not answer" tone="bad" meaning={`Phase: ${phase ?? 'none'}`} />
  );
}
