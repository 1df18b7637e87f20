import { Table, Text } from '@mantine/core';
import { ask, type Schemas } from '../../api/client.js';
import { Part } from '../../pieces/facts.js';
import { IdChip } from '../../pieces/id-chip.js';
import { Ref } from '../../pieces/ref.js';
import { Asked, Empty } from '../../pieces/states.js';
import { Wide } from '../../pieces/wide.js';
import type { Job } from './job-words.js';
import { sides } from './lineage-sides.js';

/** What the job was made of and what has come of it. */
export const LineageTab = ({ job }: { job: Job }) => <LineageParts id={job.id} />;

/** The same for anything that has a lineage. */
export function LineageParts({ id }: { id: string }) {
  const lineage = ask.useQuery('get', '/v1/lineage/{id}', { params: { path: { id } } });
  return (
    <Asked of={lineage}>
      {({ nodes, edges }) => {
        const { before, after } = sides(id, nodes, edges);
        return (
          <>
            <Nodes title="Made of" nodes={before} none="Nothing that is on record." />
            <Nodes title="What came of it" nodes={after} none="Nothing yet." />
          </>
        );
      }}
    </Asked>
  );
}

type Node = Schemas['Lineage']['nodes'][number];

function Nodes({ title, nodes, none }: { title: string; nodes: readonly Node[]; none: string }) {
  if (nodes.length === 0)
    return (
      <Part title={title}>
        <Empty title={none} />
      </Part>
    );
  return (
    <Part title={title} flush>
      <Wide label={`${title}, as a table`}>
        <Table fz="xs" verticalSpacing={6} horizontalSpacing="md">
          <Table.Thead>
            <Table.Tr>
              {['What', 'Name', 'License', 'Id'].map((name) => (
                <Table.Th key={name}>{name}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {nodes.map((node) => (
              <Table.Tr key={node.id}>
                <Table.Td>{node.kind.replaceAll('_', ' ')}</Table.Td>
                <Table.Td className="break">
                  <Ref id={node.id} {...(node.kind === 'job' ? {} : { words: node.name })} />
                  {node.quarantined && (
                    <Text size="xs" c="var(--bad)">
                      held by a recall
                    </Text>
                  )}
                </Table.Td>
                <Table.Td>{node.license?.concluded ?? node.license?.declared ?? '—'}</Table.Td>
                <Table.Td>
                  <IdChip id={node.id} short />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </Part>
  );
}
