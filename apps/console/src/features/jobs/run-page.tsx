import { Progress } from '@mantine/core';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { LiveState } from '../../api/live.js';
import { IdChip } from '../../pieces/id-chip.js';
import { Page, PageTabs } from '../../pieces/page.js';
import { State } from '../../pieces/state.js';
import { Asked, Failed, Loading } from '../../pieces/states.js';
import { Lasted, When } from '../../pieces/when.js';
import { ChartsTab } from './charts-tab.js';
import { ConfigTab } from './config-tab.js';
import { CostTab } from './cost-tab.js';
import { DataTab } from './data-tab.js';
import { EndingTab } from './ending-tab.js';
import { EventsTab } from './events-tab.js';
import { costOf, type Job, sentenceOf, taskOf } from './job-words.js';
import { LineageTab } from './lineage-tab.js';
import { LogsTab } from './logs-tab.js';
import { titleWithin } from './pipeline-words.js';
import { Publishing, usePipeline } from './publishing.js';
import { RunActions } from './run-actions.js';
import { useRun } from './run-data.js';
import { SamplesTab } from './samples-tab.js';
import type { RunSearch, RunTab } from './search.js';
import { SystemTab } from './system-tab.js';
import { usedData } from './used-data.js';

const FULL = new Set<RunTab>(['logs']);

export function RunPage() {
  const { id } = useParams({ from: '/frame/jobs/$id' });
  const search = useSearch({ from: '/frame/jobs/$id' });
  const navigate = useNavigate({ from: '/jobs/$id' });
  const put = (change: RunSearch, replace = true) =>
    void navigate({ search: { ...search, ...change }, replace });
  const { job, points, live } = useRun(id);
  const pipeline = usePipeline(job.data);
  if (job.data === undefined)
    return (
      <Page title="Job">
        {job.error ? <Failed error={job.error} again={() => void job.refetch()} /> : <Loading />}
      </Page>
    );
  const tabs = tabsOf(job.data);
  const tab = search.tab ?? firstTab(job.data);
  return (
    <Page
      title={titleWithin(pipeline ? { ...job.data, pipeline: pipeline as never } : job.data)}
      full={FULL.has(tab)}
      beside={
        <>
          <State of={job.data.state} meaning={job.data.meaning} />
          <IdChip id={id} short />
          <Live state={live} />
        </>
      }
      sentence={<Sentence job={job.data} others={pipeline?.jobs ?? []} tab={tab} />}
      actions={<RunActions job={job.data} />}
    >
      {job.data.state === 'running' && job.data.progress && (
        <Progress
          value={job.data.progress.percent}
          size="xs"
          mb="md"
          aria-label={`${job.data.progress.percent} % done`}
        />
      )}
      {pipeline && <Publishing of={pipeline} />}
      <PageTabs
        label="Parts of this job"
        tabs={tabs}
        value={tab}
        onChange={(next) => put({ tab: next }, false)}
      >
        {tab === 'charts' && (
          <Asked of={points}>
            {(all) => <ChartsTab job={job.data} points={all} search={search} put={put} />}
          </Asked>
        )}
        {tab === 'samples' && <SamplesTab job={job.data} search={search} put={put} />}
        {tab === 'system' && <SystemTab job={job.data} search={search} put={put} />}
        {tab === 'logs' && <LogsTab job={job.data} search={search} put={put} />}
        {tab === 'config' && <ConfigTab job={job.data} search={search} put={put} />}
        {tab === 'data' && <DataTab job={job.data} />}
        {tab === 'events' && <EventsTab job={job.data} search={search} put={put} />}
        {tab === 'ending' && <EndingTab job={job.data} />}
        {tab === 'lineage' && <LineageTab job={job.data} search={search} put={put} />}
        {tab === 'cost' && <CostTab job={job.data} search={search} put={put} />}
      </PageTabs>
    </Page>
  );
}

function tabsOf(job: Job): { value: RunTab; label: string }[] {
  const ending = job.state === 'cancelled' ? 'Why it ended' : 'Why it failed';
  return [
    ...(job.ending ? [{ value: 'ending' as const, label: ending }] : []),
    { value: 'charts', label: 'Charts' },
    ...(job.kind === 'finetune' ? [{ value: 'samples' as const, label: 'Samples' }] : []),
    { value: 'system', label: 'System' },
    { value: 'logs', label: 'Logs' },
    { value: 'config', label: 'Config' },
    ...(usedData(job.spec).length > 0 ? [{ value: 'data' as const, label: 'Data' }] : []),
    { value: 'events', label: 'Events' },
    { value: 'lineage', label: 'Lineage' },
    { value: 'cost', label: 'Cost' },
  ];
}
const firstTab = (job: Job): RunTab =>
  job.ending ? 'ending' : job.kind === 'finetune' ? 'charts' : 'events';

function Sentence({ job, others, tab }: { job: Job; others: readonly Job[]; tab: RunTab }) {
  const cost = costOf(job);
  const task = tab === 'ending' ? null : taskOf(job, others); // that tab begins with it
  return (
    <>
      {sentenceOf(job, others)} Created <When at={job.created_at} />
      {job.started_at !== null && (
        <>
          , {job.finished_at === null ? 'running for' : 'took'}{' '}
          <Lasted from={job.started_at} to={job.finished_at} />
        </>
      )}
      {cost && `, ${cost}`}. {task}
    </>
  );
}

/** Whether the numbers move by themselves. */
function Live({ state }: { state: LiveState }) {
  if (state === 'live')
    return <State of="live" tone="busy" meaning="Numbers and events come in as they happen." />;
  if (state === 'connecting')
    return <State of="connecting" tone="warn" meaning="The stream of events is being opened again." />;
  return null;
}
