import { Progress, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Activity } from 'lucide-react';
import { answer, api, ask } from '../../api/client.js';
import { Part } from '../../pieces/facts.js';
import { Sparkline } from '../../pieces/sparkline.js';
import { State } from '../../pieces/state.js';
import { Asked, Empty, Loading } from '../../pieces/states.js';
import { costOf, type Job, sentenceOf, titleOf } from '../jobs/job-words.js';
import { Model } from './model.js';
import { publishedAs } from '../jobs/pipeline-words.js';

const EVERY_MS = 4_000;
const STATES = ['running', 'launching', 'collecting', 'pausing', 'cancelling', 'validating'] as const;

/** Jobs at work, with their loss so far. */
export function Running() {
  const jobs = ask.useQuery(
    'get',
    '/v1/jobs',
    { params: { query: { state: [...STATES], limit: '8', 'expand[]': ['pipeline'] } } },
    { refetchInterval: EVERY_MS },
  );
  const all = { data: jobs.data?.data, error: jobs.error, refetch: jobs.refetch };
  return (
    <Part
      title="Running now"
      flush
      actions={
        <Link to="/jobs" search={{}} className="more">
          All jobs
        </Link>
      }
    >
      <Asked
        of={all}
        loading={<Loading rows={3} />}
        empty={
          <Empty
            icon={Activity}
            title="Nothing is running"
            action={
              <Link to="/jobs/new" search={{}}>
                New training
              </Link>
            }
          />
        }
      >
        {(list) => (
          <ul className="rows">
            {list.map((job) => (
              <Row key={job.id} job={job} />
            ))}
          </ul>
        )}
      </Asked>
    </Part>
  );
}

function Row({ job }: { job: Job }) {
  const cost = costOf(job);
  const model = publishedAs(job);
  return (
    <li>
      <div className="clip">
        <Link to="/jobs/$id" params={{ id: job.id }}>
          {titleOf(job)}
        </Link>
        <Model of={job} />
        {model !== null && ` for ${model}`}
        <Text size="xs" c="dimmed">
          {sentenceOf(job)} {cost && `${cost} so far.`}
        </Text>
        {job.progress && (
          <Progress
            value={job.progress.percent}
            size={3}
            mt={6}
            aria-label={`${job.progress.percent} % done`}
          />
        )}
      </div>
      {job.kind === 'finetune' && job.state === 'running' && <Loss job={job} />}
      <span className="end">
        <State of={job.state} meaning={job.meaning} />
      </span>
    </li>
  );
}

function Loss({ job }: { job: Job }) {
  const { data } = useQuery({
    queryKey: ['loss', job.id],
    refetchInterval: EVERY_MS * 2,
    queryFn: async ({ signal }) => {
      const params = { path: { id: job.id }, query: { key: 'train_loss' } };
      return (await answer(api.GET('/v1/jobs/{id}/metrics', { params, signal }))).data.map(
        ({ value }) => value,
      );
    },
  });
  return <Sparkline values={data ?? []} label="Training loss" />;
}
