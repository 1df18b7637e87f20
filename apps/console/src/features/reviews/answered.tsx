import { Alert, Group, Text } from '@mantine/core';
import { ask } from '../../api/client.js';
import { Ref } from '../../pieces/ref.js';
import { When } from '../../pieces/when.js';
import { useOpenPolicy } from './policy.js';
import { answeredBy, type Review, whileAsked } from './words.js';

const EVERY_MS = 15_000;

/** The newest review of a subject, and the one that answered it for all that is made of the same. */
function useReviewOf(subject: string): Review | undefined {
  const query = { subject: [subject], order: 'desc' as const, limit: '1' };
  const asked = ask.useQuery(
    'get',
    '/v1/reviews',
    { params: { query } },
    { refetchInterval: ({ state: { data } }) => (data?.data[0]?.state === 'open' ? EVERY_MS : false) },
  );
  const own = asked.data?.data[0];
  const isClosed = own?.state === 'superseded';
  const read = (id: string, enabled: boolean) => [{ params: { path: { id } } }, { enabled }] as const;
  const closed = ask.useQuery('get', '/v1/reviews/{id}', ...read(own?.id ?? '', isClosed)).data;
  const other = answeredBy(closed?.timeline ?? []);
  const by = ask.useQuery('get', '/v1/reviews/{id}', ...read(other ?? '', other !== null)).data;
  return isClosed ? by : own;
}

const VERBS: Partial<Record<Review['state'], string>> = {
  ...{ approved: 'Approved by', waived: 'Waived by', rejected: 'Rejected' },
};

/** Who answered what was asked about a thing, when, and by which review; nothing where nobody asked. */
export function Answered({ subject }: { subject: string }) {
  const review = useReviewOf(subject);
  if (!review) return null;
  const link = <Ref id={review.id} words={review.state === 'open' ? 'Its review' : 'Review'} />;
  const verb = VERBS[review.state];
  if (!verb)
    return (
      <>
        {review.state === 'open' ? 'A reviewer is asked' : `The answer is ${review.state}`}: {link}
      </>
    );
  return (
    <>
      {verb} {review.approvals.map(({ name }) => name).join(' and ')} <When at={review.decided_at} />: {link}
      {review.conditions && <Text size="sm">Condition: {review.conditions}</Text>}
    </>
  );
}

/** That a reviewer is asked what the license is, as long as nobody has answered. */
export function Unanswered({ subject, license }: { subject: string; license: string }) {
  const review = useReviewOf(subject);
  const policy = useOpenPolicy();
  if (review?.state !== 'open') return null;
  return (
    <Alert
      variant="default"
      mb="md"
      role="status"
      title={`A reviewer is asked about its license, ${license}`}
    >
      <Group gap={4}>
        {whileAsked(policy)} <Ref id={review.id} words="Its review" />
      </Group>
    </Alert>
  );
}
