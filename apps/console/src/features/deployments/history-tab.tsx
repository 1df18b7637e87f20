import { Button, Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { answer, api } from '../../api/client.js';
import { Part } from '../../pieces/facts.js';
import { State } from '../../pieces/state.js';
import { Empty } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { Wide } from '../../pieces/wide.js';
import { Download } from '../registry/download.js';
import { gatesAt, numberOfVersion, outcomeOf, type Promotion, versionIn } from './history.js';
import { Who } from './who.js';

/** Every request for the alias, newest first. None of them is ever changed or taken away. */
export function HistoryTab(props: {
  of: readonly Promotion[];
  marked: string | undefined;
  more: { has: boolean; isLoading: boolean; load: () => void };
}) {
  const { of, marked, more } = props;
  return (
    <Part
      title="History"
      hint="Every request, with who asked and what came of it. It is kept as it was."
      flush
      actions={
        more.has && (
          <Button loading={more.isLoading} onClick={more.load}>
            Look for older ones
          </Button>
        )
      }
    >
      {of.length === 0 ? (
        <Empty title="Nobody has asked for this alias yet" />
      ) : (
        <Wide label="Requests for this alias">
          <Table fz="xs" verticalSpacing={8} horizontalSpacing="md" className="history">
            <Table.Thead>
              <Table.Tr>
                {['When', 'What', 'By', 'State', 'Why', 'Signed record'].map((head) => (
                  <Table.Th key={head}>{head}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {of.map((one) => (
                <Row key={one.id} of={one} isMarked={one.id === marked} />
              ))}
            </Table.Tbody>
          </Table>
        </Wide>
      )}
    </Part>
  );
}

function Row({ of, isMarked }: { of: Promotion; isMarked: boolean }) {
  const [from, to] = [versionIn(of.previous_version), versionIn(of.version)];
  const path = { id: of.id };
  return (
    <Table.Tr className={isMarked ? 'differs' : undefined} aria-current={isMarked || undefined}>
      <Table.Td className="num">
        <When at={of.finished_at ?? of.created_at} />
      </Table.Td>
      <Table.Td className="num">
        {of.rollback_of ? 'Roll-back' : 'Promotion'}{' '}
        {of.previous_version === null ? '' : `${numberOfVersion(from)} → `}
        {numberOfVersion(to)}
      </Table.Td>
      <Table.Td>
        <Who id={of.requested_by} />
      </Table.Td>
      <Table.Td>
        <State of={of.state} />
      </Table.Td>
      <Table.Td className="break">
        {to ? <Link {...gatesAt(of, to)}>{outcomeOf(of)}</Link> : outcomeOf(of)}
      </Table.Td>
      <Table.Td>
        <Download
          label="Save"
          name={`record-${of.id}.json`}
          read={async () =>
            JSON.stringify(
              await answer(
                api.GET('/v1/promotions/{id}/record', { params: { path, query: { format: 'json' } } }),
              ),
              null,
              2,
            )
          }
        />
      </Table.Td>
    </Table.Tr>
  );
}
