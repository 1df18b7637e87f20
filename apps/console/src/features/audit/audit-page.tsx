import { Button, Drawer, Group, Stack, Table, TagsInput, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Download, ScrollText, ShieldAlert, ShieldCheck } from 'lucide-react';
import { answer, api, ask } from '../../api/client.js';
import { useList } from '../../api/list.js';
import { useProject } from '../../api/session.js';
import { CopyAs } from '../../pieces/copy-as.js';
import { type Column, DataTable } from '../../pieces/data-table.js';
import { Facts, Part } from '../../pieces/facts.js';
import { absolute, count, shortId } from '../../pieces/figures.js';
import { FilterBar } from '../../pieces/filters.js';
import { IdChip } from '../../pieces/id-chip.js';
import { Page } from '../../pieces/page.js';
import { Ref } from '../../pieces/ref.js';
import { Empty, Failed, Loading } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { tellDone } from '../../shell/notify.js';
import { given, writeSearch } from '../../search.js';
import { exported, save } from './export.js';
import type { AuditSearch } from './search.js';
import { actionOf, type AuditEvent, changesOf, exactly, restOf, summaryOf, targetOf } from './words.js';

/** Who did what, newest first, and whether the record is whole. */
export function AuditPage() {
  const search = useSearch({ from: '/frame/audit' });
  const navigate = useNavigate();
  const show = (next: AuditSearch) => void navigate({ to: '/audit', search: next, replace: true });
  const { event: open, ...filter } = search;
  const list = useList<AuditEvent>({
    queryKey: ['audit', filter],
    ask: (page, signal) =>
      answer(api.GET('/v1/audit_events', { params: { query: { ...filter, ...page } }, signal })),
    everyMs: 10_000,
  });
  const nameOf = useNames();
  const columns: Column<AuditEvent>[] = [
    {
      key: 'seq',
      header: '#',
      width: '64px',
      align: 'right',
      cell: ({ seq }) => <span className="num">{count(seq)}</span>,
    },
    { key: 'at', header: 'When', width: '92px', cell: ({ created_at }) => <When at={created_at} /> },
    { key: 'who', header: 'Who', width: '170px', cell: (event) => nameOf(event) },
    { key: 'action', header: 'What', width: '210px', cell: ({ action }) => actionOf(action) },
    { key: 'target', header: 'On', width: '190px', cell: (event) => <On of={event} /> },
    { key: 'facts', header: 'Details', width: 'minmax(240px, 1fr)', cell: (event) => <Details of={event} /> },
  ];
  const isFiltered = Object.keys(filter).length > 0;
  const put = (change: AuditSearch) => show(given({ ...filter, ...change }));
  const shown = list.rows.find(({ id }) => id === open);
  return (
    <Page
      title="Audit"
      full
      sentence={<Chain />}
      actions={
        <>
          <Export filter={filter} />
          <CopyAs
            of={{
              method: 'GET',
              path: `/v1/audit_events${writeSearch(filter)}`,
              cli: `luthier get '/v1/audit_events${writeSearch(filter)}'`,
            }}
          />
        </>
      }
    >
      <FilterBar isFiltered={isFiltered} clear={() => show({})}>
        <Tags
          label="Who (key or person id)"
          value={filter.actor}
          onChange={(actor) => put({ actor })}
          options={list.rows.map(({ actor }) => actor)}
        />
        <Tags
          label="What"
          value={filter.action}
          onChange={(action) => put({ action })}
          options={list.rows.map(({ action }) => action)}
        />
        <Tags
          label="On (id)"
          value={filter.target_id}
          onChange={(ids) => put({ target_id: ids })}
          options={list.rows.map(({ target }) => target.id)}
        />
      </FilterBar>
      {list.isPending ? (
        <Loading rows={12} />
      ) : list.isError && list.rows.length === 0 ? (
        <Failed error={list.error} again={() => void list.refetch()} />
      ) : list.rows.length === 0 ? (
        <Empty
          icon={ScrollText}
          title={isFiltered ? 'No event matches' : 'Nothing has happened yet'}
          {...(isFiltered ? { action: <Button onClick={() => show({})}>Show all</Button> } : {})}
        />
      ) : (
        <DataTable
          label="Audit events"
          columns={columns}
          rows={list.rows}
          open={({ id }) => show({ ...filter, event: id })}
          more={{ has: list.hasNextPage, load: list.fetchNextPage, isLoading: list.isFetchingNextPage }}
        />
      )}
      <Drawer
        opened={shown !== undefined}
        onClose={() => show(filter)}
        position="right"
        size="lg"
        title={shown && actionOf(shown.action)}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {shown && <Event of={shown} who={nameOf(shown)} />}
      </Drawer>
    </Page>
  );
}

/** Names of who acted: of the member that an event names, else of the key, where one may see the keys. */
function useNames(): (event: AuditEvent) => string {
  const isAdmin = useProject().roles.includes('admin');
  const keys = ask.useQuery(
    'get',
    '/v1/api_keys',
    { params: { query: { limit: '100' } } },
    { staleTime: 60_000, enabled: isAdmin },
  );
  const { data } = ask.useQuery(
    'get',
    '/v1/members',
    { params: { query: { limit: '100' } } },
    { staleTime: 60_000 },
  );
  const named = [...(keys.data?.data ?? []), ...(data?.data ?? [])];
  const names = new Map(named.map(({ id, name }) => [id, name]));
  return ({ actor, facts }) => names.get(String(facts['member'])) ?? names.get(actor) ?? shortId(actor);
}

function On({ of }: { of: AuditEvent }) {
  const words = targetOf(of);
  return <Ref id={of.target.id} {...(words === undefined ? {} : { words })} />;
}

const Details = ({ of }: { of: AuditEvent }) => (
  <Text size="sm" c="dimmed" truncate component="span" title={summaryOf(of)}>
    {summaryOf(of) || '—'}
  </Text>
);

/** Each event holds the hash of the one before: walks them all, on the service. Reviewers and admins may ask. */
function Chain() {
  const { roles } = useProject();
  const may = roles.some((role) => role === 'reviewer' || role === 'admin');
  const { data, error, dataUpdatedAt, refetch, isFetching } = useQuery({
    queryKey: ['audit chain'],
    enabled: may,
    staleTime: 60_000,
    queryFn: ({ signal }) => answer(api.GET('/v1/audit_events/verify', { signal })),
  });
  if (!may) return <>Who did what. Reviewers and admins can verify that the record is whole.</>;
  if (error) return <>The record could not be verified: {error.message}</>;
  if (!data) return <>Verifying the record …</>;
  return (
    <Group gap={6} role="status" component="span">
      {data.ok ? (
        <ShieldCheck size={15} className="good" aria-hidden />
      ) : (
        <ShieldAlert size={15} className="bad" aria-hidden />
      )}
      <span className={data.ok ? undefined : 'bad'}>
        {data.ok
          ? `Verified to #${count(data.checked)}`
          : `Broken at #${data.broken?.seq ?? '?'}: ${data.broken?.why ?? ''}`}
      </span>
      <When at={Math.floor(dataUpdatedAt / 1000)} />
      <Button size="compact-xs" variant="subtle" loading={isFetching} onClick={() => void refetch()}>
        Verify again
      </Button>
    </Group>
  );
}

function Export({ filter }: { filter: AuditSearch }) {
  const saving = useMutation({
    mutationFn: () => exported(filter),
    onSuccess: (blob) => {
      save(blob, 'audit.jsonl');
      tellDone(
        'audit.jsonl is signed. Check it with: luthier audit verify audit.jsonl --key signing-key.pub',
      );
    },
  });
  return (
    <Button
      leftSection={<Download size={13} aria-hidden />}
      loading={saving.isPending}
      onClick={() => saving.mutate()}
    >
      Export signed JSONL
    </Button>
  );
}

function Tags(props: {
  label: string;
  value: string[] | undefined;
  options: string[];
  onChange: (value: string[] | undefined) => void;
}) {
  const { label, value = [], options, onChange } = props;
  return (
    <TagsInput
      size="xs"
      w={230}
      maw="100%"
      aria-label={label}
      placeholder={value.length === 0 ? label : ''}
      value={value}
      data={[...new Set(options)].sort()}
      clearable
      limit={50}
      onChange={(next) => onChange(next.length > 0 ? next : undefined)}
    />
  );
}

function Event({ of, who }: { of: AuditEvent; who: string }) {
  const changes = changesOf(of);
  return (
    <Stack gap="md">
      <Facts
        of={[
          ['When', absolute(of.created_at)],
          ['Who', who],
          ['Acted with', <IdChip key="actor" id={of.actor} short />],
          ['On', <Ref key="target" id={of.target.id} />],
          ['Id of that', <IdChip key="of" id={of.target.id} short />],
          ['Request', <IdChip key="request" id={of.request_id} short />],
        ]}
      />
      {changes.length > 0 && (
        <Part title="What changed" flush>
          <Table fz="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Field</Table.Th>
                <Table.Th>Before</Table.Th>
                <Table.Th>After</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {changes.map(({ name, before, after }) => (
                <Table.Tr key={name} className="break">
                  <Table.Td>{name}</Table.Td>
                  <Table.Td>{exactly(before)}</Table.Td>
                  <Table.Td>{exactly(after)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Part>
      )}
      {restOf(of).length > 0 && (
        <Part title="Details">
          <Facts of={restOf(of).map(([name, value]) => [name.replaceAll('_', ' '), exactly(value)])} />
        </Part>
      )}
      <Part title={`Place in the chain: #${count(of.seq)}`}>
        <Facts
          of={[
            ['Its hash', <IdChip key="hash" id={of.hash} />],
            ['The hash before', <IdChip key="before" id={of.prev_hash} />],
          ]}
        />
      </Part>
    </Stack>
  );
}
