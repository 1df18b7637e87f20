import { Progress, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ask, type Schemas } from '../../api/client.js';
import { bytes, count, duration } from '../../pieces/figures.js';
import { When } from '../../pieces/when.js';
import { queueWords, servingWords } from './strip-words.js';

const often = { refetchInterval: 10_000 };

/** What the project uses of what it may use, and what the compute targets have and what waits there. */
export function Strip() {
  const { data: quota } = ask.useQuery('get', '/v1/quotas', {}, often);
  const { data: targets } = ask.useQuery('get', '/v1/compute_targets', {}, often);
  const { data: serving } = ask.useQuery(
    'get',
    '/v1/deployments',
    { params: { query: { state: 'ready', limit: '100' } } },
    often,
  );
  const { data: waiting } = ask.useQuery(
    'get',
    '/v1/jobs',
    { params: { query: { state: 'waiting', limit: '100' } } },
    often,
  );
  if (!quota) return null;
  const { compute_seconds: compute, storage_bytes: storage, concurrent_jobs: jobs } = quota;
  return (
    <div className="strip">
      <Figure
        name="Jobs"
        value={`${count(jobs.used)} running`}
        below={queueWords(jobs, waiting && { count: waiting.data.length, hasMore: waiting.has_more })}
        of={jobs}
      />
      <Figure
        name="Compute this month"
        value={duration(compute.used)}
        below={compute.limit === null ? 'no limit' : `of ${duration(compute.limit)}`}
        of={compute}
      />
      <Figure
        name="Storage"
        value={bytes(storage.used)}
        below={storage.limit === null ? 'no limit' : `of ${bytes(storage.limit)}`}
        of={storage}
      />
      {targets?.data.map((target) => (
        <TargetFigure key={target.name} target={target} />
      ))}
      {serving && <Figure name="Serving" {...servingWords(serving.data, serving.has_more)} />}
    </div>
  );
}

/** What a target has and what waits there, of all projects; why it is not ready stands in the settings. */
function TargetFigure({ target }: { target: Schemas['ComputeTarget'] }) {
  const { name, state, slots, gpus, cpus, memory_mb: memory, disk, queue } = target;
  const has = [
    ...(gpus ? [`${count(gpus)} GPU${gpus === 1 ? '' : 's'}`] : []),
    ...(cpus === null ? [] : [`${count(cpus)} CPUs`]),
    ...(memory === null ? [] : [bytes(memory * 2 ** 20)]),
    ...(disk === null ? [] : [`${bytes(disk.free_bytes)} disk free`]),
  ];
  return (
    <Figure
      name={`Target ${name}`}
      value={state === 'ready' ? `${count(slots.taken)} of ${count(slots.total)} slots taken` : state}
      below={
        <>
          {has.join(', ')}
          {has.length > 0 && '; '}
          {count(queue.jobs)} queued
          {queue.oldest_queued_at !== null && (
            <>
              , the oldest <When at={queue.oldest_queued_at} />
            </>
          )}
        </>
      }
    />
  );
}

function Figure(props: {
  name: string;
  value: string;
  below: ReactNode;
  of?: { used: number; limit: number | null };
}) {
  const { name, value, below, of } = props;
  const share = of?.limit ? Math.min(100, (100 * of.used) / of.limit) : null;
  return (
    <div className="figure">
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text size="lg" fw={600} className="num">
        {value}
      </Text>
      <Text size="xs" c="dimmed" component="div">
        {below}
      </Text>
      {share !== null && (
        <Progress
          value={share}
          size={3}
          mt={6}
          color={share > 90 ? 'red' : 'iris'}
          aria-label={`${Math.round(share)} % of ${name}`}
        />
      )}
    </div>
  );
}
