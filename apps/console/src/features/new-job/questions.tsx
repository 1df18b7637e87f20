import { List, Text } from '@mantine/core';
import { ask } from '../../api/client.js';
import { Ref } from '../../pieces/ref.js';
import type { Estimate } from './estimating.js';

type Question = Estimate['questions'][number];

/** What a reviewer has to answer before a promotion: each thing once, by its name, with the review that asks it already. */
export const Questions = ({ of }: { of: readonly Question[] }) => (
  <>
    <Text size="sm" mt="xs">
      It may be trained. Before a promotion a reviewer has to answer:
    </Text>
    <List size="sm" className="cures" aria-label="What a reviewer has to answer">
      {of.map((one) => (
        <List.Item key={`${one.node} ${one.code} ${one.license_id}`}>
          <b>
            <Ref id={one.node} />
          </b>
          : {one.what}.{one.code === 'LICENSE_UNKNOWN' && ' A reviewer says what it is.'} <Asked of={one} />
        </List.Item>
      ))}
    </List>
  </>
);

function Asked({ of: { node } }: { of: Question }) {
  const query = { subject: [node], state: ['open' as const], limit: '1' };
  const { data } = ask.useQuery('get', '/v1/reviews', { params: { query } });
  if (!data) return null;
  const [open] = data.data;
  return open ? <Ref id={open.id} words="Its review is open" /> : <>A review is opened with the training.</>;
}
