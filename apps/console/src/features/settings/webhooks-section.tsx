import { Button } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Webhook } from 'lucide-react';
import { useState } from 'react';
import { answer, api } from '../../api/client.js';
import { useList } from '../../api/list.js';
import { Part } from '../../pieces/facts.js';
import { State } from '../../pieces/state.js';
import { Asked, Empty } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { NeedsAdmin, useIsAdmin } from './may.js';
import { Rows } from './rows.js';
import { SecretOnce } from '../../pieces/secret-once.js';
import { type Endpoint, endpointState, ENDPOINT_TONES, type WithSecret } from './webhook.js';
import { EndpointDialog } from './webhook-dialogs.js';
import { EndpointPart } from './webhook-part.js';

export function WebhooksSection() {
  const { endpoint } = useSearch({ from: '/frame/settings/$section' });
  return (
    <>
      <NeedsAdmin to="make, change, test or redeliver webhooks" />
      {endpoint === undefined ? <EndpointsPart /> : <EndpointPart key={endpoint} id={endpoint} />}
    </>
  );
}

function EndpointsPart() {
  const isAdmin = useIsAdmin();
  const navigate = useNavigate({ from: '/settings/$section' });
  const [doing, setDoing] = useState<'create' | WithSecret | null>(null);
  const list = useList<Endpoint>({
    queryKey: ['get', '/v1/webhook_endpoints', 'all'],
    ask: (query, signal) => answer(api.GET('/v1/webhook_endpoints', { params: { query }, signal })),
    everyMs: 10_000,
  });
  const create = isAdmin && <Button onClick={() => setDoing('create')}>Create an endpoint</Button>;
  return (
    <Part title="Endpoints" hint="URLs that are called when something happens." flush actions={create}>
      <Asked
        of={{ data: list.data && list.rows, error: list.error, refetch: list.refetch }}
        empty={
          <Empty
            icon={Webhook}
            title="Nobody is told yet"
            text="An endpoint is called when a job has ended, a review waits, a deployment is ready."
          />
        }
      >
        {(all) => (
          <Rows
            label="Endpoints"
            heads={['Name', 'URL', 'Events', 'State', 'Made']}
            more={list}
            lines={all.map((one) => ({
              id: one.id,
              isEnded: !one.enabled,
              cells: [
                <Link
                  key="name"
                  to="/settings/$section"
                  params={{ section: 'webhooks' }}
                  search={{ endpoint: one.id }}
                >
                  {one.name}
                </Link>,
                <span key="url" className="url" title={one.url}>
                  {one.url}
                </span>,
                <span key="events" data-tip={one.event_types.join(', ')}>
                  {one.event_types.length > 1 ? `${one.event_types.length} kinds` : one.event_types[0]}
                </span>,
                <State key="state" of={endpointState(one)} tone={ENDPOINT_TONES[endpointState(one)]} />,
                <When key="made" at={one.created_at} />,
              ],
            }))}
          />
        )}
      </Asked>
      {doing === 'create' && <EndpointDialog onClose={() => setDoing(null)} onMade={setDoing} />}
      {doing !== null && doing !== 'create' && (
        <SecretOnce
          title={`The signing secret of ${doing.name}`}
          secret={doing.signing_secret}
          onClose={() => void navigate({ search: { endpoint: doing.id } })}
        >
          The receiver verifies with it that a delivery comes from here.
        </SecretOnce>
      )}
    </Part>
  );
}
