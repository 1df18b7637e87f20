import { describe, expect, it } from '@jest/globals';
import { systemCharts, whyNothing } from './system-charts.js';

const point = (key: string, step: number, value: number) => ({
  key: `system/${key}`,
  step,
  value,
  at: 100 + step,
});

describe('what a job used, as charts', () => {
  it('has the boards of a machine in one chart each, in a unit that reads well', () => {
    const charts = systemCharts([
      point('cpu_percent', 1, 150),
      point('gpu1/memory_bytes', 1, 3 * 2 ** 30),
      point('gpu0/memory_bytes', 2, 2 ** 30),
      point('gpu0/memory_bytes', 1, 2 ** 29),
      point('written_bytes_per_second', 1, 2 ** 21),
      point('read_bytes_per_second', 1, 0),
      point('npu_fans', 1, 3),
    ]);
    expect(charts).toEqual([
      {
        title: 'GPU memory (GiB)',
        series: [
          { name: 'gpu1', x: [101], y: [3] },
          { name: 'gpu0', x: [101, 102], y: [0.5, 1] },
        ],
      },
      { title: 'Processor (%, 100 is one core)', series: [{ name: 'cpu', x: [101], y: [150] }] },
      {
        title: 'Disk traffic (MiB/s)',
        series: [
          { name: 'written', x: [101], y: [2] },
          { name: 'read', x: [101], y: [0] },
        ],
      },
      { title: 'npu fans', series: [{ name: 'npu_fans', x: [101], y: [3] }] },
    ]);
    expect(systemCharts([])).toEqual([]);
  });

  it('or why there are none', () => {
    const job = { state: 'running', started_at: 1, attempts: 1, reused_from: null } as const;
    expect(whyNothing(job)).toMatch(/first reading/);
    expect(whyNothing({ ...job, state: 'queued', started_at: null, attempts: 0 })).toMatch(/not started/);
    expect(whyNothing({ ...job, state: 'cancelled', started_at: null, attempts: 0 })).toMatch(
      /before a program/,
    );
    expect(whyNothing({ ...job, state: 'succeeded', reused_from: 'job_9' })).toMatch(/job_9/);
    expect(whyNothing({ ...job, state: 'succeeded' })).toMatch(/Nothing was measured/);
  });
});
