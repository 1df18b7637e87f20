import { Table, Text, useComputedColorScheme } from '@mantine/core';
import { colourOf } from '../../pieces/colours.js';
import { Part } from '../../pieces/facts.js';
import { figure } from '../../pieces/figures.js';
import { Wide } from '../../pieces/wide.js';
import type { Job } from '../jobs/job-words.js';
import { nameOf } from './side-by-side.js';
import { cornersOf, type Quality } from './trade-off.js';

const RADIUS = 100;
const MOST = 12;
const path = (values: readonly number[]) =>
  cornersOf(values, RADIUS)
    .map((corner) => corner.join())
    .join(' ');

/** The outline of each run over the same axes from 0 to 1; the axes are named by their number in the table beside it. */
export function Radar({ runs, axes: all }: { runs: readonly Job[]; axes: readonly Quality[] }) {
  const scheme = useComputedColorScheme('dark');
  const axes = all.slice(0, MOST);
  if (axes.length < 3) return null;
  const valueOf = ({ of }: Quality, { id }: Job) => of.get(id)!.value;
  const corners = cornersOf(axes.map(() => 1.14), RADIUS); // prettier-ignore
  return (
    <Part
      title="At a glance"
      hint="The figures between 0 and 1 that the evaluations go by, and others in which they differ. Further out is more, which is not always better."
    >
      <div className="beside">
        <svg
          className="radar"
          viewBox="-130 -130 260 260"
          role="img"
          aria-label={`Radar of ${axes.length} figures, as in the table`}
        >
          {[0.25, 0.5, 0.75, 1].map((at) => (
            <polygon key={at} className="radar-grid" points={path(axes.map(() => at))} />
          ))}
          {corners.map(([x, y], at) => (
            <text key={axes[at]!.key} x={x} y={y} className="radar-axis">
              {at + 1}
            </text>
          ))}
          {runs.map((run, at) => (
            <polygon
              key={run.id}
              className="radar-run"
              points={path(axes.map((axis) => valueOf(axis, run)))}
              stroke={colourOf(at, scheme)}
              fill={colourOf(at, scheme)}
            />
          ))}
        </svg>
        <Wide label="At a glance, as a table">
          <Table fz="xs" verticalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Axis</Table.Th>
                {runs.map((run, at) => (
                  <Table.Th key={run.id} ta="right" className="run">
                    <Swatch at={at} /> {nameOf(run)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {axes.map((axis, at) => (
                <Table.Tr key={axis.key}>
                  <Table.Th scope="row">
                    {at + 1}. {axis.name}
                  </Table.Th>
                  {runs.map((run) => (
                    <Table.Td key={run.id} ta="right" className="num">
                      {figure(valueOf(axis, run))}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Wide>
      </div>
      {all.length > MOST && (
        <Text size="xs" c="dimmed">
          The first {MOST} of {all.length}.
        </Text>
      )}
    </Part>
  );
}

/** The colour that a run has in the charts of a page. */
export function Swatch({ at }: { at: number }) {
  const scheme = useComputedColorScheme('dark');
  return <span className="swatch" aria-hidden style={{ background: colourOf(at, scheme) }} />;
}
