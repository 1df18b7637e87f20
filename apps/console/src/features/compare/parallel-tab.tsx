import { Table, Text, useComputedColorScheme } from '@mantine/core';
import { ChartNoAxesGantt } from 'lucide-react';
import { colourOf } from '../../pieces/colours.js';
import { Part } from '../../pieces/facts.js';
import { shortId } from '../../pieces/figures.js';
import { useName } from '../../pieces/ref.js';
import { Asked, Empty } from '../../pieces/states.js';
import { Wide } from '../../pieces/wide.js';
import type { TabProps } from './compare-page.js';
import { acrossOf, type Axis, axesOf, linesAcross, shownOf } from './parallel.js';
import { Swatch } from './radar.js';
import { useGroups } from './runs-data.js';
import { nameOf } from './side-by-side.js';

const COLUMN_PX = 124;

/** A line for each run, through what it was told, what it took and how good it is. */
export function ParallelTab({ runs }: TabProps) {
  const groups = useGroups(runs.map(({ id }) => id));
  const names = runs.map(nameOf);
  return (
    <Asked of={groups}>
      {(all) => {
        const found = axesOf(runs, all);
        const axes = shownOf(found);
        if (axes.length < 2)
          return (
            <Empty
              icon={ChartNoAxesGantt}
              title="Nothing to draw lines between"
              text="Two axes are needed: a setting in which the runs differ, and what they took or came to."
            />
          );
        return (
          <Part
            title="Parallel coordinates"
            hint="An axis for each setting that differs, for what the runs took and how good they are. Each axis goes from its lowest to its highest value."
          >
            <Lines axes={axes} names={names} />
            <Wide label="Parallel coordinates, as a table">
              <Values axes={axes} names={names} />
            </Wide>
            {found.length > axes.length && (
              <Text size="xs" c="dimmed">
                {axes.length} of {found.length} axes: the first six settings and the first six figures.
              </Text>
            )}
          </Part>
        );
      }}
    </Asked>
  );
}

interface Props {
  axes: readonly Axis[];
  names: readonly string[];
}

/** Laid out by the page, so that its words stay readable; only the lines stretch. */
function Lines({ axes, names }: Props) {
  const scheme = useComputedColorScheme('dark');
  const label = `${names.length} runs over ${axes.map(({ name }) => name).join(', ')}`;
  return (
    <div className="scrolls" tabIndex={0} role="region" aria-label="Parallel coordinates, as a picture">
      <div className="parallel" role="img" aria-label={label} style={{ minWidth: axes.length * COLUMN_PX }}>
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden>
          {names.flatMap((name, run) =>
            linesAcross(axes, run).map((line) => (
              <polyline
                key={`${name} ${line[0]!.join()}`}
                points={line.map((point) => point.join()).join(' ')}
                stroke={colourOf(run, scheme)}
                data-tip={name}
              />
            )),
          )}
        </svg>
        {axes.map(({ key, name, ticks }, at) => (
          <div key={key} className="parallel-axis" style={{ left: `${acrossOf(at, axes.length)}%` }}>
            <span className="parallel-name" data-tip={name} style={{ maxWidth: COLUMN_PX - 8 }}>
              {name}
            </span>
            {ticks.map((tick) => (
              <span key={tick.words} className="parallel-tick" style={{ bottom: `${100 * tick.at}%` }}>
                <Word of={tick.words} />
              </span>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

/** A value; an id by the name that people gave it. */
function Word({ of }: { of: string }) {
  const isId = /^[a-z]+_[0-9a-z]{26}$/.test(of);
  const known = useName(isId ? [of] : []);
  return known?.name ?? (isId ? shortId(of) : of);
}

const Values = ({ axes, names }: Props) => (
  <Table fz="xs" verticalSpacing={4}>
    <Table.Thead>
      <Table.Tr>
        <Table.Th>Run</Table.Th>
        {axes.map(({ key, name }) => (
          <Table.Th key={key} ta="right" className="parallel-head" data-tip={name}>
            {name}
          </Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {names.map((name, run) => (
        <Table.Tr key={name}>
          <Table.Th scope="row" className="run">
            <Swatch at={run} /> {name}
          </Table.Th>
          {axes.map(({ key, words }) => (
            <Table.Td key={key} ta="right" className="num">
              {words[run] == null ? '—' : <Word of={words[run]} />}
            </Table.Td>
          ))}
        </Table.Tr>
      ))}
    </Table.Tbody>
  </Table>
);
