import { LineChart as Curve } from 'lucide-react';
import { useMemo } from 'react';
import { ChartSettings } from '../../pieces/chart-settings.js';
import { Part } from '../../pieces/facts.js';
import { ChartTable, EndsTable } from '../../pieces/chart-table.js';
import { LineChart } from '../../pieces/line-chart.js';
import { usualSmoothing } from '../../pieces/series.js';
import { Empty } from '../../pieces/states.js';
import { isFinal, type Job } from './job-words.js';
import { plansOf, type Point, seriesOf } from './points.js';
import type { Restart } from './restarts.js';
import { useRestarts } from './run-data.js';
import type { RunSearch } from './search.js';

interface Props {
  job: Job;
  points: readonly Point[];
  search: RunSearch;
  put: (change: RunSearch) => void;
}

/** Every curve of a run; how they are looked at stands in the address. */
export function ChartsTab({ job, points, search, put }: Props) {
  const { smooth, log = false, time = false, table = false } = search;
  const series = useMemo(() => seriesOf(points, time), [points, time]);
  const plans = useMemo(() => plansOf([...series.keys()]), [series]);
  const marks = useRestarts(job, time);
  if (plans.length === 0) return <NoPoints job={job} />;
  return (
    <>
      <ChartSettings look={search} usual={usualSmoothing([...series.values()])} put={put} />
      <Restarts of={marks} />
      <div className="charts">
        {plans.map(({ title, keys }) => (
          <Chart key={title} title={title} keys={keys} {...{ series, smooth, log, time, table, marks }} />
        ))}
      </div>
      <Part title="Last, lowest and highest" flush>
        <EndsTable label="Last, lowest and highest" series={[...series.values()]} isTime={time} />
      </Part>
    </>
  );
}

interface ChartProps {
  title: string;
  keys: string[];
  series: ReturnType<typeof seriesOf>;
  smooth: number | undefined;
  log: boolean;
  time: boolean;
  table: boolean;
  marks: Restart[];
}

function Chart({ title, keys, series, smooth, log, time, table, marks }: ChartProps) {
  const mine = useMemo(() => keys.map((key) => series.get(key)!), [keys, series]);
  return (
    <Part title={title} flush>
      {table ? (
        <ChartTable label={title} series={mine} isTime={time} />
      ) : (
        <LineChart
          label={title}
          series={mine}
          smoothing={smooth ?? usualSmoothing(mine)}
          isLog={log}
          isTime={time}
          sync="run"
          marks={marks}
        />
      )}
    </Part>
  );
}

/** The marks of the charts in words. */
export const Restarts = ({ of }: { of: readonly Restart[] }) =>
  of.length > 0 && (
    <ul className="restarts" aria-label="Restarts">
      {of.map(({ words }) => (
        <li key={words}>{words}</li>
      ))}
    </ul>
  );

function NoPoints({ job }: { job: Job }) {
  const text = isFinal(job)
    ? 'It ended without telling any numbers.'
    : 'Curves appear with the first step that it tells.';
  return <Empty icon={Curve} title="No numbers yet" text={text} />;
}
