import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { ask } from '../../api/client.js';
import { Part } from '../../pieces/facts.js';
import { State } from '../../pieces/state.js';
import { Asked, Empty, Loading } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { reasonOf, titleOf } from '../jobs/job-words.js';
import { Subject } from '../reviews/subject.js';
import { asksOf, VERDICTS } from '../reviews/words.js';
import { Model } from './model.js';
import { useOpenReviews } from './open-reviews.js';

const EVERY_MS = 15_000;
const DAYS = 3;

/** What a person must look at: open license questions, oldest first, and jobs that failed lately. */
export function Waiting() {
  const [since] = useState(() => String(Math.floor(Date.now() / 1000) - DAYS * 86_400));
  const often = { refetchInterval: EVERY_MS };
  const reviews = useOpenReviews(EVERY_MS);
  const query = { state: 'failed', limit: '6', created_at: { gte: since } } as const;
  const failed = ask.useQuery('get', '/v1/jobs', { params: { query } }, often);
  const open = reviews.data ?? [];
  const lost = failed.data?.data ?? [];
  const data = reviews.data && failed.data ? [...open, ...lost] : undefined;
  return (
    <Part
      title="Waiting for you"
      hint={`License questions that you may answer, and jobs that failed in ${DAYS} days`}
      flush
    >
      <Asked
        of={{ data, error: reviews.error ?? failed.error }}
        loading={<Loading rows={3} />}
        empty={<Empty icon={CircleCheck} title="Nothing waits for you" />}
      >
        {() => (
          <ul className="rows">
            {open.map((review) => (
              <li key={review.id}>
                <div className="clip">
                  <Link to="/reviews/$id" params={{ id: review.id }}>
                    <Subject of={review} />
                  </Link>
                  <Text size="xs" c="dimmed" lineClamp={2}>
                    {asksOf(review)}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {review.approvals.length} of {review.required_approvals} approvals, since{' '}
                    <When at={review.created_at} />
                  </Text>
                </div>
                <span className="end">
                  <State
                    of={review.severity === 'deny' ? 'forbidden' : 'needs review'}
                    tone={review.severity === 'deny' ? 'bad' : 'warn'}
                    meaning={VERDICTS[review.severity] ?? review.severity}
                  />
                </span>
              </li>
            ))}
            {lost.map((job) => (
              <li key={job.id}>
                <div className="clip">
                  <Link to="/jobs/$id" params={{ id: job.id }}>
                    {titleOf(job)}
                  </Link>
                  <Model of={job} />
                  <Text size="xs" c="dimmed" lineClamp={2}>
                    {reasonOf(job)}
                  </Text>
                </div>
                <Text size="xs" c="dimmed">
                  <When at={job.finished_at} />
                </Text>
                <span className="end">
                  <State of="failed" />
                </span>
              </li>
            ))}
          </ul>
        )}
      </Asked>
      {reviews.data && reviews.others > 0 && (
        <Text size="xs" c="dimmed" p="sm">
          <Link to="/reviews">
            {reviews.others === 1
              ? 'An open question is'
              : `${reviews.others}${reviews.hasMore ? ' or more' : ''} open questions are`}{' '}
            for others
          </Link>
        </Text>
      )}
    </Part>
  );
}
