import { Select, Stack, Table, Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../../api/client.js';
import { Part } from '../../pieces/facts.js';
import { PriceField } from '../../pieces/price-field.js';
import { Asked } from '../../pieces/states.js';
import { Wide } from '../../pieces/wide.js';
import { type UsageSearch, WINDOWS } from './search.js';
import { comparisonOf, toKnow, type Usage, usageQuery, usageRows, WINDOW_WORDS } from './usage-words.js';

export interface Served {
  /** A deployment. */
  id: string;
  title: string;
}
interface Props {
  of: readonly Served[];
  search: UsageSearch;
  put: (change: UsageSearch) => void;
}

/** What deployments answered and took, beside each other, and the first of them beside a price per token. */
export function UsagePart({ of, search, put }: Props) {
  const [openedAt] = useState(() => Date.now() / 1000);
  const query = usageQuery(search, openedAt);
  const all = useQueries({
    queries: of.map(({ id }) => ({
      ...ask.queryOptions('get', '/v1/deployments/{id}/usage', { params: { path: { id }, query } }),
      refetchInterval: 10_000,
    })),
    combine: (results) => ({
      data: results.every(({ data }) => data) ? results.map(({ data }) => data as Usage) : undefined,
      error: results.find(({ error }) => error)?.error ?? null,
      refetch: () => void Promise.all(results.map(({ refetch }) => refetch())),
    }),
  });
  return (
    <Part title="Served" hint="As the engine counts; by whole hours.">
      <Stack gap="md">
        <Asking search={search} put={put} />
        <Asked of={all}>
          {(usages) => (
            <>
              <Figures of={of} usages={usages} />
              <ul className="plain">
                {[...comparisonOf(usages[0]!), ...toKnow(usages)].map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
              <Text size="xs" c="dimmed" className="break">
                Energy: {usages[0]!.source}
                {(usages[0]!.comparison?.assumptions ?? []).map((one) => `. Assumed: ${one}`).join('')}
              </Text>
            </>
          )}
        </Asked>
      </Stack>
    </Part>
  );
}

/** Prices of others, as a person knows them; they stand in the address. */
function Asking({ search, put }: Pick<Props, 'search' | 'put'>) {
  const price = (name: 'in' | 'out' | 'hour', label: string) => (
    <PriceField
      {...{ label, width: 150, value: search[name], onChange: (value) => put({ [name]: value }) }}
    />
  );
  return (
    <div className="asking">
      <Select
        label="Counted from"
        data={WINDOWS.map((value) => ({ value, label: WINDOW_WORDS[value] }))}
        value={search.window ?? 'all'}
        onChange={(window) => put({ window: window ?? 'all' })}
        w={150}
      />
      {price('in', 'Provider, 1M input')}
      {price('out', 'Provider, 1M output')}
      {price('hour', 'An hour of this machine')}
    </div>
  );
}

function Figures({ of, usages }: { of: readonly Served[]; usages: readonly Usage[] }) {
  const columns = usages.map((usage) => new Map(usageRows(usage)));
  const names = usageRows(usages[0]!).map(([name]) => name);
  return (
    <Wide label="What serving took">
      <Table fz="xs" verticalSpacing={6} horizontalSpacing="md" maw={of.length === 1 ? 480 : 760}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>What</Table.Th>
            {of.map(({ id, title }) => (
              <Table.Th key={id}>{title}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {names.map((name) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" fw={400}>
                {name}
              </Table.Th>
              {columns.map((column, at) => (
                <Table.Td key={of[at]!.id} className="num">
                  {column.get(name)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}
