import { SegmentedControl, Table, Text } from '@mantine/core';
import { ask, type Schemas } from '../../api/client.js';
import { Facts, Part } from '../../pieces/facts.js';
import { shortId } from '../../pieces/figures.js';
import { IdChip } from '../../pieces/id-chip.js';
import { Ref } from '../../pieces/ref.js';
import { State } from '../../pieces/state.js';
import { Asked, Empty } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { Wide } from '../../pieces/wide.js';
import type { Job } from './job-words.js';
import { LineageGraph } from './lineage-graph.js';
import { sides } from './lineage-sides.js';

type Lineage = Schemas['Lineage'];
type Node = Lineage['nodes'][number];
/** How it is looked at, as it stands in the address: as lists where that is wanted, and the thing that is chosen. */
export interface LineageLook {
  lists?: true | undefined;
  node?: string | undefined;
}
interface Props {
  search: LineageLook;
  put: (change: LineageLook) => void;
}
/** More boxes than these are no picture: they are listed. */
const MOST_BOXES = 80;

/** What the job was made of and what has come of it. */
export const LineageTab = ({ job, ...rest }: Props & { job: Job }) => <LineageParts id={job.id} {...rest} />;

/** The same for anything that has a lineage. */
export function LineageParts({ id, search, put }: Props & { id: string }) {
  const lineage = ask.useQuery('get', '/v1/lineage/{id}', { params: { path: { id } } });
  return (
    <Asked of={lineage}>
      {(of) => {
        const isLarge = of.nodes.length > MOST_BOXES;
        const asLists = isLarge || search.lists === true;
        return (
          <>
            <SegmentedControl
              size="xs"
              mb="md"
              aria-label="Show the lineage"
              disabled={isLarge}
              data={[
                { value: 'graph', label: 'Graph' },
                { value: 'lists', label: 'Lists' },
              ]}
              value={asLists ? 'lists' : 'graph'}
              onChange={(to) => put({ lists: to === 'lists' || undefined })}
            />
            {isLarge && (
              <Text size="sm" c="dimmed" mb="md">
                {of.nodes.length} things: too many for a graph.
              </Text>
            )}
            {asLists ? <Lists of={of} /> : <Graph of={of} search={search} put={put} />}
          </>
        );
      }}
    </Asked>
  );
}

function Graph({ of, search, put }: Props & { of: Lineage }) {
  const chosen =
    of.nodes.find(({ id }) => id === search.node) ?? of.nodes.find(({ id }) => id === of.subject)!;
  return (
    <>
      <Part
        title="Lineage"
        hint="The oldest at the left. Arrow keys go along the lines: left to what a thing is made of, right to what came of it."
        flush
      >
        <LineageGraph of={of} subject={of.subject} chosen={chosen.id} choose={(node) => put({ node })} />
      </Part>
      <Part title={chosen.name}>
        <Facts
          of={[
            ['What', chosen.kind.replaceAll('_', ' ')],
            ['Page', <Named key="page" node={chosen} />],
            ['State', chosen.state && <State of={chosen.state} />],
            ['License', licenseOf(chosen)],
            ['Held by a recall', chosen.quarantined && <Ref id={chosen.quarantined} />],
            ['SHA-256', chosen.sha256 && <IdChip id={chosen.sha256} short />],
            ['Id', <IdChip key="id" id={chosen.id} short />],
            ['Made', chosen.created_at !== null && <When at={chosen.created_at} />],
            ['Relations', relationsOf(chosen.id, of.edges)],
          ]}
        />
      </Part>
    </>
  );
}

const licenseOf = ({ license }: Node) => license?.concluded ?? license?.declared ?? null;
const relationsOf = (id: string, edges: Lineage['edges']): string | null => {
  const own = edges.filter(({ from }) => from === id).map(({ type }) => type.replaceAll('-', ' '));
  return own.length > 0 ? [...new Set(own)].join(', ') : null;
};
const Named = ({ node: { id, kind, name } }: { node: Node }) => (
  <Ref id={id} {...(kind === 'job' ? {} : { words: name })} />
);
/** What a job does is asked of one of them, not of each that is listed. */
const Listed = ({ node }: { node: Node }) =>
  node.kind === 'job' ? (
    <Ref id={node.id} words={`${node.name} ${shortId(node.id)}`} />
  ) : (
    <Named node={node} />
  );

function Lists({ of: { subject, nodes, edges } }: { of: Lineage }) {
  const { before, after } = sides(subject, nodes, edges);
  return (
    <>
      <Nodes title="Made of" nodes={before} none="Nothing that is on record." />
      <Nodes title="What came of it" nodes={after} none="Nothing yet." />
    </>
  );
}

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
                  <Listed node={node} />
                  {node.quarantined && (
                    <Text size="xs" c="var(--bad)">
                      held by a recall
                    </Text>
                  )}
                </Table.Td>
                <Table.Td>{licenseOf(node) ?? '—'}</Table.Td>
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
