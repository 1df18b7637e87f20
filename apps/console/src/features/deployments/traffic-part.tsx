import { Group, Switch, Text } from '@mantine/core';
import { Activity } from 'lucide-react';
import { useMemo } from 'react';
import { nowSeconds } from '../../pieces/clock.js';
import { ChartTable } from '../../pieces/chart-table.js';
import { Part } from '../../pieces/facts.js';
import { LineChart } from '../../pieces/line-chart.js';
import { Asked, Empty } from '../../pieces/states.js';
import type { Deployment } from './history.js';
import type { TrafficSearch } from './search.js';
import { TrafficFigures } from './traffic-figures.js';
import { OverPick } from './traffic-bits.js';
import { chartsOf, noneWords, rangeOf, type Traffic } from './traffic-words.js';
import { useTraffic } from './use-traffic.js';

interface Props {
  of: Deployment;
  search: TrafficSearch;
  put: (change: TrafficSearch) => void;
}

/** What was asked of a deployment and how it answered: figures, and curves or the same as tables. */
export function TrafficPart({ of, search, put }: Props) {
  const { over = 'day', table = false } = search;
  const traffic = useTraffic(of, over);
  return (
    <Part
      title="Traffic"
      hint="As the gateway counts it, a few seconds ago."
      actions={<OverPick value={over} onChange={(next) => put({ over: next })} />}
      flush
    >
      <Asked of={traffic}>
        {(data) => (
          <>
            <TrafficFigures of={data} by={of} over={over} />
            {data.requests === 0 ? (
              <Empty icon={Activity} title={noneWords(over, of.last_used_at, nowSeconds())} text={CALLS} />
            ) : (
              <Curves of={data} isTable={table} onTable={(next) => put({ table: next || undefined })} />
            )}
          </>
        )}
      </Asked>
    </Part>
  );
}

const CALLS = 'Requests appear here some seconds after they have ended.';

function Curves(props: { of: Traffic; isTable: boolean; onTable: (isTable: boolean) => void }) {
  const { of, isTable, onTable } = props;
  const { series, step_seconds: step } = of;
  const { charts, range } = useMemo(
    () => ({ charts: chartsOf(series), range: rangeOf(series, step) }),
    [series, step],
  );
  const off = Math.round((of.bucket_ratio - 1) * 100);
  return (
    <div className="part-body">
      <Group gap="lg" mb="md" justify="space-between">
        <Text size="xs" c="dimmed" maw={760}>
          Durations from when the caller asked; p50 and p95 are read from counted buckets, at most {off} %
          from the true ones.
        </Text>
        <Switch
          label="As tables"
          checked={isTable}
          onChange={(event) => onTable(event.currentTarget.checked)}
        />
      </Group>
      <div className="charts traffic-charts">
        {charts.map(({ title, series }) => (
          <section key={title} aria-label={title}>
            <Text size="xs" fw={600} mb={4}>
              {title}
            </Text>
            {isTable ? (
              <ChartTable label={title} series={series} isTime />
            ) : (
              <LineChart label={title} series={series} isTime range={range} sync="traffic" />
            )}
          </section>
        ))}
      </div>
    </div>
  );
}
