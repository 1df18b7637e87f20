import { Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client.js';
import { Part } from '../../pieces/facts.js';
import { bytes } from '../../pieces/figures.js';
import { IdChip } from '../../pieces/id-chip.js';
import { Asked } from '../../pieces/states.js';
import { Wide } from '../../pieces/wide.js';
import { Download } from './download.js';
import type { Version } from './version-page.js';

/** What is shown of an artifact; its schema leaves the shape open. */
interface Form {
  id: string;
  format: string;
  files: number;
  size_bytes: number;
  sha256: string;
}

/** The forms of the weights with their digests, and the papers that go with them. */
export function FilesTab({ version }: { version: Version }) {
  const forms = useQuery({
    queryKey: ['forms', version.id],
    queryFn: ({ signal }) =>
      Promise.all(
        Object.entries(version.artifacts).map(async ([role, id]) => ({
          role,
          of: (await answer(
            api.GET('/v1/artifacts/{id}', { params: { path: { id } }, signal }),
          )) as unknown as Form,
        })),
      ),
  });
  const path = { id: version.id };
  const name = `${version.model}-v${version.version}`;
  return (
    <Part
      title="Files"
      flush
      actions={
        <Download
          label="Bill of materials"
          name={`${name}.cdx.json`}
          read={() => answer(api.GET('/v1/model_versions/{id}/bom', { params: { path }, parseAs: 'text' }))}
        />
      }
    >
      <Asked of={forms}>
        {(all) => (
          <Wide label="Files, as a table">
            <Table fz="xs" verticalSpacing={6} horizontalSpacing="md" style={{ whiteSpace: 'nowrap' }}>
              <Table.Thead>
                <Table.Tr>
                  {['Form', 'Format', 'Files', 'Size', 'SHA-256', 'Id', 'Provenance'].map((head) => (
                    <Table.Th key={head}>{head}</Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {all.map(({ role, of }) => (
                  <Table.Tr key={role}>
                    <Table.Td>{role}</Table.Td>
                    <Table.Td>{of.format}</Table.Td>
                    <Table.Td className="num">{of.files}</Table.Td>
                    <Table.Td className="num">{bytes(of.size_bytes)}</Table.Td>
                    <Table.Td>
                      <IdChip id={of.sha256} short />
                    </Table.Td>
                    <Table.Td>
                      <IdChip id={of.id} short />
                    </Table.Td>
                    <Table.Td>
                      <Download
                        label={`Attestation of ${role}`}
                        name={`${name}-${role}.attestation.json`}
                        read={() => attestation(of.id)}
                      />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Wide>
        )}
      </Asked>
    </Part>
  );
}

const attestation = async (id: string): Promise<string> => {
  const text: unknown = await answer(
    api.GET('/v1/artifacts/{id}/attestation', { params: { path: { id } }, parseAs: 'text' }),
  );
  return text as string;
};
