import { useQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { count } from '../../pieces/figures.js';
import { LogView } from '../../pieces/log-view.js';
import { Asked, Empty } from '../../pieces/states.js';
import { Levels } from './events-tab.js';
import { isFinal, type Job } from './job-words.js';
import { outputQuery } from './log-data.js';
import { atLeast } from './log-levels.js';
import type { RunSearch } from './search.js';

const EVERY_MS = 2_000;

/** The output of the newest attempt, followed while the job goes on. */
export function LogsTab({
  job,
  search,
  put,
}: {
  job: Job;
  search: RunSearch;
  put: (change: RunSearch) => void;
}) {
  const isLive = !isFinal(job);
  const output = useQuery({ ...outputQuery(job.id, job.attempts), refetchInterval: isLive && EVERY_MS });
  const { refetch } = output;
  const wasLive = useRef(isLive);
  useEffect(() => {
    if (wasLive.current && !isLive) void refetch(); // what was said last, and a last line without an end
    wasLive.current = isLive;
  }, [isLive, refetch]);
  const text = output.data?.text;
  const lines = useMemo(() => (text === undefined ? undefined : linesOf(text)), [text]);
  const { level } = search;
  const shown = useMemo(() => lines && level && atLeast(lines, level), [lines, level]);
  const nothing = <Empty icon={ScrollText} title="Nothing printed yet" text={job.meaning} />;
  return (
    <Asked of={{ data: lines, error: output.error, refetch: output.refetch }} empty={nothing}>
      {(all) => (
        <LogView
          label="Output of the newest attempt"
          lines={all}
          isLive={isLive}
          search={search.q ?? ''}
          onSearch={(q) => put({ q: q === '' ? undefined : q })}
          shown={shown}
          filters={<Levels value={level} onChange={(next) => put({ level: next })} />}
          none={`No line among ${count(all.length)} says so in its words.`}
          fileName={`${job.id}-a${job.attempts}.log`}
        />
      )}
    </Asked>
  );
}

function linesOf(text: string): string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}
