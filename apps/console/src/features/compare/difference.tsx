import { Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { ask } from '../../api/client.js';
import { figure } from '../../pieces/figures.js';
import { Asked } from '../../pieces/states.js';
import { Wide } from '../../pieces/wide.js';

/** Of the runs: the number is theirs, however many stand beside them. */
type Pair = readonly [run: string, base: string];

/** How many rows one had right and the other wrong, and the way to them. */
export const Flipped = (props: { count: number; of: number; group: string; pair: Pair }) => {
  const { count, of, group, pair } = props;
  const text = `${count} of ${of} ${of === 1 ? 'row' : 'rows'} flipped`;
  if (count === 0) return text;
  return (
    <Link
      from="/compare"
      search={(search) => ({
        ...{ ...search, tab: 'answers', on: group, pair: pair.join(), flipped: true },
        ...{ from: undefined, blind: undefined },
      })}
    >
      {text}
    </Link>
  );
};

/** A paired test of the service, in its words. */
export function Difference({
  id,
  baseline,
  names,
  group,
  pair,
}: {
  id: string;
  baseline: string;
  names: [string, string];
  /** The evaluations' group, to whose answers it leads. */
  group: string;
  pair: Pair;
}) {
  const compared = ask.useQuery('get', '/v1/evaluations/{id}/compare', {
    params: { path: { id }, query: { with: baseline, limit: '1' } },
  });
  const [name, base] = names;
  return (
    <section className="against" aria-label={`${name} against ${base}`}>
      <Text size="sm" fw={500}>
        {name} against {base}
      </Text>
      <Asked of={compared}>
        {({ metrics, verdict, rows, flipped_rows: flipped }) => (
          <>
            <Text size="sm">{verdict}</Text>
            <Text size="xs" c="dimmed">
              <Flipped count={flipped} of={rows} group={group} pair={pair} />.
            </Text>
            <Wide label={`${name} against ${base}, as a table`}>
              <Table fz="xs" verticalSpacing={6}>
                <Table.Thead>
                  <Table.Tr>
                    {['Metric', 'Baseline', 'This run', 'Difference', '95 % interval', 'p'].map((head) => (
                      <Table.Th key={head}>{head}</Table.Th>
                    ))}
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {metrics.map((one) => (
                    <Table.Tr key={one.name}>
                      <Table.Th scope="row" className="mono setting-name">
                        {one.name}
                      </Table.Th>
                      {[
                        ...[figure(one.baseline), figure(one.candidate), figure(one.difference)],
                        ...[
                          `${figure(one.low)} to ${figure(one.high)}`,
                          one.p === null ? '—' : figure(one.p),
                        ],
                      ].map((cell, at) => (
                        <Table.Td key={at} className="num">
                          {cell}
                        </Table.Td>
                      ))}
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Wide>
          </>
        )}
      </Asked>
    </section>
  );
}
