import { Button, Group, Table, Text } from '@mantine/core';
import { answer, api, ask } from '../../api/client.js';
import { Part } from '../../pieces/facts.js';
import { bytes } from '../../pieces/figures.js';
import { FileList } from '../../pieces/file-list.js';
import { IdChip } from '../../pieces/id-chip.js';
import { State } from '../../pieces/state.js';
import { Asked } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { Wide } from '../../pieces/wide.js';
import { Download } from './download.js';
import { bytesVerdict, type Form, lossOf, nameOf } from './forms.js';
import type { VersionSearch } from './search.js';
import type { Version } from './version-page.js';

interface Props {
  version: Version;
  search: VersionSearch;
  put: (change: VersionSearch) => void;
}
const HEADS = ['Form', 'Bits per weight', 'Loss', 'Size', 'SHA-256', 'Signature', 'Provenance', 'Files'];
const RIGHT = new Set(['Bits per weight', 'Size']);

/** The forms of the weights, each below what it was made from, with the papers that go with them. */
export function FilesTab({ version, search, put }: Props) {
  const path = { id: version.id };
  const forms = ask.useQuery('get', '/v1/model_versions/{id}/forms', { params: { path } });
  const name = `${version.model}-v${version.version}`;
  const shown = forms.data?.data.find(({ id }) => id === search.form);
  return (
    <>
      <Part
        title="Files"
        hint={<Checked version={version.id} />}
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
          {({ data }) => (
            <Wide label="Files, as a table">
              <Table fz="xs" verticalSpacing={6} horizontalSpacing="md" style={{ whiteSpace: 'nowrap' }}>
                <Table.Thead>
                  <Table.Tr>
                    {HEADS.map((head) => (
                      <Table.Th key={head} ta={RIGHT.has(head) ? 'right' : undefined}>
                        {head}
                      </Table.Th>
                    ))}
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {data.map((form) => (
                    <Row
                      key={form.id}
                      of={form}
                      name={name}
                      isShown={form.id === shown?.id}
                      show={() => put({ form: form.id === shown?.id ? undefined : form.id })}
                    />
                  ))}
                </Table.Tbody>
              </Table>
            </Wide>
          )}
        </Asked>
      </Part>
      {shown && (
        <Part title={`Files of ${nameOf(shown)}`} hint="Each was looked into before it was kept" flush>
          <FileList artifact={shown.id} label={`Files of ${nameOf(shown)}`} />
        </Part>
      )}
    </>
  );
}

/** When every byte was last held against the signatures: a promotion does, this page does not. */
function Checked({ version }: { version: string }) {
  const query = { version: [version], limit: '100' };
  const { data } = ask.useQuery('get', '/v1/promotions', { params: { query } });
  if (!data) return null;
  const verdict = bytesVerdict(version, data.data);
  return (
    <>
      The signatures are checked over the digests on record as this is read.{' '}
      {verdict === null ? (
        'No promotion has asked yet whether the bytes in the store are those.'
      ) : (
        <>
          The bytes were read for a promotion <When at={verdict.at} />: {verdict.words}.
        </>
      )}
    </>
  );
}

function Row(props: { of: Form; name: string; isShown: boolean; show: () => void }) {
  const { of, name, isShown, show } = props;
  const loss = lossOf(of);
  const files = of.files === 1 ? '1 file' : `${of.files} files`;
  const isQuantized = of.bits_per_weight !== null || of.type !== null;
  return (
    <Table.Tr>
      <Table.Td>
        <span style={{ paddingLeft: of.depth * 16 }}>
          {of.depth > 0 && <span aria-hidden>└ </span>}
          {nameOf(of)}
        </span>
        {of.role === null && (
          <Text size="xs" c="dimmed" style={{ paddingLeft: of.depth * 16 + 14 }}>
            not a part of this version
          </Text>
        )}
      </Table.Td>
      <Table.Td className="num" ta="right">
        {of.bits_per_weight?.toFixed(2) ?? '—'}
      </Table.Td>
      <Table.Td>
        {loss === null
          ? isQuantized
            ? 'not measured'
            : '—'
          : loss.map((line) => <div key={line}>{line}</div>)}
      </Table.Td>
      <Table.Td className="num" ta="right">
        {bytes(of.size_bytes)}
      </Table.Td>
      <Table.Td>
        <IdChip id={of.sha256} short />
      </Table.Td>
      <Table.Td>
        <Signature of={of} />
      </Table.Td>
      <Table.Td>
        <Download
          label={`Attestation of ${nameOf(of)}`}
          short="Attestation"
          name={`${name}-${nameOf(of).replaceAll(' ', '-')}.attestation.json`}
          read={() => attestation(of.id)}
        />
      </Table.Td>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          <Button
            size="compact-xs"
            aria-expanded={isShown}
            aria-label={`${files} of ${nameOf(of)}`}
            onClick={show}
          >
            {files}
          </Button>
          {of.released_at !== null && 'deleted by retention'}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

const Signature = ({ of: { signature } }: { of: Form }) =>
  signature.holds ? (
    <State of="holds" tone="good" meaning={`Signed by the key ${signature.key ?? 'of this installation'}.`} />
  ) : (
    <State of={signature.faults.join(', ')} tone="bad" />
  );

const attestation = async (id: string): Promise<string> => {
  const text: unknown = await answer(
    api.GET('/v1/artifacts/{id}/attestation', { params: { path: { id } }, parseAs: 'text' }),
  );
  return text as string;
};
