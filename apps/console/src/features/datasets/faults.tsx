import { Button, CopyButton, Table, Text } from '@mantine/core';
import { count } from '../../pieces/figures.js';
import { Part } from '../../pieces/facts.js';
import { Wide } from '../../pieces/wide.js';
import type { FileReport } from './dataset-data.js';

type Fault = FileReport['faults'][number];
const lineOf = (name: string, { line, message }: Fault): string => `${name}:${line}: ${message}`;

/** What is wrong by line, as an editor reads it when it is copied: `train.jsonl:7: …`. */
export function Faults(props: { title: string; name: string; faults: Fault[]; total: number }) {
  const { title, name, faults, total } = props;
  if (total === 0) return null;
  const hint =
    total > faults.length ? `The first ${faults.length} of ${count(total)}` : `${count(total)} in all`;
  return (
    <Part
      flush
      title={title}
      hint={hint}
      actions={
        <CopyButton value={faults.map((fault) => lineOf(name, fault)).join('\n')} timeout={1_500}>
          {({ copied, copy }) => <Button onClick={copy}>{copied ? 'Copied' : 'Copy as text'}</Button>}
        </CopyButton>
      }
    >
      <Wide label={`${title}, by line`}>
        <Table fz="xs" verticalSpacing={6} horizontalSpacing="md">
          <Table.Thead>
            <Table.Tr>
              {['Line', 'Where', 'What'].map((head) => (
                <Table.Th key={head}>{head}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {faults.map((fault, at) => (
              <Table.Tr key={at}>
                <Table.Td className="num">{fault.line}</Table.Td>
                <Table.Td className="mono">{fault.param ?? '—'}</Table.Td>
                <Table.Td className="break">
                  {fault.message}{' '}
                  <Text span size="xs" c="dimmed">
                    {fault.code}
                  </Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </Part>
  );
}
