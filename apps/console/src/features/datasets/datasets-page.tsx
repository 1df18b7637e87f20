import { Button } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Database, Upload } from 'lucide-react';
import { answer, api } from '../../api/client.js';
import { useList } from '../../api/list.js';
import { CopyAs } from '../../pieces/copy-as.js';
import { type Column, DataTable } from '../../pieces/data-table.js';
import { count } from '../../pieces/figures.js';
import { IdChip } from '../../pieces/id-chip.js';
import { Page } from '../../pieces/page.js';
import { Empty, Failed, Loading } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { type Dataset, rowsOf, sensitiveIn, useReport, type Version } from './dataset-data.js';
import { UploadDialog } from './upload-dialog.js';

const newest = (dataset: Dataset) => dataset.versions?.[0] as Version | undefined;
const none = <span className="none">—</span>;
const COLUMNS: Column<Dataset>[] = [
  {
    ...{ key: 'name', header: 'Dataset', width: 'minmax(150px, 2fr)' },
    cell: ({ id, name }) => (
      <Link to="/datasets/$id" params={{ id }}>
        {name}
      </Link>
    ),
  },
  { key: 'format', header: 'Format', width: '100px', cell: (one) => newest(one)?.format ?? none },
  {
    ...{ key: 'rows', header: 'Rows', width: '90px', align: 'right' },
    cell: (one) => (newest(one) ? <span className="num">{count(rowsOf(newest(one)!))}</span> : none),
  },
  {
    ...{ key: 'license', header: 'License', width: 'minmax(120px, 1fr)' },
    cell: (one) => newest(one)?.license.declared ?? none,
  },
  {
    ...{ key: 'sensitive', header: 'Sensitive', width: '90px', align: 'right' },
    cell: (one) => (newest(one) ? <Sensitive version={newest(one)!.id} /> : none),
  },
  {
    ...{ key: 'version', header: 'Newest', width: '70px' },
    cell: (one) => (newest(one) ? `v${newest(one)!.number}` : none),
  },
  {
    ...{ key: 'changed', header: 'Changed', width: '90px' },
    cell: (one) => <When at={newest(one)?.created_at ?? one.created_at} />,
  },
  { key: 'id', header: 'Id', width: '110px', cell: ({ id }) => <IdChip id={id} short /> },
];

/** Hits of what looks like personal data or keys, in all splits: asked for the rows in sight alone. */
function Sensitive({ version }: { version: string }) {
  const { data, error } = useReport(version);
  if (!data) return error ? none : <span className="none">…</span>;
  const hits = sensitiveIn(data);
  if (hits.all === 0) return <span className="num">0</span>;
  return (
    <span className="num" title={hits.kinds.join(', ')}>
      {count(hits.all)}
    </span>
  );
}

export function DatasetsPage() {
  const { upload } = useSearch({ from: '/frame/datasets' });
  const navigate = useNavigate();
  const show = (isOpen: boolean) =>
    void navigate({ to: '/datasets', search: isOpen ? { upload: true } : {}, replace: true });
  const list = useList<Dataset>({
    queryKey: ['datasets'],
    pageSize: 50,
    ask: (page, signal) =>
      answer(api.GET('/v1/datasets', { params: { query: { ...page, 'expand[]': ['versions'] } }, signal })),
  });
  const open = (id: string) => void navigate({ to: '/datasets/$id', params: { id } });
  const button = (
    <Button variant="filled" leftSection={<Upload size={13} aria-hidden />} onClick={() => show(true)}>
      Upload
    </Button>
  );
  return (
    <Page
      title="Datasets"
      full
      actions={
        <>
          <CopyAs of={{ method: 'GET', path: '/v1/datasets' }} />
          {button}
        </>
      }
    >
      {list.isPending ? (
        <Loading rows={12} />
      ) : list.isError && list.rows.length === 0 ? (
        <Failed error={list.error} again={() => void list.refetch()} />
      ) : list.rows.length === 0 ? (
        <Empty
          icon={Database}
          title="No dataset yet"
          text="JSONL of chats, prompts with completions, preferences or labelled answers. Each line is checked; a fault is told with its line."
          action={button}
        />
      ) : (
        <DataTable
          label="Datasets"
          columns={COLUMNS}
          rows={list.rows}
          open={({ id }) => open(id)}
          more={{ has: list.hasNextPage, load: list.fetchNextPage, isLoading: list.isFetchingNextPage }}
        />
      )}
      {upload && <UploadDialog onClose={() => show(false)} onDone={open} />}
    </Page>
  );
}
