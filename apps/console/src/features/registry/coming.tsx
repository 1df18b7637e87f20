import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { ask } from '../../api/client.js';
import './registry.css';
import { publishedBy, publishing } from '../jobs/pipeline-words.js';

const SOON_MS = 5_000;
const LATER_MS = 30_000;

/** The pipelines that are making versions, of one model or of any, the oldest first. */
export function useComing(model?: string) {
  const { data } = ask.useQuery(
    'get',
    '/v1/pipelines',
    { params: { query: { state: ['running'], limit: '100', 'expand[]': ['jobs'] } } },
    { refetchInterval: ({ state }) => (state.data?.data.length ? SOON_MS : LATER_MS) },
  );
  return (data?.data ?? []).toReversed().filter((one) => {
    const name = publishedBy(one);
    return name !== null && (model === undefined || name === model);
  });
}

/** How far each of them is; nothing where none is on its way. */
export function Coming({ model }: { model?: string }) {
  const coming = useComing(model);
  return (
    <div role="status">
      {coming.length > 0 && (
        <ul className="coming" aria-label="On their way">
          {coming.map((one) => (
            <Text key={one.id} component="li" size="sm">
              {publishing(one)}{' '}
              <Link to="/jobs" search={{ pipeline: [one.id] }}>
                Its jobs
              </Link>
            </Text>
          ))}
        </ul>
      )}
    </div>
  );
}
