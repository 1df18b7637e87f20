import { Button, Group, SegmentedControl, Switch, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { answer, api, ask } from '../../api/client.js';
import { Part } from '../../pieces/facts.js';
import { duration } from '../../pieces/figures.js';
import { State } from '../../pieces/state.js';
import { Asked, Empty } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { Wide } from '../../pieces/wide.js';
import type { Job } from './job-words.js';
import type { LogLevel } from './log-levels.js';
import type { JobEvent } from './run-data.js';
import type { RunSearch } from './search.js';

/** What happened, newest first, and each attempt with why it ended. */
export function EventsTab(props: { job: Job; search: RunSearch; put: (change: RunSearch) => void }) {
  const { job, search, put } = props;
  const { steps = false, level } = search;
  const events = useInfiniteQuery({
    queryKey: ['events', job.id],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam: after, signal }) => {
      const query = { limit: '100', order: 'desc', ...(after ? { after } : {}) } as const;
      return answer(api.GET('/v1/jobs/{id}/events', { params: { path: { id: job.id }, query }, signal }));
    },
    getNextPageParam: ({ has_more: more, data }) => (more ? data.at(-1)?.id : undefined),
  });
  const all = events.data?.pages.flatMap(({ data }) => data);
  const shown = all?.filter((one) => isShown(one, steps, level));
  return (
    <>
      <Attempts job={job} />
      <Part
        title="Timeline"
        flush
        actions={
          <Group gap="md">
            <Levels value={level} onChange={(next) => put({ level: next })} />
            <Switch
              label="With every step"
              checked={steps}
              onChange={(e) => put({ steps: e.currentTarget.checked || undefined })}
            />
          </Group>
        }
      >
        <Asked
          of={{ data: shown, error: events.error, refetch: events.refetch }}
          empty={
            all?.length ? (
              <Empty
                title="Nothing among what was read"
                text={
                  steps || level !== undefined
                    ? 'No event of this level so far.'
                    : 'Only steps of the training so far: With every step shows them.'
                }
              />
            ) : (
              <Empty title="Nothing happened yet" />
            )
          }
        >
          {(list) => (
            <ol className="timeline">
              {list.map((event) => (
                <Line key={event.id} event={event} />
              ))}
            </ol>
          )}
        </Asked>
        {events.hasNextPage && (
          <Group p="sm">
            <Button loading={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
              Earlier events
            </Button>
          </Group>
        )}
      </Part>
    </>
  );
}

const isShown = ({ type, level }: JobEvent, steps: boolean, least: LogLevel | undefined): boolean =>
  least === undefined
    ? steps || type !== 'metrics' || level !== 'info'
    : level === 'error' || (level === 'warn' && least === 'warn');

/** Everything, or from which level on; of events and of what is printed. */
export const Levels = (props: {
  value: LogLevel | undefined;
  onChange: (value: LogLevel | undefined) => void;
}) => (
  <SegmentedControl
    size="xs"
    aria-label="Level"
    value={props.value ?? 'all'}
    data={[
      { value: 'all', label: 'All' },
      { value: 'warn', label: 'Warnings and errors' },
      { value: 'error', label: 'Errors' },
    ]}
    onChange={(next) => props.onChange(next === 'all' ? undefined : next)}
  />
);

const TONES = { info: 'idle', warn: 'warn', error: 'bad' } as const;

function Line({ event }: { event: JobEvent }) {
  return (
    <li>
      <State of={event.level} tone={TONES[event.level]} />
      <span className="break">{event.message}</span>
      <Text size="xs" c="dimmed" component="span">
        <When at={event.created_at} />
      </Text>
    </li>
  );
}

function Attempts({ job }: { job: Job }) {
  const attempts = ask.useQuery('get', '/v1/jobs/{id}/attempts', { params: { path: { id: job.id } } });
  const all = attempts.data?.data ?? [];
  if (all.length === 0) return null;
  return (
    <Part title="Attempts" flush>
      <Wide label="Attempts, as a table">
        <Table fz="xs" verticalSpacing={6} horizontalSpacing="md">
          <Table.Thead>
            <Table.Tr>
              {['Attempt', 'Target', 'Started', 'Took', 'Resumed from step', 'Exit', 'Why it ended'].map(
                (name) => (
                  <Table.Th key={name}>{name}</Table.Th>
                ),
              )}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {all.map((one) => (
              <Table.Tr key={one.id}>
                <Table.Td>{one.number}</Table.Td>
                <Table.Td>{one.target}</Table.Td>
                <Table.Td>
                  <When at={one['started_at'] as number | null} />
                </Table.Td>
                <Table.Td className="num">{one.usage ? duration(one.usage.slot_seconds) : '—'}</Table.Td>
                <Table.Td>{(one['resumed_from_step'] as number | null) ?? '—'}</Table.Td>
                <Table.Td>{one.exit_code ?? '—'}</Table.Td>
                <Table.Td className="break">
                  {one.message ?? one.reason ?? (one['live'] ? 'it goes on' : '—')}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </Part>
  );
}
