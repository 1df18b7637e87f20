import { Button, Group, Select, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { answer, api, ask } from '../../api/client.js';
import { useList } from '../../api/list.js';
import { Facts, Part } from '../../pieces/facts.js';
import { IdChip } from '../../pieces/id-chip.js';
import { State } from '../../pieces/state.js';
import { Asked, Empty } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { changed } from './member-names.js';
import { Rows } from './rows.js';
import { DELIVERY_STATES } from './search.js';
import { type Delivery, DELIVERY_TONES, saidOf } from './webhook.js';

const PATH = '/v1/webhook_endpoints/{id}/deliveries';

/** What was sent to an endpoint, newest first; the address names the one that lies open. */
export function DeliveriesPart({ endpoint, isAdmin }: { endpoint: string; isAdmin: boolean }) {
  const { state, delivery } = useSearch({ from: '/frame/settings/$section' });
  const navigate = useNavigate({ from: '/settings/$section' });
  const list = useList<Delivery>({
    queryKey: ['get', PATH, endpoint, state ?? 'any'],
    ask: (page, signal) =>
      answer(
        api.GET(PATH, {
          params: { path: { id: endpoint }, query: { ...page, ...(state ? { state } : {}) } },
          signal,
        }),
      ),
    everyMs: 5_000,
  });
  const put = (change: { state?: typeof state; delivery?: string }) =>
    void navigate({ search: { endpoint, ...(state ? { state } : {}), ...change }, replace: true });
  return (
    <>
      {delivery !== undefined && <OneDelivery id={delivery} isAdmin={isAdmin} onClose={() => put({})} />}
      <Part
        title="Deliveries"
        flush
        actions={
          <Select
            aria-label="State of the deliveries"
            w={140}
            clearable
            placeholder="any state"
            data={DELIVERY_STATES}
            value={state ?? null}
            onChange={(next) =>
              void navigate({
                search: { endpoint, ...(next ? { state: next as NonNullable<typeof state> } : {}) },
                replace: true,
              })
            }
          />
        }
      >
        <Asked
          of={{ data: list.data && list.rows, error: list.error, refetch: list.refetch }}
          empty={<Empty title={state ? `No delivery is ${state}` : 'Nothing was sent yet'} />}
        >
          {(all) => (
            <Rows
              label="Deliveries"
              heads={['Event', 'State', 'Attempts', 'Last answer', 'Next', 'Made']}
              more={list}
              lines={all.map((one) => ({
                id: one.id,
                cells: [
                  one.event.type,
                  <State key="state" of={one.state} tone={DELIVERY_TONES[one.state]} />,
                  one.attempts,
                  <span key="last" className="url" title={saidOf(one.last)}>
                    {saidOf(one.last)}
                  </span>,
                  <When key="next" at={one.next_attempt_at} />,
                  <When key="made" at={one.created_at} />,
                  <Button
                    key="open"
                    size="compact-xs"
                    aria-label={`Show the delivery of ${one.event.type} ${one.id.slice(-6)}`}
                    aria-pressed={one.id === delivery}
                    onClick={() => put({ delivery: one.id })}
                  >
                    Show
                  </Button>,
                ],
              }))}
            />
          )}
        </Asked>
      </Part>
    </>
  );
}

function OneDelivery({ id, isAdmin, onClose }: { id: string; isAdmin: boolean; onClose: () => void }) {
  const params = { path: { id } };
  const delivery = ask.useQuery('get', '/v1/webhook_deliveries/{id}', { params }, { refetchInterval: 5_000 });
  const again = useMutation({
    mutationFn: () => answer(api.POST('/v1/webhook_deliveries/{id}/redeliver', { params })),
    onSuccess: () => changed('/v1/webhook_deliveries/{id}', PATH),
  });
  const ended = delivery.data && delivery.data.state !== 'pending';
  return (
    <Part
      title={delivery.data?.event.type ?? 'Delivery'}
      hint="Sent again it bears the same webhook-id: a receiver that has had it drops it."
      actions={
        <Group gap={6}>
          {isAdmin && (
            <Button disabled={!ended} loading={again.isPending} onClick={() => again.mutate()}>
              Send it again
            </Button>
          )}
          <Button onClick={onClose}>Close</Button>
        </Group>
      }
    >
      <Asked of={delivery}>
        {(of) => (
          <>
            <Facts
              of={[
                ['State', <State key="state" of={of.state} tone={DELIVERY_TONES[of.state]} />],
                ['About', <IdChip key="about" id={of.event.data.id} short />],
                ['Event', <IdChip key="event" id={of.event.id} short />],
                ['Last answer', saidOf(of.last)],
                ['Next attempt', of.next_attempt_at !== null && <When key="next" at={of.next_attempt_at} />],
                ['Ended', of.finished_at !== null && <When key="ended" at={of.finished_at} />],
              ]}
            />
            {of.last.response && (
              <>
                <Text size="xs" c="dimmed" mt="md">
                  What the receiver said last. It is somebody else’s text.
                </Text>
                <pre className="quote">{of.last.response}</pre>
              </>
            )}
            <ol className="rows attempts" aria-label="Attempts">
              {of.history.map((one) => (
                <li key={one.at}>
                  <When at={one.at} />
                  <span className="clip break">{saidOf(one)}</span>
                  <span className="num">{one.latency_ms} ms</span>
                </li>
              ))}
            </ol>
          </>
        )}
      </Asked>
    </Part>
  );
}
