import { Table } from '@mantine/core';
import { absolute, figure } from './figures.js';
import type { ChartProps } from './line-chart.js';
import { aligned, endsOf } from './series.js';
import { Wide } from './wide.js';

/** The same as figures: at most 200 rows, evenly. */
export function ChartTable({
  label,
  series,
  isTime,
  over,
}: Pick<ChartProps, 'label' | 'series' | 'isTime' | 'over'>) {
  const [xs, ...columns] = aligned(series);
  const every = Math.max(1, Math.ceil(xs.length / 200));
  return (
    <div className="scrolls chart-table" tabIndex={0} role="region" aria-label={`${label}, as a table`}>
      <Table stickyHeader fz="xs" verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{over?.name ?? (isTime ? 'Time' : 'Step')}</Table.Th>
            {series.map(({ name }) => (
              <Table.Th key={name} ta="right">
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {xs.map((x, at) =>
            at % every === 0 || at === xs.length - 1 ? (
              <Table.Tr key={x}>
                <Table.Td>{over ? over.words(x) : isTime ? absolute(x) : x}</Table.Td>
                {columns.map((column, of) => (
                  <Table.Td key={series[of]!.name} ta="right" className="num">
                    {column[at] == null ? '—' : figure(column[at])}
                  </Table.Td>
                ))}
              </Table.Tr>
            ) : null,
          )}
        </Table.Tbody>
      </Table>
    </div>
  );
}

/** What curves came to, a row each: not only the last value. `first` heads the column of names. */
export function EndsTable(
  props: Pick<ChartProps, 'label' | 'series' | 'isTime' | 'over'> & { first?: string },
) {
  const { label, series, first = 'Metric', isTime = false, over } = props;
  const where = (x: number) => (over ? over.words(x) : isTime ? absolute(x) : x.toLocaleString('en-US'));
  const at = isTime || over ? 'at' : 'at step';
  return (
    <Wide label={`${label}, as a table`}>
      <Table fz="xs" verticalSpacing={4} horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{first}</Table.Th>
            {['Last', 'Lowest', at, 'Highest', at].map((name, index) => (
              <Table.Th key={index} ta="right">
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {series.map((one) => {
            const ends = endsOf(one);
            const cells = ends
              ? [figure(ends.last), figure(ends.low.value), where(ends.low.at)].concat([
                  ...[figure(ends.high.value), where(ends.high.at)],
                ])
              : ['—', '—', '—', '—', '—'];
            return (
              <Table.Tr key={one.name}>
                <Table.Th scope="row" className="mono setting-name">
                  {one.name}
                </Table.Th>
                {cells.map((cell, index) => (
                  <Table.Td key={index} ta="right" className="num">
                    {cell}
                  </Table.Td>
                ))}
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}
