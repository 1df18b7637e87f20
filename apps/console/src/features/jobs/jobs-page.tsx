import { Button, Progress, SegmentedControl, Text } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Activity, GitCompareArrows, Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { api, answer } from '../../api/client.js';
import { useList } from '../../api/list.js';
import { CopyAs } from '../../pieces/copy-as.js';
import { type Column, DataTable } from '../../pieces/data-table.js';
import { ColumnPick, FilterBar, PickFilter } from '../../pieces/filters.js';
import { IdChip } from '../../pieces/id-chip.js';
import { Page } from '../../pieces/page.js';
import { Ref } from '../../pieces/ref.js';
import { State } from '../../pieces/state.js';
import { Empty, Failed, Loading } from '../../pieces/states.js';
import { Lasted, When } from '../../pieces/when.js';
import { given, writeSearch } from '../../search.js';
import { MOST } from '../compare/search.js';
import { CancelMany } from './cancel-many.js';
import { canCancel, costOf, type Job, modelOf, reasonOf, titleOf } from './job-words.js';
import { type JobsSearch, KINDS, STATES } from './search.js';

const COLUMNS: Column<Job>[] = [
  { key: 'job', header: 'Job', width: 'minmax(160px, 1.2fr)', cell: (job) => <Title job={job} /> },
  {
    key: 'state',
    header: 'State',
    width: '96px',
    cell: (job) => <State of={job.state} meaning={job.meaning} />,
  },
  { key: 'reason', header: 'Reason', width: 'minmax(180px, 2fr)', cell: (job) => <Reason job={job} /> },
  { key: 'model', header: 'Base model', width: '140px', cell: (job) => <Model job={job} /> },
  { key: 'progress', header: 'Progress', width: '60px', cell: (job) => <Far job={job} /> },
  { key: 'created', header: 'Created', width: '80px', cell: (job) => <When at={job.created_at} /> },
  {
    ...{ key: 'took', header: 'Took', width: '84px', align: 'right' },
    cell: (job) => <Lasted from={job.started_at} to={job.finished_at} />,
  },
  {
    key: 'cost',
    header: 'Cost',
    width: '60px',
    align: 'right',
    cell: (job) => costOf(job) ?? <span className="none">—</span>,
  },
  { key: 'id', header: 'Id', width: '104px', cell: (job) => <IdChip id={job.id} short /> },
];

const NONE: string[] = [];

/** Filters that people come back to: each is an address. */
const VIEWS: { value: string; label: string; search: JobsSearch }[] = [
  { value: 'all', label: 'All', search: {} },
  { value: 'active', label: 'Active', search: { state: [...STATES.slice(0, 9)] } },
  { value: 'trainings', label: 'Trainings', search: { kind: ['finetune'] } },
  { value: 'failed', label: 'Failed', search: { state: ['failed'] } },
];

export function JobsPage() {
  const search = useSearch({ from: '/frame/jobs' });
  const navigate = useNavigate();
  const show = (next: JobsSearch) => void navigate({ to: '/jobs', search: next, replace: true });
  const put = (change: JobsSearch) => show({ ...search, ...change });
  const { hide = NONE, ...filter } = search;
  const list = useList<Job>({
    queryKey: ['jobs', filter],
    ask: (page, signal) => answer(api.GET('/v1/jobs', { params: { query: { ...filter, ...page } }, signal })),
    everyMs: filter.order === 'asc' ? false : 5_000,
  });
  const columns = useMemo(() => COLUMNS.filter(({ key }) => !hide.includes(key)), [hide]);
  const [selected, setSelected] = useState<Set<string>>(new Set());
  const [asking, setAsking] = useState<Job[] | null>(null);
  const isFiltered = Boolean(filter.state ?? filter.kind ?? filter.pipeline);
  const chosen = list.rows.filter((job) => selected.has(job.id) && canCancel(job));
  const path = `/v1/jobs${writeSearch(filter)}`;
  return (
    <Page
      title="Jobs"
      full
      actions={
        <>
          <CopyAs of={{ method: 'GET', path, cli: cliOf(filter) }} />
          <NewTraining />
        </>
      }
    >
      <FilterBar
        isFiltered={isFiltered}
        clear={() => show(given({ hide: search.hide }))}
        end={<ColumnPick columns={COLUMNS.slice(1)} hidden={hide} onChange={(next) => put({ hide: next })} />}
      >
        <Views search={search} show={show} />
        <PickFilter
          label="State"
          options={STATES}
          value={filter.state ?? []}
          onChange={(state) => put({ state })}
        />
        <PickFilter
          label="Kind"
          options={KINDS}
          value={filter.kind ?? []}
          onChange={(kind) => put({ kind })}
        />
        {filter.pipeline?.map((id) => (
          <Text key={id} size="xs">
            in pipeline <IdChip id={id} short />
          </Text>
        ))}
      </FilterBar>
      {list.isPending ? (
        <Loading rows={12} />
      ) : list.isError && list.rows.length === 0 ? (
        <Failed error={list.error} again={() => void list.refetch()} />
      ) : list.rows.length === 0 ? (
        <NoJobs isFiltered={isFiltered} clear={() => show({})} />
      ) : (
        <DataTable
          label="Jobs"
          columns={columns}
          rows={list.rows}
          open={(job) => void navigate({ to: '/jobs/$id', params: { id: job.id } })}
          selection={{ ids: selected, onChange: setSelected }}
          more={{ has: list.hasNextPage, load: list.fetchNextPage, isLoading: list.isFetchingNextPage }}
        />
      )}
      {selected.size > 0 && (
        <div className="selected" role="region" aria-label="Selected jobs">
          <Text size="sm">{selected.size} selected</Text>
          <Button
            color="red"
            variant="light"
            disabled={chosen.length === 0}
            onClick={() => setAsking(chosen)}
          >
            Cancel {chosen.length}
          </Button>
          <Button
            disabled={selected.size < 2 || selected.size > MOST}
            leftSection={<GitCompareArrows size={13} aria-hidden />}
            onClick={() =>
              void navigate({ to: '/compare', search: { runs: [...selected].sort().join(',') } })
            }
          >
            {selected.size > MOST ? `Compare up to ${MOST}` : 'Compare'}
          </Button>
          <Button variant="subtle" color="gray" onClick={() => setSelected(new Set())}>
            Select none
          </Button>
        </div>
      )}
      {asking && <CancelMany jobs={asking} onClose={() => (setAsking(null), setSelected(new Set()))} />}
    </Page>
  );
}

function Views({ search, show }: { search: JobsSearch; show: (next: JobsSearch) => void }) {
  const same = (one: JobsSearch) =>
    (['state', 'kind', 'pipeline'] as const).every(
      (key) => String(one[key] ?? '') === String(search[key] ?? ''),
    );
  const here = VIEWS.find((one) => same(one.search))?.value ?? '';
  return (
    <SegmentedControl
      size="xs"
      aria-label="View"
      value={here}
      data={VIEWS.map(({ value, label }) => ({ value, label }))}
      onChange={(next) =>
        show(given({ ...VIEWS.find(({ value }) => value === next)!.search, hide: search.hide }))
      }
    />
  );
}

function NewTraining() {
  const navigate = useNavigate();
  return (
    <Button
      variant="filled"
      leftSection={<Plus size={13} aria-hidden />}
      onClick={() => void navigate({ to: '/jobs/new' })}
    >
      New training
    </Button>
  );
}

const cliOf = ({ state }: Pick<JobsSearch, 'state'>): string =>
  ['luthier ls', ...(state?.length === 1 ? [`--state ${state[0]}`] : []), '--json'].join(' ');

const Title = ({ job }: { job: Job }) => (
  <Link to="/jobs/$id" params={{ id: job.id }}>
    {titleOf(job)}
  </Link>
);
const Reason = ({ job }: { job: Job }) => (
  <Text size="sm" c="dimmed" truncate component="span" title={reasonOf(job)}>
    {reasonOf(job)}
  </Text>
);
const Model = ({ job }: { job: Job }) => {
  const id = modelOf(job);
  return id ? <Ref id={id} /> : <span className="none">—</span>;
};

function Far({ job }: { job: Job }) {
  const value = job.progress?.percent;
  if (value === undefined || job.state === 'succeeded') return <span className="none">—</span>;
  return (
    <Progress
      value={value}
      size="sm"
      aria-label={`${Math.round(value)} %`}
      color={job.state === 'running' ? 'iris' : 'gray'}
    />
  );
}

function NoJobs({ isFiltered, clear }: { isFiltered: boolean; clear: () => void }) {
  return isFiltered ? (
    <Empty icon={Activity} title="No job matches" action={<Button onClick={clear}>Show all</Button>} />
  ) : (
    <Empty
      icon={Activity}
      title="No job yet"
      text={
        <>
          A job trains, merges, quantises or evaluates a model. <code>luthier demo</code> runs one of each on
          a tiny model.
        </>
      }
      action={<NewTraining />}
    />
  );
}
