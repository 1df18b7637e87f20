import { Link, useNavigate } from '@tanstack/react-router';
import { Boxes } from 'lucide-react';
import { answer, api, type Schemas } from '../../api/client.js';
import { useList } from '../../api/list.js';
import { CopyAs } from '../../pieces/copy-as.js';
import { type Column, DataTable } from '../../pieces/data-table.js';
import { Page } from '../../pieces/page.js';
import { Asked, Empty } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { publishedBy } from '../jobs/pipeline-words.js';
import { Coming, useComing } from './coming.js';

type Model = Schemas['RegisteredModel'];
const COLUMNS: Column<Model>[] = [
  {
    key: 'name',
    header: 'Model',
    width: 'minmax(200px, 1fr)',
    cell: ({ name }) => (
      <Link to="/models/$name" params={{ name }}>
        {name}
      </Link>
    ),
  },
  {
    key: 'latest',
    header: 'Newest version',
    width: '120px',
    cell: ({ latest_version: version }) => (version === null ? '—' : `v${version}`),
  },
  {
    key: 'aliases',
    header: 'Aliases',
    width: 'minmax(160px, 1fr)',
    cell: ({ aliases }) => Object.keys(aliases).join(', ') || '—',
  },
  {
    key: 'created',
    header: 'Created',
    width: '130px',
    align: 'right',
    cell: ({ created_at }) => <When at={created_at} />,
  },
];

export function ModelsPage() {
  const navigate = useNavigate();
  const list = useList<Model>({
    queryKey: ['registered-models'],
    ask: (query, signal) => answer(api.GET('/v1/registered_models', { params: { query }, signal })),
  });
  const models = { data: list.data && list.rows, error: list.error, refetch: list.refetch };
  return (
    <Page
      title="Models"
      full
      sentence="What was registered from finished jobs, and which alias points where."
      actions={<CopyAs of={{ method: 'GET', path: '/v1/registered_models' }} />}
    >
      <Coming />
      <Asked of={models} empty={<None />}>
        {(rows) => (
          <DataTable
            label="Models"
            columns={COLUMNS}
            rows={rows}
            open={({ name }) => void navigate({ to: '/models/$name', params: { name } })}
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

function None() {
  const [first, ...more] = useComing();
  return first ? (
    <Empty
      icon={Boxes}
      title={
        more.length > 0
          ? `${more.length + 1} versions are on their way`
          : `${publishedBy(first)} is on its way`
      }
      text="A version is registered once every job of its pipeline has ended."
    />
  ) : (
    <Empty
      icon={Boxes}
      title="No model is registered yet"
      text="A pipeline with a name to publish registers what it made as a version."
    />
  );
}
