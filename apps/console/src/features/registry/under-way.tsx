import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { ask } from '../../api/client.js';
import { queries } from '../../api/queries.js';
import { Part } from '../../pieces/facts.js';
import { Ref } from '../../pieces/ref.js';
import { State } from '../../pieces/state.js';
import { type Job, titleOf } from '../jobs/job-words.js';

/** The jobs of an evaluation that was asked for; what they found is listed once they have ended. */
export function UnderWay({ pipeline: id }: { pipeline: string }) {
  const { data } = ask.useQuery(
    'get',
    '/v1/pipelines/{id}',
    { params: { path: { id } } },
    { refetchInterval: ({ state }) => (state.data?.state === 'running' ? 2_000 : false) },
  );
  const isOver = data !== undefined && data.state !== 'running';
  useEffect(() => {
    if (isOver) void queries.invalidateQueries({ queryKey: ['get', '/v1/evaluations'] });
  }, [isOver]);
  if (!data || data.state === 'succeeded') return null;
  return (
    <Part
      title={data.name ?? 'Evaluation'}
      hint={data.failure ?? undefined}
      actions={<State of={data.state} />}
    >
      <ul className="plain">
        {(data.jobs as Job[]).map((job) => (
          <li key={job.id}>
            <Ref id={job.id} words={titleOf(job)} /> <State of={job.state} /> {job.error?.message}
          </li>
        ))}
      </ul>
      <Link to="/jobs" search={{ pipeline: [id] }}>
        Its jobs
      </Link>
    </Part>
  );
}
