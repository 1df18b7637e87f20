import { ask } from '../../api/client.js';
import { State } from '../../pieces/state.js';
import type { Deployment } from './history.js';

const isServing = ({ desired, state }: Deployment): boolean =>
  desired === 'serving' && (state === 'ready' || state === 'starting');

/** Whether the engine answers; of what does not serve, or not yet, how far it is with that. */
export const HealthOrState = ({ of }: { of: Deployment }) =>
  isServing(of) ? (
    <Health of={of} />
  ) : (
    <State of={of.state === 'ready' || of.state === 'starting' ? 'stopping' : of.state} />
  );

/** What the engine says when it is asked now; only of what is to serve and was started. */
export function Health({ of }: { of: Deployment }) {
  const isAsked = isServing(of) && of.state === 'ready';
  const { data, error } = ask.useQuery(
    'get',
    '/v1/deployments/{id}/health',
    { params: { path: { id: of.id } } },
    { enabled: isAsked, refetchInterval: 5_000 },
  );
  if (isServing(of) && !isAsked)
    return <State of="starting" meaning="Its engine is being started; it is asked once it is ready." />;
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
