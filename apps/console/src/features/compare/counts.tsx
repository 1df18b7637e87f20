import { Table } from '@mantine/core';
import { Part } from '../../pieces/facts.js';
import type { Job } from '../jobs/job-words.js';
import { countsOf, type Vote } from './blind.js';
import { nameOf } from './side-by-side.js';

/** How the round ended: votes, and no more said than that. */
export function Counts({ votes, runs }: { votes: readonly Vote[]; runs: ReadonlyMap<string, Job> }) {
  const { won, none } = countsOf(votes, [...runs.keys()]);
  const rows = [
    ...won.map(({ id, votes: count }) => [nameOf(runs.get(id)!), count] as const),
    ['None is better', none] as const,
  ];
  return (
    <Part
      title="Votes"
      hint={`${votes.length} rows; names are shown, so nothing can be changed any more`}
      flush
    >
      <Table fz="xs" verticalSpacing={6} horizontalSpacing="md" aria-label="Votes">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Preferred</Table.Th>
            <Table.Th ta="right">Rows</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([name, count]) => (
            <Table.Tr key={name}>
              <Table.Td>{name}</Table.Td>
              <Table.Td ta="right" className="num">
                {count}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Part>
  );
}
