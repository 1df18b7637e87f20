import { Button, SegmentedControl, Switch, Text } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Activity, GitCompareArrows, Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { api, answer } from '../../api/client.js';
import { useList } from '../../api/list.js';
import { CopyAs } from '../../pieces/copy-as.js';
import { DataTable } from '../../pieces/data-table.js';
import { ColumnPick, FilterBar, PickFilter } from '../../pieces/filters.js';
import { IdChip } from '../../pieces/id-chip.js';
import { Page } from '../../pieces/page.js';
import { Empty, Failed, Loading } from '../../pieces/states.js';
import { given, writeSearch } from '../../search.js';
import { MOST } from '../compare/search.js';
import { apartOf } from './apart.js';
import { CancelGroup, cancelColumn } from './cancel-group.js';
import { CancelMany } from './cancel-many.js';
import { grouped, isGroup, type JobGroup, type JobsRow, markedOf, selectedBy } from './job-groups.js';
import { canCancel, type Job } from './job-words.js';
import { COLUMNS } from './jobs-columns.js';
import { pipelineOf } from './pipeline-words.js';
import { flipped, type JobsSearch, KINDS, STATES, VIEWS } from './search.js';

const NONE: string[] = [];

export function JobsPage() {
  const search = useSearch({ from: '/frame/jobs' });
  const navigate = useNavigate();
  const show = (next: JobsSearch) => void navigate({ to: '/jobs', search: next, replace: true });
  const put = (change: JobsSearch) => show({ ...search, ...change });
  const { hide = NONE, group = false, open = NONE, ...filter } = search;
  const list = useList<Job>({
    queryKey: ['jobs', filter],
    ask: (page, signal) =>
      answer(
        api.GET('/v1/jobs', {
          params: { query: { ...filter, ...page, 'expand[]': ['pipeline.model_version'] } },
          signal,
        }),
      ),
    everyMs: filter.order === 'asc' ? false : 5_000,
  });
  const [stopping, setStopping] = useState<JobGroup | null>(null);
  const columns = useMemo(
    () => [
      ...COLUMNS.filter(({ key }) => !hide.includes(key)),
      ...(group ? [cancelColumn(setStopping)] : []),
    ],
    [hide, group, setStopping],
  );
  const [selected, setSelected] = useState<Set<string>>(new Set());
  const [asking, setAsking] = useState<Job[] | null>(null);
  const rows = useMemo<JobsRow[]>(() => {
    const apart = apartOf(list.rows);
    const jobs = list.rows.map((job) => {
      const words = apart.get(pipelineOf(job) ?? '');
      if (job.state !== 'waiting' && words === undefined) return job;
      const others = job.state === 'waiting' && { others: list.rows };
      return { ...job, ...others, ...(words !== undefined && { apart: words }) };
    });
    return group ? grouped(jobs, open) : jobs;
  }, [group, list.rows, open]);
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
        clear={() => show(given({ hide: search.hide, group: search.group }))}
        end={
          <>
            <Switch
              label="Group sweeps and pipelines"
              checked={group}
              onChange={(event) => put({ group: event.currentTarget.checked || undefined, open: undefined })}
            />
            <ColumnPick columns={COLUMNS.slice(1)} hidden={hide} onChange={(next) => put({ hide: next })} />
          </>
        }
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
          rows={rows}
          open={(row) =>
            isGroup(row)
              ? put({ open: flipped(open, row.id) })
              : void navigate({ to: '/jobs/$id', params: { id: row.id } })
          }
          selection={{
            ids: group ? markedOf(rows, selected) : selected,
            onChange: (ids) => setSelected(group ? selectedBy(rows, selected, ids) : ids),
          }}
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
      {stopping && <CancelGroup group={stopping} onClose={() => setStopping(null)} />}
      {asking && <CancelMany jobs={asking} onClose={() => (setAsking(null), setSelected(new Set()))} />}
    </Page>
  );
}

function Views({ search, show }: { search: JobsSearch; show: (next: JobsSearch) => void }) {
  const same = (one: JobsSearch) =>
    (['state', 'kind'] as const).every((key) => String(one[key] ?? '') === String(search[key] ?? ''));
  const here = VIEWS.find((one) => same(one.search))?.value ?? '';
  return (
    <SegmentedControl
      size="xs"
      aria-label="View"
      value={here}
      data={VIEWS.map(({ value, label }) => ({ value, label }))}
      onChange={(next) =>
        show(
          given({
            ...VIEWS.find(({ value }) => value === next)!.search,
            pipeline: search.pipeline,
            hide: search.hide,
            group: search.group,
          }),
        )
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
