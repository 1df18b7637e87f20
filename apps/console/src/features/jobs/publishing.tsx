import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { ask } from '../../api/client.js';
import { Ref } from '../../pieces/ref.js';
import type { Job } from './job-words.js';
import { type Pipeline, pipelineOf, publishedBy, publishing, versionOf } from './pipeline-words.js';

export function usePipeline(job: Job | undefined): Pipeline | undefined {
  const id = (job && pipelineOf(job)) ?? '';
  const { data } = ask.useQuery(
    'get',
    '/v1/pipelines/{id}',
    { params: { path: { id }, query: { 'expand[]': ['model_version'] } } },
    { enabled: id !== '', refetchInterval: ({ state }) => (state.data?.state === 'running' ? 5_000 : false) },
  );
  return data;
}

/** What becomes of the job once the others of its pipeline have ended. */
export function Publishing({ of }: { of: Pipeline }) {
  const text = publishing(of);
  const version = versionOf({ pipeline: of });
  const id = (of.model_version as { id?: string } | null)?.id;
  if (text === null && (version === null || id === undefined || publishedBy(of) === null)) return null;
  return (
    <Text size="sm" mb="md" role="status">
      {text ?? (
        <>
          Published as <Ref id={id!} words={version!.name} />.
        </>
      )}{' '}
      <Link to="/jobs" search={{ pipeline: [of.id] }}>
        Its jobs
      </Link>
    </Text>
  );
}
