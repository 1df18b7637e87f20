import { LineChart as Curve } from 'lucide-react';
import { useMemo } from 'react';
import { ChartSettings } from '../../pieces/chart-settings.js';
import { Part } from '../../pieces/facts.js';
import { duration } from '../../pieces/figures.js';
import { ChartTable, EndsTable } from '../../pieces/chart-table.js';
import { LineChart } from '../../pieces/line-chart.js';
import { usualSmoothing } from '../../pieces/series.js';
import { Empty, Loading, Partial } from '../../pieces/states.js';
import type { TabProps } from './compare-page.js';
import { overlaysOf } from './curves.js';
import { usePointsOf } from './runs-data.js';
import { nameOf } from './side-by-side.js';

const ELAPSED = { name: 'time', words: duration };

/** Every curve that the runs have, one over the other, with one crosshair in all charts. */
export function CurvesTab({ runs, search, put }: TabProps) {
  const { smooth, log = false, time = false, table = false } = search;
  const points = usePointsOf(runs);
  const names = runs.map(nameOf).join('\n');
  const read = points.map(({ dataUpdatedAt }) => dataUpdatedAt).join();
  const overlays = useMemo(
    () =>
      overlaysOf(
        names.split('\n').map((name, at) => ({ name, points: points[at]?.data ?? [] })),
        time,
      ),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the queries are another list at each render
    [names, read, time],
  );
  if (points.some(({ isPending }) => isPending)) return <Loading />;
  const failed = points.find(({ error }) => error);
  const over = time ? { over: ELAPSED } : {};
  return (
    <>
      {failed && <Partial error={failed.error} again={() => void failed.refetch()} />}
      <ChartSettings
        look={search}
        usual={usualSmoothing(overlays.flatMap(({ series }) => series))}
        put={put}
      />
      {overlays.length === 0 && <Empty icon={Curve} title="None of them has told any numbers" />}
      <div className="charts">
        {overlays.map(({ title, series }) => (
          <Part key={title} title={title} flush>
            {table ? (
              <ChartTable label={title} series={series} {...over} />
            ) : (
              <LineChart
                label={title}
                series={series}
                smoothing={smooth ?? usualSmoothing(series)}
                isLog={log}
                sync="compare"
                {...over}
              />
            )}
          </Part>
        ))}
      </div>
      {overlays.length > 0 && (
        <Part title="Last, lowest and highest" flush>
          <EndsTable
            label="Last, lowest and highest"
            first="Metric and run"
            series={overlays.flatMap(({ title, series }) =>
              series
                .filter(({ x }) => x.length > 0)
                .map((one) => ({ ...one, name: `${title} · ${one.name}` })),
            )}
            {...over}
          />
        </Part>
      )}
    </>
  );
}
