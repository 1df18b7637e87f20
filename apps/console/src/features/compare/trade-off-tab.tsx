import { Group as Line, Select, Table } from '@mantine/core';
import { Scale } from 'lucide-react';
import { Part } from '../../pieces/facts.js';
import { figure } from '../../pieces/figures.js';
import { Asked, Empty } from '../../pieces/states.js';
import { Wide } from '../../pieces/wide.js';
import type { TabProps } from './compare-page.js';
import type { Group } from './measured.js';
import { Swatch } from './radar.js';
import { useGroups } from './runs-data.js';
import { type Dot, Scatter } from './scatter.js';
import { nameOf } from './side-by-side.js';
import {
  currencyOf,
  EFFORT_NAMES,
  type Effort,
  effortOf,
  effortWords,
  EFFORTS,
  qualitiesOf,
} from './trade-off.js';

/** What each run took against how good it is. */
export function TradeOffTab(of: TabProps) {
  const groups = useGroups(of.runs.map(({ id }) => id));
  return <Asked of={groups}>{(all) => <TradeOff {...of} groups={all} />}</Asked>;
}

function TradeOff({ runs, search, put, groups }: TabProps & { groups: readonly Group[] }) {
  const currency = currencyOf(runs);
  const priced = (run: (typeof runs)[number], by: Effort) =>
    by === 'cost' && run.usage?.cost?.currency !== currency ? null : effortOf(run, by);
  const efforts = EFFORTS.filter((by) => runs.some((run) => priced(run, by) !== null));
  const qualities = qualitiesOf(runs, groups);
  const effort = efforts.find((by) => by === search.effort) ?? efforts[0];
  const quality = qualities.find(({ key }) => key === search.figure) ?? qualities[0];
  if (!effort || !quality)
    return (
      <Empty
        icon={Scale}
        title={effort ? 'None of them has a figure to go by' : 'Nothing was counted yet'}
        text={
          effort
            ? 'A run has one once it has succeeded, or was evaluated.'
            : 'Time, energy and cost are counted when an attempt ends; a cost needs the price of an hour.'
        }
      />
    );
  const words = (value: number) => effortWords(value, effort, currency);
  const rows = runs.map((run, place) => {
    const [x, found] = [priced(run, effort), quality.of.get(run.id)];
    return { id: run.id, place, name: nameOf(run), x, found };
  });
  const dots = rows.flatMap(({ x, found, ...row }): Dot[] => {
    if (x === null || !found) return [];
    const { value: y, ...range } = found;
    return [{ ...row, ...range, x, y }];
  });
  return (
    <>
      <Line gap="lg" mb="md">
        <Select
          label="What it took"
          data={efforts.map((value) => ({ value, label: EFFORT_NAMES[value] }))}
          value={effort}
          onChange={(next) => put({ effort: next ?? undefined })}
          maw="100%"
        />
        <Select
          label="How good it is"
          data={qualities.map(({ key, name }) => ({ value: key, label: name }))}
          value={quality.key}
          onChange={(next) => put({ figure: next ?? undefined })}
          w={360}
          maw="100%"
        />
      </Line>
      <Part
        title={`${EFFORT_NAMES[effort]} and ${quality.name}`}
        hint="Of the training with all its attempts; bars are 95 % intervals"
      >
        <div className="beside">
          {dots.length > 0 && (
            <Scatter dots={dots} x={{ name: EFFORT_NAMES[effort], words }} y={{ name: quality.name }} />
          )}
          <Wide label="What each took and how good it is, as a table">
            <Table fz="xs" verticalSpacing={4}>
              <Table.Thead>
                <Table.Tr>
                  {['Run', EFFORT_NAMES[effort], quality.name, '95 % interval'].map((name) => (
                    <Table.Th key={name}>{name}</Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map(({ id, place, name, x, found }) => (
                  <Table.Tr key={id}>
                    <Table.Th scope="row" className="run">
                      <Swatch at={place} /> {name}
                    </Table.Th>
                    <Table.Td className="num">{x === null ? 'unknown' : words(x)}</Table.Td>
                    <Table.Td className="num">{found ? figure(found.value) : 'not measured'}</Table.Td>
                    <Table.Td className="num">
                      {found?.low === undefined ? '—' : `${figure(found.low)} to ${figure(found.high!)}`}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Wide>
        </div>
      </Part>
    </>
  );
}
