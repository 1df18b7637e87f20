import { Button, Group, Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { Wide } from '../../pieces/wide.js';

export interface Line {
  id: string;
  cells: readonly ReactNode[];
  /** Revoked, removed, withdrawn: shown paler. */
  isEnded?: boolean;
}

/** A short table of settings; a last column without a head holds what can be done. */
export function Rows(props: {
  label: string;
  heads: readonly string[];
  lines: readonly Line[];
  more?: { hasNextPage: boolean; fetchNextPage: () => unknown; isFetchingNextPage: boolean };
}) {
  const { label, heads, lines, more } = props;
  const hasActions = lines.some(({ cells }) => cells.length > heads.length);
  return (
    <>
      <Wide label={label}>
        <Table
          fz="sm"
          verticalSpacing={6}
          horizontalSpacing="sm"
          className="settings-table"
          aria-label={label}
        >
          <Table.Thead>
            <Table.Tr>
              {heads.map((head) => (
                <Table.Th key={head} fz="xs">
                  {head}
                </Table.Th>
              ))}
              {hasActions && <Table.Td />}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.map(({ id, cells, isEnded }) => (
              <Table.Tr key={id} data-ended={isEnded || undefined}>
                {cells.map((cell, at) => (
                  <Table.Td key={heads[at] ?? 'does'} ta={at < heads.length ? undefined : 'right'}>
                    {cell}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
      {more?.hasNextPage && (
        <Group justify="center" p="sm">
          <Button loading={more.isFetchingNextPage} onClick={() => void more.fetchNextPage()}>
            Show more
          </Button>
        </Group>
      )}
    </>
  );
}
