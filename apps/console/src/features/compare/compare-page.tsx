import './compare.css';
import { ActionIcon, Group } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { GitCompareArrows, X } from 'lucide-react';
import { IdChip } from '../../pieces/id-chip.js';
import { Page, PageTabs } from '../../pieces/page.js';
import { State } from '../../pieces/state.js';
import { Empty, Loading, Partial } from '../../pieces/states.js';
import type { Job } from '../jobs/job-words.js';
import { AddRun } from './add-run.js';
import { AnswersTab } from './answers-tab.js';
import { CurvesTab } from './curves-tab.js';
import { EvaluationsTab } from './evaluations-tab.js';
import { ParallelTab } from './parallel-tab.js';
import { usePending, useRuns } from './runs-data.js';
import { type CompareSearch, type CompareTab, MOST, runsIn } from './search.js';
import { SettingsTab } from './settings-tab.js';
import { nameOf } from './side-by-side.js';
import { MOST_OTHERS, Standing } from './standing.js';
import { TradeOffTab } from './trade-off-tab.js';

const PARTS: { value: CompareTab; label: string }[] = [
  { value: 'settings', label: 'Settings' },
  { value: 'curves', label: 'Curves' },
  { value: 'evaluations', label: 'Evaluations' },
  { value: 'trade-off', label: 'Cost and quality' },
  { value: 'parallel', label: 'Parallel coordinates' },
  { value: 'answers', label: 'Answers' },
];
export interface TabProps {
  runs: readonly Job[];
  /** Their evaluations that have not ended. */
  pending: readonly Job[];
  search: CompareSearch;
  put: (change: CompareSearch, replace?: boolean) => void;
}

const NONE: readonly Job[] = [];

/** Up to ten runs beside each other. */
export function ComparePage() {
  const search = useSearch({ from: '/frame/compare' });
  const navigate = useNavigate({ from: '/compare' });
  const ids = runsIn(search);
  const asked = useRuns(ids);
  const put = (change: CompareSearch, replace = true) =>
    void navigate({ search: { ...search, ...change }, replace });
  const show = (next: string[]) =>
    put({ runs: next.join(','), on: undefined, pair: undefined, from: undefined }, false);
  const runs = asked.flatMap(({ data }) => data ?? []);
  const tab = search.tab ?? 'settings';
  const isRead = asked.every(({ isPending }) => !isPending);
  // on every tab: what was measured is read anew when one ends
  const pending = usePending(isRead ? runs : NONE);
  const canStand = runs.length > 1 && ids.length <= MOST_OTHERS + 1 && search.blind === undefined;
  const of: TabProps = { runs, pending, search, put };
  return (
    <Page
      title="Compare"
      actions={ids.length < MOST && <AddRun chosen={ids} add={(id) => show([...ids, id])} />}
    >
      {ids.length === 0 ? (
        <Empty
          icon={GitCompareArrows}
          title="No run chosen"
          text={
            <>
              Add a run here, or select up to {MOST} of <Link to="/jobs">the jobs</Link> and choose Compare.
            </>
          }
        />
      ) : (
        <>
          <ul className="runs" aria-label="Compared runs">
            {asked.map(({ data, error, refetch }, at) => (
              <li key={ids[at]}>
                {data ? (
                  <Group gap={8} wrap="nowrap">
                    <Link to="/jobs/$id" params={{ id: data.id }} className="break">
                      {nameOf(data)}
                    </Link>
                    <State of={data.state} meaning={data.meaning} />
                  </Group>
                ) : error ? (
                  <Partial error={error} again={() => void refetch()} />
                ) : (
                  <IdChip id={ids[at]!} short />
                )}
                <ActionIcon
                  aria-label={`Remove ${data ? nameOf(data) : ids[at]}`}
                  onClick={() => show(ids.filter((id) => id !== ids[at]))}
                >
                  <X size={14} />
                </ActionIcon>
              </li>
            ))}
          </ul>
          {runs.length === 0 && asked.some(({ isPending }) => isPending) && <Loading />}
          {canStand && <Standing runs={runs} base={search.base} />}
          {runs.length > 0 && (
            <PageTabs
              label="What is compared"
              tabs={PARTS}
              value={tab}
              onChange={(next) => put({ tab: next }, false)}
            >
              {tab === 'settings' && <SettingsTab {...of} />}
              {tab === 'curves' && <CurvesTab {...of} />}
              {tab === 'evaluations' && <EvaluationsTab {...of} />}
              {tab === 'trade-off' && <TradeOffTab {...of} />}
              {tab === 'parallel' && <ParallelTab {...of} />}
              {tab === 'answers' && <AnswersTab {...of} />}
            </PageTabs>
          )}
        </>
      )}
    </Page>
  );
}
