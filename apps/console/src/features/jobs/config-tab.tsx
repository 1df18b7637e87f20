import { Group, Select, Switch, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ask } from '../../api/client.js';
import { Part } from '../../pieces/facts.js';
import { shortId } from '../../pieces/figures.js';
import { JsonView } from '../../pieces/json-view.js';
import { Wide } from '../../pieces/wide.js';
import { flattened, rowsOf } from './config-diff.js';
import { type Job, titleOf } from './job-words.js';
import { jobQuery } from './run-data.js';
import type { RunSearch } from './search.js';

/** What the job was told, field by field; beside another job, only what differs where that is wanted. */
export function ConfigTab({
  job,
  search,
  put,
}: {
  job: Job;
  search: RunSearch;
  put: (change: RunSearch) => void;
}) {
  const { data: others } = ask.useQuery('get', '/v1/jobs', {
    params: { query: { kind: job.kind, limit: '50' } },
  });
  const other = useQuery({ ...jobQuery(search.with ?? ''), enabled: search.with !== undefined });
  const known = search.with === undefined ? undefined : other.data;
  const rows = useMemo(
    () => rowsOf(flattened(configOf(job)), known && flattened(configOf(known)), search.only ?? false),
    [job, known, search.only],
  );
  const choices = (others?.data ?? [])
    .filter(({ id }) => id !== job.id)
    .map((one) => ({ value: one.id, label: `${titleOf(one)} ${shortId(one.id)}` }));
  return (
    <>
      <Group gap="md" mb="md">
        <Select
          placeholder="Compare with …"
          aria-label="Compare with"
          data={choices}
          value={search.with ?? null}
          onChange={(next) => put({ with: next ?? undefined })}
          clearable
          searchable
          clearButtonProps={{ 'aria-label': 'Compare with nothing' }}
          w={280}
          nothingFoundMessage="No other job of this kind"
        />
        {known && (
          <Switch
            label="Only what differs"
            checked={search.only ?? false}
            onChange={(event) => put({ only: event.currentTarget.checked || undefined })}
          />
        )}
      </Group>
      <Part title="Settings" flush>
        <Wide label="Settings, as a table">
          <Table fz="xs" verticalSpacing={6} horizontalSpacing="md">
            <Table.Thead>
              <Table.Tr>
                <Table.Th w="36%">Setting</Table.Th>
                <Table.Th>This job</Table.Th>
                {known && <Table.Th>{shortId(known.id)}</Table.Th>}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map(({ name, mine, other: theirs, differs }) => (
                <Table.Tr key={name} className={differs ? 'differs' : undefined}>
                  <Table.Td className="mono">{name}</Table.Td>
                  <Table.Td className="break">{mine ?? '—'}</Table.Td>
                  {known && <Table.Td className="break">{theirs ?? '—'}</Table.Td>}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          {rows.length === 0 && (
            <Text size="sm" c="dimmed" p="md">
              Nothing differs.
            </Text>
          )}
        </Wide>
      </Part>
      <details className="more-of">
        <summary>As the service keeps it</summary>
        <JsonView label="The job's settings as JSON" value={configOf(job)} />
      </details>
    </>
  );
}

const configOf = ({ spec, seed, target, metadata }: Job) => ({ ...spec, seed, target, metadata });
