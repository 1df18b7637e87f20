import { Button, Table } from '@mantine/core';
import { Part } from '../../pieces/facts.js';
import { count } from '../../pieces/figures.js';
import { IdChip } from '../../pieces/id-chip.js';
import { When } from '../../pieces/when.js';
import { Wide } from '../../pieces/wide.js';
import { rowsOf, type Version } from './dataset-data.js';
import type { Put } from './dataset-page.js';

/** Every version beside the others: what changed is in its rows, its license and its digest. */
export function VersionsTab(props: { versions: Version[]; chosen: string; put: Put }) {
  const { versions, chosen, put } = props;
  return (
    <Part title="Versions" hint="A version never changes" flush>
      <Wide label="Versions, as a table">
        <Table fz="xs" verticalSpacing={6} horizontalSpacing="md">
          <Table.Thead>
            <Table.Tr>
              {['Version', 'Rows', 'Splits', 'License', 'Digest', 'Made', 'Id', 'Beside'].map((name) => (
                <Table.Th key={name}>{name}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {versions.map((version) => (
              <Table.Tr key={version.id}>
                <Table.Td>
                  <Button
                    size="compact-xs"
                    variant={version.id === chosen ? 'light' : 'default'}
                    aria-pressed={version.id === chosen}
                    onClick={() => put({ version: version.id })}
                  >
                    v{version.number}
                  </Button>
                </Table.Td>
                <Table.Td className="num">{count(rowsOf(version))}</Table.Td>
                <Table.Td>
                  {Object.entries(version.splits)
                    .map(([name, split]) => `${name} ${count(split?.rows ?? 0)}`)
                    .join(', ')}
                </Table.Td>
                <Table.Td>{version.license.declared}</Table.Td>
                <Table.Td>
                  <IdChip id={version.digest} short />
                </Table.Td>
                <Table.Td>
                  <When at={version.created_at} />
                </Table.Td>
                <Table.Td>
                  <IdChip id={version.id} short />
                </Table.Td>
                <Table.Td>
                  {version.id !== chosen && (
                    <Button
                      size="compact-xs"
                      aria-label={`Compare with v${version.number}`}
                      onClick={() => put({ tab: 'diff', against: version.id })}
                    >
                      Compare
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </Part>
  );
}
