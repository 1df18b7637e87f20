import { Alert, Progress, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { ask } from '../../api/client.js';
import { Lasted } from '../../pieces/when.js';
import { sentenceOf } from '../jobs/job-words.js';
import type { BaseModel } from './base-model.js';

/** How far the import is, or why it was refused. */
export function Standing({ model }: { model: BaseModel }) {
  const { state, import_job_id: job } = model;
  if (state === 'failed')
    return (
      <Alert color="red" title="It was not imported" mb="md">
        <div className="break">{model.failure ?? 'No reason is on record.'}</div>
        {job && <JobLink job={job} words="The job that ended so" />}
      </Alert>
    );
  return state === 'importing' && job ? <OnItsWay job={job} /> : null;
}

function OnItsWay({ job: id }: { job: string }) {
  const { data: job } = ask.useQuery(
    'get',
    '/v1/jobs/{id}',
    { params: { path: { id } } },
    { refetchInterval: 2_000 },
  );
  return (
    <Alert color="gray" title="It is being imported" mb="md">
      {job && (
        <>
          <Text size="sm" role="status">
            {sentenceOf(job)}
          </Text>
          <Progress
            my="xs"
            size="sm"
            value={job.progress?.percent ?? 100}
            animated={!job.progress}
            striped={!job.progress}
            aria-label={job.progress ? `${job.progress.percent} % done` : 'How far it is, is not known'}
          />
          <Text size="xs" c="dimmed">
            {job.state.replaceAll('_', ' ')} for <Lasted from={job.started_at ?? job.created_at} to={null} />
          </Text>
        </>
      )}
      <JobLink job={id} words="The job that imports it" />
    </Alert>
  );
}

const JobLink = ({ job, words }: { job: string; words: string }) => (
  <Link to="/jobs/$id" params={{ id: job }}>
    {words}
  </Link>
);
