import { Alert, Group, Select, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { answer, api } from '../../api/client.js';
import { Part } from '../../pieces/facts.js';
import { bytes, duration } from '../../pieces/figures.js';
import { State } from '../../pieces/state.js';
import { Asked, Empty } from '../../pieces/states.js';
import { Wide } from '../../pieces/wide.js';
import { type BaseModelSearch, METHODS } from './search.js';

const MIB = 1024 * 1024;
const TONES = { fits: 'good', tight: 'warn', does_not_fit: 'bad' } as const;

/** The newest version of every dataset, by name. */
const useData = () =>
  useQuery({
    queryKey: ['datasets', 'to-estimate'],
    queryFn: async ({ signal }) => {
      const query = { limit: '100', 'expand[]': ['versions' as const] };
      const { data } = await answer(api.GET('/v1/datasets', { params: { query }, signal }));
      return data.flatMap(({ name, versions }) =>
        versions?.[0] ? [{ value: versions[0].id, label: name }] : [],
      );
    },
  });

const ADAPTERS = {
  lora: { type: 'lora', r: 16 },
  qlora: { type: 'qlora', r: 16 },
  none: { type: 'none' },
} as const;
const METHOD_WORDS = [
  { value: 'lora', label: 'LoRA, rank 16' },
  { value: 'qlora', label: 'QLoRA, rank 16' },
  { value: 'none', label: 'All weights' },
];

const useEstimate = (model: string, method: keyof typeof ADAPTERS, data: string | undefined) =>
  useQuery({
    queryKey: ['fits', model, method, data],
    enabled: data !== undefined,
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      answer(
        api.POST('/v1/estimates', {
          params: { query: { gpus: 'all' } },
          body: {
            kind: 'finetune',
            base_model: model,
            dataset_version: data,
            adapter: ADAPTERS[method],
          },
          signal,
        }),
      ),
  });

/** What a fine-tune of this model on one's own rows would need, on every GPU that is known. */
export function Fits({ model }: { model: string }) {
  const search = useSearch({ from: '/frame/base-models/$id' });
  const navigate = useNavigate({ from: '/base-models/$id' });
  const datasets = useData();
  const data = search.data ?? datasets.data?.[0]?.value;
  const method = search.method ?? 'lora';
  const estimate = useEstimate(model, method, data);
  const put = (change: BaseModelSearch) => void navigate({ search: { ...search, ...change }, replace: true });
  return (
    <Part
      title="What fits where"
      hint="A supervised fine-tune, estimated for one GPU of each kind; not measured"
      flush
      actions={
        <Group gap="xs">
          <Select
            aria-label="Method to estimate"
            w={140}
            data={METHOD_WORDS}
            value={method}
            onChange={(next) => put({ method: METHODS.find((one) => one === next) })}
          />
          <Select
            aria-label="Dataset to estimate with"
            w={180}
            data={datasets.data ?? []}
            value={data ?? null}
            onChange={(next) => next && put({ data: next })}
          />
        </Group>
      }
    >
      {datasets.isSuccess && data === undefined ? (
        <Empty title="No dataset yet" text="An estimate reads the rows that would be trained on." />
      ) : (
        <Asked of={datasets}>{() => <Asked of={estimate}>{(found) => <Rows of={found} />}</Asked>}</Asked>
      )}
    </Part>
  );
}

type Estimate = NonNullable<ReturnType<typeof useEstimate>['data']>;
function Rows({ of }: { of: Estimate }) {
  return (
    <>
      {of.unavailable_reason && (
        <Alert color="yellow" title="This job would be refused now" m="sm">
          {of.unavailable_reason.message}
        </Alert>
      )}
      {of.warnings.length > 0 && (
        <Alert color="gray" title="License questions that a promotion waits for" m="sm">
          {of.warnings.join(' ')}
        </Alert>
      )}
      <Wide label="What fits where, as a table">
        <Table fz="xs" verticalSpacing={6} horizontalSpacing="md">
          <Table.Thead>
            <Table.Tr>
              {['GPU', 'Verdict'].map((name) => (
                <Table.Th key={name}>{name}</Table.Th>
              ))}
              {['Memory', 'Needs', 'Range', 'Time'].map((name) => (
                <Table.Th key={name} ta="right">
                  {name}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {of.gpus?.map(
              ({ gpu, name, gpu_memory_mb: has, verdict, memory_mb: needs, seconds, unavailable }) => (
                <Table.Tr key={gpu}>
                  <Table.Td>{name}</Table.Td>
                  <Table.Td>
                    {verdict ? (
                      <State of={verdict} tone={TONES[verdict]} />
                    ) : (
                      unavailable.map(({ reason }) => reason).join(' ')
                    )}
                  </Table.Td>
                  <Table.Td className="num" ta="right">
                    {bytes(has * MIB)}
                  </Table.Td>
                  <Table.Td className="num" ta="right">
                    {needs ? bytes(needs.value * MIB) : '—'}
                  </Table.Td>
                  <Table.Td className="num" ta="right">
                    {needs ? `${bytes(needs.low * MIB)} to ${bytes(needs.high * MIB)}` : '—'}
                  </Table.Td>
                  <Table.Td className="num" ta="right">
                    {seconds ? duration(seconds.value) : '—'}
                  </Table.Td>
                </Table.Tr>
              ),
            )}
          </Table.Tbody>
        </Table>
      </Wide>
    </>
  );
}
