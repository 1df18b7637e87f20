import { Button } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Download, Shapes } from 'lucide-react';
import { answer, api } from '../../api/client.js';
import { useList } from '../../api/list.js';
import { CopyAs } from '../../pieces/copy-as.js';
import { type Column, DataTable } from '../../pieces/data-table.js';
import { short } from '../../pieces/figures.js';
import { FilterBar, PickFilter } from '../../pieces/filters.js';
import { LicenseChip } from '../../pieces/license-chip.js';
import { Page } from '../../pieces/page.js';
import { State } from '../../pieces/state.js';
import { Empty, Failed, Loading } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { given, writeSearch } from '../../search.js';
import type { BaseModel } from './base-model.js';
import { ImportDialog } from './import-dialog.js';
import { type BaseModelsSearch, STATES } from './search.js';

const none = <span className="none">—</span>;
const COLUMNS: Column<BaseModel>[] = [
  {
    ...{ key: 'name', header: 'Base model', width: 'minmax(150px, 1.4fr)' },
    cell: ({ id, slug }) => (
      <Link to="/base-models/$id" params={{ id }}>
        {slug}
      </Link>
    ),
  },
  { key: 'state', header: 'State', width: '96px', cell: ({ state }) => <State of={state} /> },
  { key: 'hub', header: 'Source', width: 'minmax(140px, 1.4fr)', cell: ({ hub_id: hub }) => hub },
  { key: 'arch', header: 'Architecture', width: '150px', cell: (one) => one.architecture ?? none },
  {
    ...{ key: 'size', header: 'Parameters', width: '86px', align: 'right' },
    cell: (one) => (one.parameter_count ? <span className="num">{short(one.parameter_count)}</span> : none),
  },
  {
    ...{ key: 'license', header: 'License', width: '150px' },
    cell: ({ license }) => {
      const id = license?.id ?? license?.declared;
      return id ? <LicenseChip id={id} /> : none;
    },
  },
  { key: 'created', header: 'Imported', width: '90px', cell: (one) => <When at={one.created_at} /> },
];

export function BaseModelsPage() {
  const search = useSearch({ from: '/frame/base-models' });
  const navigate = useNavigate();
  const show = (next: BaseModelsSearch) => void navigate({ to: '/base-models', search: next, replace: true });
  const filter = given({ state: search.state });
  const list = useList<BaseModel>({
    queryKey: ['base-models', filter],
    ask: (page, signal) =>
      answer(api.GET('/v1/base_models', { params: { query: { ...filter, ...page } }, signal })),
  });
  const button = (
    <Button
      variant="filled"
      leftSection={<Download size={13} aria-hidden />}
      onClick={() => show({ ...filter, import: true })}
    >
      Import
    </Button>
  );
  return (
    <Page
      title="Base models"
      full
      actions={
        <>
          <CopyAs of={{ method: 'GET', path: `/v1/base_models${writeSearch(filter)}` }} />
          {button}
        </>
      }
    >
      <FilterBar isFiltered={search.state !== undefined} clear={() => show({})}>
        <PickFilter
          label="State"
          options={STATES}
          value={search.state ?? []}
          onChange={(state) => show({ state })}
        />
      </FilterBar>
      {list.isPending ? (
        <Loading rows={12} />
      ) : list.isError && list.rows.length === 0 ? (
        <Failed error={list.error} again={() => void list.refetch()} />
      ) : list.rows.length === 0 ? (
        <Empty
          icon={Shapes}
          title={search.state ? 'No base model matches' : 'No base model yet'}
          text="A base model is imported at one revision; its license is read and kept beside it."
          action={search.state ? <Button onClick={() => show({})}>Show all</Button> : button}
        />
      ) : (
        <DataTable
          label="Base models"
          columns={COLUMNS}
          rows={list.rows}
          open={({ id }) => void navigate({ to: '/base-models/$id', params: { id } })}
          more={{ has: list.hasNextPage, load: list.fetchNextPage, isLoading: list.isFetchingNextPage }}
        />
      )}
      {search.import && (
        <ImportDialog
          onClose={() => show(filter)}
          onBegun={(id) => void navigate({ to: '/base-models/$id', params: { id } })}
        />
      )}
    </Page>
  );
}
