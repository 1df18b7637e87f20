import { Text } from '@mantine/core';
import { Rocket } from 'lucide-react';
import { ask } from '../../api/client.js';
import { Part } from '../../pieces/facts.js';
import { Ref } from '../../pieces/ref.js';
import { State } from '../../pieces/state.js';
import { Asked, Empty, Loading } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';

/** The last requests to point an alias at a version, and what came of them. */
export function Promotions() {
  const query = { limit: '5' };
  const promotions = ask.useQuery(
    'get',
    '/v1/promotions',
    { params: { query } },
    { refetchInterval: 10_000 },
  );
  const all = { data: promotions.data?.data, error: promotions.error, refetch: promotions.refetch };
  const none = (
    <Empty
      icon={Rocket}
      title="Nothing was promoted yet"
      text="A version that passes its gates is promoted to an alias, such as production."
    />
  );
  return (
    <Part title="Last promotions" flush>
      <Asked of={all} loading={<Loading rows={2} />} empty={none}>
        {(list) => (
          <ul className="rows">
            {list.map((one) => (
              <li key={one.id}>
                <div className="clip">
                  <Ref id={String(one.version)} /> to <b>{one.alias}</b>
                </div>
                <Text size="xs" c="dimmed">
                  <When at={one.created_at} />
                </Text>
                <span className="end">
                  <State of={one.state} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </Asked>
    </Part>
  );
}
