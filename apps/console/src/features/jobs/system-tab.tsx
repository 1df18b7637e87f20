import { Group, Switch, Text } from '@mantine/core';
import { Gauge } from 'lucide-react';
import { useMemo } from 'react';
import { ask } from '../../api/client.js';
import { Part } from '../../pieces/facts.js';
import { ChartTable } from '../../pieces/chart-table.js';
import { LineChart } from '../../pieces/line-chart.js';
import { Asked, Empty } from '../../pieces/states.js';
import { Restarts } from './charts-tab.js';
import { isFinal, type Job } from './job-words.js';
import type { Point } from './points.js';
import { useRestarts } from './run-data.js';
import type { RunSearch } from './search.js';
import { systemCharts, whyNothing } from './system-charts.js';

const EVERY_MS = 5_000;

interface Props {
  job: Job;
  search: RunSearch;
  put: (change: RunSearch) => void;
}

/** What the programs of a job used, attempt after attempt. */
export function SystemTab({ job, search, put }: Props) {
  const params = { path: { id: job.id }, query: { of: 'system' } } as const;
  const points = ask.useQuery(
    'get',
    '/v1/jobs/{id}/metrics',
    { params },
    { refetchInterval: isFinal(job) ? false : EVERY_MS },
  );
  return (
    <Asked of={points}>
      {({ data }) =>
        data.length === 0 ? (
          <Empty icon={Gauge} title="No readings" text={whyNothing(job)} />
        ) : (
          <Charts job={job} points={data} search={search} put={put} />
        )
      }
    </Asked>
  );
}

function Charts({ job, points, search, put }: Props & { points: readonly Point[] }) {
  const charts = useMemo(() => systemCharts(points), [points]);
  const marks = useRestarts(job, true);
  const { table = false } = search;
  return (
    <>
      <Group gap="lg" mb="md" justify="space-between">
        <Text size="xs" c="dimmed" maw={640}>
          Read every few seconds. Processor, memory and disk traffic are of its own programs; a GPU is told as
          a whole.
        </Text>
        <Switch
          label="As tables"
          checked={table}
          onChange={(event) => put({ table: event.currentTarget.checked || undefined })}
        />
      </Group>
      <Restarts of={marks} />
      <div className="charts">
        {charts.map(({ title, series, within }) => (
          <Part key={title} title={title} flush>
            {table ? (
              <ChartTable label={title} series={series} isTime />
            ) : (
              <LineChart
                label={title}
                series={series}
                isTime
                {...(within ? { within } : {})}
                sync="system"
                marks={marks}
              />
            )}
          </Part>
        ))}
      </div>
    </>
  );
}
