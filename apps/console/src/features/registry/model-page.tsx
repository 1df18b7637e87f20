import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Boxes } from 'lucide-react';
import { answer, api, ask, type Schemas } from '../../api/client.js';
import { useList } from '../../api/list.js';
import { CopyAs } from '../../pieces/copy-as.js';
import { type Column, DataTable } from '../../pieces/data-table.js';
import { IdChip } from '../../pieces/id-chip.js';
import { Page } from '../../pieces/page.js';
import { Ref } from '../../pieces/ref.js';
import { Asked, Empty } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';

type Version = Schemas['ModelVersion'];
const COLUMNS: Column<Version>[] = [
  {
    key: 'version',
    header: 'Version',
    width: '90px',
    cell: ({ model, version }) => (
      <Link to="/models/$name/versions/$version" params={{ name: model, version: String(version) }}>
        v{version}
      </Link>
    ),
  },
  {
    key: 'aliases',
    header: 'Aliases',
    width: 'minmax(140px, 1fr)',
    cell: ({ aliases }) => aliases.join(', ') || '—',
  },
  {
    key: 'base',
    header: 'Base model',
    width: 'minmax(160px, 1fr)',
    cell: ({ base_model }) => <Ref id={base_model} />,
  },
  { key: 'license', header: 'License', width: '140px', cell: ({ license }) => license },
  {
    key: 'files',
    header: 'Forms',
    width: '180px',
    cell: ({ artifacts }) => Object.keys(artifacts).join(', '),
  },
  {
    key: 'created',
    header: 'Created',
    width: '130px',
    align: 'right',
    cell: ({ created_at }) => <When at={created_at} />,
  },
];

export function ModelPage() {
  const { name } = useParams({ from: '/frame/models/$name' });
  const navigate = useNavigate();
  const model = ask.useQuery('get', '/v1/registered_models/{name}', { params: { path: { name } } });
  const list = useList<Version>({
    queryKey: ['model-versions', name],
    ask: (query, signal) =>
      answer(api.GET('/v1/registered_models/{name}/versions', { params: { path: { name }, query }, signal })),
  });
  const versions = { data: list.data && list.rows, error: list.error, refetch: list.refetch };
  const open = ({ model: of, version }: Version) =>
    void navigate({
      to: '/models/$name/versions/$version',
      params: { name: of, version: String(version) },
    });
  return (
    <Page
      title={model.data?.name ?? name}
      full
      beside={model.data && <IdChip id={model.data.id} short />}
      sentence={<Link to="/models">All models</Link>}
      actions={<CopyAs of={{ method: 'GET', path: `/v1/registered_models/${name}/versions` }} />}
    >
      <Asked of={versions} empty={<Empty icon={Boxes} title="This model has no version" />}>
        {(rows) => (
          <DataTable
            label={`Versions of ${name}`}
            columns={COLUMNS}
            rows={rows}
            open={open}
            more={{
              has: list.hasNextPage,
              load: () => list.fetchNextPage(),
              isLoading: list.isFetchingNextPage,
            }}
          />
        )}
      </Asked>
    </Page>
  );
}
