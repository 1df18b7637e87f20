import { Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../api/client.js';
import { bytes } from './figures.js';
import { IdChip } from './id-chip.js';
import { State } from './state.js';
import { Asked } from './states.js';
import { Wide } from './wide.js';

/** What is shown of a manifest; its schema leaves the shape open. */
interface Manifest {
  files: { path: string; size_bytes: number; sha256: string; scan: string | null }[];
}

/** Every file of an artifact with its digest and what it was looked at for before it was kept. */
export function FileList({ artifact, label }: { artifact: string; label: string }) {
  const manifest = useQuery({
    queryKey: ['manifest', artifact],
    staleTime: Infinity,
    queryFn: async ({ signal }) =>
      (await answer(
        api.GET('/v1/artifacts/{id}/manifest', { params: { path: { id: artifact } }, signal }),
      )) as unknown as Manifest,
  });
  return (
    <Asked of={manifest}>
      {({ files }) => (
        <Wide label={`${label}, as a table`}>
          <Table fz="xs" verticalSpacing={6} horizontalSpacing="md" style={{ whiteSpace: 'nowrap' }}>
            <Table.Thead>
              <Table.Tr>
                {['File', 'Size', 'SHA-256', 'Scan'].map((head) => (
                  <Table.Th key={head}>{head}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {files.map(({ path, size_bytes: size, sha256, scan }) => (
                <Table.Tr key={path}>
                  <Table.Td className="mono">{path}</Table.Td>
                  <Table.Td className="num">{bytes(size)}</Table.Td>
                  <Table.Td>
                    <IdChip id={sha256} short />
                  </Table.Td>
                  <Table.Td>{scan === null ? 'none' : <State of={scan} tone="good" />}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Wide>
      )}
    </Asked>
  );
}
