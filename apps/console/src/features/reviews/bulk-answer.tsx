import { Alert, Button, Group, List, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, type Schemas } from '../../api/client.js';
import { problemOf } from '../../api/problem.js';
import { queries } from '../../api/queries.js';
import { holdsFor } from './answering.js';
import { HoldsFor } from './holds-for.js';
import { Subject } from './subject.js';
import type { Review } from './words.js';

const AT_ONCE = 100;
interface Props {
  action: 'approve' | 'reject';
  reviews: Review[];
  onClose: () => void;
}

/** The same answer to several; each is decided by itself, and what one is refused for is said. */
export function BulkAnswer({ action, reviews, onClose }: Props) {
  const [given] = useState(reviews.slice(0, AT_ONCE));
  const [comment, setComment] = useState('');
  const [holds, setHolds] = useState(false);
  const mayHold = action === 'approve' && given.every((one) => one.may_hold_for_lineage);
  const [results, setResults] = useState<Schemas['ReviewResult'][] | null>(null);
  const verb = action === 'approve' ? 'Approve' : 'Reject';
  const sending = useMutation({
    meta: { quiet: true },
    mutationFn: async () => {
      const body = {
        ...{ action, reviews: given.map(({ id, revision }) => ({ id, revision })) },
        ...(mayHold ? { holds_for: holdsFor(holds) } : {}),
        ...(comment.trim() ? { comment: comment.trim() } : {}),
      };
      return answer(api.POST('/v1/reviews/bulk', { body }));
    },
    onSuccess: async ({ data }) => {
      setResults(data);
      await queries.invalidateQueries({ queryKey: ['reviews'] });
    },
  });
  const closed = new Set(results?.flatMap(({ review }) => review?.closed ?? []));
  const problem = sending.error && problemOf(sending.error);
  const titles = new Map(given.map((one) => [one.id, <Subject key={one.id} of={one} />]));
  const what = given.length === 1 ? '1 review' : `${given.length} reviews`;
  return (
    <Modal opened onClose={onClose} title={`${verb} ${what}`} size="lg">
      <Stack gap="sm">
        {results === null ? (
          <>
            <List size="sm">
              {given.slice(0, 8).map((one) => (
                <List.Item key={one.id}>
                  <Subject of={one} />
                </List.Item>
              ))}
              {given.length > 8 && <List.Item>and {given.length - 8} more</List.Item>}
            </List>
            {reviews.length > AT_ONCE && (
              <Text size="sm">At most {AT_ONCE} are answered at once: the others stay as they are.</Text>
            )}
            <Textarea
              data-autofocus
              label={action === 'approve' ? 'What you read, and why it is fine (optional)' : 'Why not'}
              required={action === 'reject'}
              minRows={3}
              autosize
              value={comment}
              onChange={(e) => setComment(e.currentTarget.value)}
            />
            {mayHold && <HoldsFor isOn={holds} turn={setHolds} />}
            {problem && (
              <Alert variant="default" title={problem.title} role="alert">
                {problem.text}
              </Alert>
            )}
            <Group justify="flex-end" gap="xs">
              <Button onClick={onClose}>Cancel</Button>
              <Button
                variant="filled"
                color={action === 'reject' ? 'red.8' : 'iris'}
                loading={sending.isPending}
                disabled={action === 'reject' && comment.trim() === ''}
                onClick={() => sending.mutate()}
              >
                {verb} {what}
              </Button>
            </Group>
          </>
        ) : (
          <>
            <List size="sm" aria-label="Results">
              {results.map(({ id, ok, error }) => (
                <List.Item key={id}>
                  <b>{titles.get(id)}</b>:{' '}
                  {closed.has(id)
                    ? 'closed with another of them, which asked the same.'
                    : ok
                      ? `${verb === 'Approve' ? 'approved' : 'rejected'}.`
                      : `left as it was. ${error?.message ?? ''}`}
                </List.Item>
              ))}
            </List>
            <Group justify="flex-end">
              <Button onClick={onClose}>Close</Button>
            </Group>
          </>
        )}
      </Stack>
    </Modal>
  );
}
