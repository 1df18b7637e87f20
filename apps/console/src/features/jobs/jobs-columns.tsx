import { Progress, Text } from '@mantine/core';
import { Link, useSearch } from '@tanstack/react-router';
import { ChevronDown, ChevronRight } from 'lucide-react';
import type { Column } from '../../pieces/data-table.js';
import { IdChip } from '../../pieces/id-chip.js';
import { Ref } from '../../pieces/ref.js';
import { State } from '../../pieces/state.js';
import { Lasted, When } from '../../pieces/when.js';
import { given } from '../../search.js';
import { isGroup, type JobGroup, type JobsRow, type ListedJob } from './job-groups.js';
import { forOf, reasonOfGroup, stateOfGroup, titleOfGroup } from './job-groups.js';
import { costOf, type Job, modelOf, reasonOf, titleOf } from './job-words.js';
import { flipped } from './search.js';

const NONE = <span className="none">—</span>;

export const COLUMNS: Column<JobsRow>[] = [
  {
    ...{ key: 'job', header: 'Job', width: 'minmax(256px, 1.6fr)' },
    cell: (row) => (isGroup(row) ? <GroupTitle group={row} /> : <Title job={row} />),
  },
  {
    ...{ key: 'state', header: 'State', width: '96px' },
    cell: (row) =>
      isGroup(row) ? <State of={stateOfGroup(row)} /> : <State of={row.state} meaning={row.meaning} />,
  },
  {
    ...{ key: 'reason', header: 'Reason', width: 'minmax(116px, 0.8fr)' },
    cell: (row) => <Reason text={isGroup(row) ? reasonOfGroup(row) : reasonOf(row, row.others)} />,
  },
  {
    ...{ key: 'model', header: 'Base model', width: '116px' },
    cell: (row) => <Model job={isGroup(row) ? row.jobs.at(-1)! : row} />,
  },
  {
    ...{ key: 'progress', header: 'Progress', width: '60px' },
    cell: (row) => (isGroup(row) ? NONE : <Far job={row} />),
  },
  {
    ...{ key: 'created', header: 'Created', width: '80px' },
    cell: (row) => <When at={(isGroup(row) ? row.jobs.at(-1)! : row).created_at} />,
  },
  {
    ...{ key: 'took', header: 'Took', width: '84px', align: 'right' },
    cell: (row) => (isGroup(row) ? NONE : <Lasted from={row.started_at} to={row.finished_at} />),
  },
  {
    ...{ key: 'cost', header: 'Cost', width: '60px', align: 'right' },
    cell: (row) => (isGroup(row) ? NONE : (costOf(row) ?? NONE)),
  },
  { key: 'id', header: 'Id', width: '104px', cell: (row) => <IdChip id={row.id} short /> },
];

function GroupTitle({ group }: { group: JobGroup }) {
  const search = useSearch({ from: '/frame/jobs' });
  return (
    <Link
      to="/jobs"
      search={given({ ...search, open: flipped(search.open, group.id) })}
      replace
      aria-expanded={group.isOpen}
      className="group-title"
    >
      {group.isOpen ? <ChevronDown size={13} aria-hidden /> : <ChevronRight size={13} aria-hidden />}
      {titleOfGroup(group)}
    </Link>
  );
}
const Title = ({ job }: { job: ListedJob }) => (
  <>
    <Link to="/jobs/$id" params={{ id: job.id }}>
      {titleOf(job)}
    </Link>
    <Text span size="xs" c="dimmed" title={forOf(job) ?? undefined}>
      {job.cell && ` ${job.cell}`}
      {forOf(job) !== null && ` ${forOf(job)}`}
    </Text>
  </>
);
const Reason = ({ text }: { text: string }) => (
  <Text size="sm" c="dimmed" truncate component="span" title={text}>
    {text}
  </Text>
);
const Model = ({ job }: { job: Job }) => {
  const id = modelOf(job);
  return id ? <Ref id={id} /> : NONE;
};

function Far({ job }: { job: Job }) {
  const value = job.progress?.percent;
  if (value === undefined || job.state === 'succeeded') return NONE;
  return (
    <Progress
      value={value}
      size="sm"
      aria-label={`${Math.round(value)} %`}
      color={job.state === 'running' ? 'iris' : 'gray'}
    />
  );
}
