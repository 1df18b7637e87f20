import { Progress, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ask, type Schemas } from '../../api/client.js';
import { bytes, count, duration } from '../../pieces/figures.js';
import { NotThere } from '../../pieces/not-there.js';
import { knownOf, type Told } from '../../pieces/told.js';
import { When } from '../../pieces/when.js';
import { queueWords, servingWords } from './strip-words.js';

const often = { refetchInterval: 10_000 };

/** What the project uses of what it may use, and what the compute targets have and what waits there. */
export function Strip() {
  const quota = ask.useQuery('get', '/v1/quotas', {}, often);
  const targets = ask.useQuery('get', '/v1/compute_targets', {}, often);
  const serving = ask.useQuery(
    'get',
    '/v1/deployments',
    { params: { query: { state: 'ready', limit: '100' } } },
    often,
  );
  const waiting = ask.useQuery(
    'get',
    '/v1/jobs',
    { params: { query: { state: 'waiting', limit: '100' } } },
    often,
  );
  const [used, served] = [knownOf(quota), knownOf(serving)];
  return (
    <div className="strip">
      {used ? (
        <QuotaFigures of={used} waiting={waiting} />
      ) : (
        ['Jobs', 'Compute this month', 'Storage'].map((name) => (
          <Figure key={name} name={name} {...missing(quota.error)} />
        ))
      )}
      {knownOf(targets)?.data.map((target) => <TargetFigure key={target.name} target={target} />) ?? (
        <Figure name="Compute targets" {...missing(targets.error)} />
      )}
      <Figure
        name="Serving"
        {...(served ? servingWords(served.data, served.has_more) : missing(serving.error))}
      />
    </div>
  );
}

const missing = (error: unknown) => ({ value: <NotThere error={error} />, below: null });

function QuotaFigures({ of, waiting }: { of: Schemas['Quota']; waiting: Told<Schemas['JobList']> }) {
  const { compute_seconds: compute, storage_bytes: storage, concurrent_jobs: jobs } = of;
  return (
    <>
      <Figure name="Jobs" value={`${count(jobs.used)} running`} below={queueWords(jobs, waiting)} of={jobs} />
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
    </>
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
  value: ReactNode;
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
