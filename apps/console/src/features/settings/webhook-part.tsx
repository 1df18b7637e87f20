import { Alert, Button, Group } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api, ask } from '../../api/client.js';
import { Confirm } from '../../pieces/confirm.js';
import { Facts, Part } from '../../pieces/facts.js';
import { IdChip } from '../../pieces/id-chip.js';
import { State } from '../../pieces/state.js';
import { Asked } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { DeliveriesPart } from './deliveries-part.js';
import { useIsAdmin } from './may.js';
import { changed } from './member-names.js';
import { SecretOnce } from '../../pieces/secret-once.js';
import { type Endpoint, endpointState, ENDPOINT_TONES, type WithSecret } from './webhook.js';
import { ChangeEndpoint, RotateSecret, TestEndpoint } from './webhook-dialogs.js';

/** One endpoint: how it fares, what can be done with it, and what was sent to it. */
export function EndpointPart({ id }: { id: string }) {
  const endpoint = ask.useQuery(
    'get',
    '/v1/webhook_endpoints/{id}',
    { params: { path: { id } } },
    { refetchInterval: 10_000 },
  );
  return (
    <>
      <Link to="/settings/$section" params={{ section: 'webhooks' }} search={{}} className="more">
        All endpoints
      </Link>
      <Asked of={endpoint}>{(of) => <Shown of={of} />}</Asked>
    </>
  );
}

function Shown({ of }: { of: Endpoint }) {
  const isAdmin = useIsAdmin();
  const state = endpointState(of);
  return (
    <>
      <Part
        title={of.name}
        hint={of.description}
        actions={
          <>
            <State of={state} tone={ENDPOINT_TONES[state]} />
            {isAdmin && <Actions of={of} />}
          </>
        }
      >
        {of.disabled_reason && (
          <Alert color="gray" role="note" title="It was switched off" mb="md">
            {of.disabled_reason}
          </Alert>
        )}
        <Facts
          of={[
            ['URL', of.url],
            ['Events', of.event_types.join(', ')],
            ['Format', of.format],
            ['Signing secret', <code key="secret">{of.signing_secret_hint}</code>],
            ['Old secret ends', of.old_secret_until !== null && <When key="old" at={of.old_secret_until} />],
            ['Failing', of.failing_since !== null && <When key="failing" at={of.failing_since} />],
            ['Changed', <When key="changed" at={of.updated_at} />],
            ['Id', <IdChip key="id" id={of.id} short />],
          ]}
        />
      </Part>
      <DeliveriesPart endpoint={of.id} isAdmin={isAdmin} />
    </>
  );
}

type Doing = 'change' | 'test' | 'rotate' | 'delete' | WithSecret | null;

function Actions({ of }: { of: Endpoint }) {
  const [doing, setDoing] = useState<Doing>(null);
  const navigate = useNavigate({ from: '/settings/$section' });
  const params = { path: { id: of.id } };
  const switching = useMutation({
    mutationFn: () =>
      answer(api.PATCH('/v1/webhook_endpoints/{id}', { params, body: { enabled: !of.enabled } })),
    onSuccess: () => changed('/v1/webhook_endpoints', '/v1/webhook_endpoints/{id}'),
  });
  const remove = async () => {
    await answer(api.DELETE('/v1/webhook_endpoints/{id}', { params }));
    void navigate({ search: {} });
    void changed('/v1/webhook_endpoints');
  };
  const close = () => setDoing(null);
  return (
    <Group gap={6}>
      <Button onClick={() => setDoing('test')}>Test</Button>
      <Button onClick={() => setDoing('change')}>Change</Button>
      <Button onClick={() => setDoing('rotate')}>Rotate secret</Button>
      <Button loading={switching.isPending} onClick={() => switching.mutate()}>
        {of.enabled ? 'Switch off' : 'Switch on'}
      </Button>
      <Button color="red" variant="light" onClick={() => setDoing('delete')}>
        Delete
      </Button>
      {doing === 'test' && <TestEndpoint of={of} onClose={close} />}
      {doing === 'change' && <ChangeEndpoint of={of} onClose={close} />}
      {doing === 'rotate' && <RotateSecret of={of} onClose={close} onMade={setDoing} />}
      {doing === 'delete' && (
        <Confirm title={`Delete ${of.name}?`} verb="Delete the endpoint" does={remove} onClose={close}>
          Its delivery log goes with it, and what waits is not sent. {of.url} is not called again.
        </Confirm>
      )}
      {doing !== null && typeof doing === 'object' && (
        <SecretOnce
          title={`The new signing secret of ${of.name}`}
          secret={doing.signing_secret}
          onClose={close}
        />
      )}
    </Group>
  );
}
