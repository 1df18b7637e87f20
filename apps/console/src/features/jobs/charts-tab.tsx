import { LineChart as Curve } from 'lucide-react';
import { useMemo } from 'react';
import { ask } from '../../api/client.js';
import { ChartSettings } from '../../pieces/chart-settings.js';
import { Part } from '../../pieces/facts.js';
import { ChartTable, LineChart } from '../../pieces/line-chart.js';
import { Empty } from '../../pieces/states.js';
import { isFinal, type Job } from './job-words.js';
import { plansOf, type Point, seriesOf } from './points.js';
import type { RunSearch } from './search.js';

interface Props {
  job: Job;
  points: readonly Point[];
  search: RunSearch;
  put: (change: RunSearch) => void;
}

/** Every curve of a run; how they are looked at stands in the address. */
export function ChartsTab({ job, points, search, put }: Props) {
  const { smooth = 0, log = false, time = false, table = false } = search;
  const series = useMemo(() => seriesOf(points, time), [points, time]);
  const plans = useMemo(() => plansOf([...series.keys()]), [series]);
  const marks = useRestarts(job, time);
  if (plans.length === 0) return <NoPoints job={job} />;
  return (
    <>
      <ChartSettings look={search} put={put} />
      <div className="charts">
        {plans.map(({ title, keys }) => (
          <Chart key={title} title={title} keys={keys} {...{ series, smooth, log, time, table, marks }} />
        ))}
      </div>
    </>
  );
}

interface ChartProps {
  title: string;
  keys: string[];
  series: ReturnType<typeof seriesOf>;
  smooth: number;
  log: boolean;
  time: boolean;
  table: boolean;
  marks: { x: number; text: string }[];
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
          smoothing={smooth}
          isLog={log}
          isTime={time}
          sync="run"
          marks={marks}
        />
      )}
    </Part>
  );
}

/** Where a later attempt went on: a kink there is no fault of the data. */
export function useRestarts(job: Job, time: boolean): { x: number; text: string }[] {
  const { data } = ask.useQuery(
    'get',
    '/v1/jobs/{id}/attempts',
    { params: { path: { id: job.id } } },
    { enabled: job.attempts > 1 },
  );
  return useMemo(() => {
    const later = (data?.data ?? []).filter(({ number }) => number > 1);
    return later.flatMap((one) => {
      const x = time ? one['started_at'] : one['resumed_from_step'];
      return typeof x === 'number' ? [{ x, text: `attempt ${one.number}` }] : [];
    });
  }, [data, time]);
}

function NoPoints({ job }: { job: Job }) {
  const text = isFinal(job)
    ? 'It ended without telling any numbers.'
    : 'Curves appear with the first step that it tells.';
  return <Empty icon={Curve} title="No numbers yet" text={text} />;
}
