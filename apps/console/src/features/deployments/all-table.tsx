import { Link, useNavigate } from '@tanstack/react-router';
import { Rocket } from 'lucide-react';
import { answer, api } from '../../api/client.js';
import { useList } from '../../api/list.js';
import { type Column, DataTable } from '../../pieces/data-table.js';
import { shortId } from '../../pieces/figures.js';
import { FilterBar, PickFilter } from '../../pieces/filters.js';
import { Ref } from '../../pieces/ref.js';
import { State } from '../../pieces/state.js';
import { Asked, Empty } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { type Deployment, idIn } from './history.js';
import { STATES } from './search.js';

type StateName = (typeof STATES)[number];
const COLUMNS: Column<Deployment>[] = [
  {
    ...{ key: 'id', header: 'Deployment', width: '130px' },
    cell: ({ id }) => (
      <Link to="/deployments/$id" params={{ id }} title={id}>
        {shortId(id)}
      </Link>
    ),
  },
  {
    ...{ key: 'version', header: 'Version', width: 'minmax(140px, 1fr)' },
    cell: ({ version }) => <Ref id={idIn(version)!} />,
  },
  { key: 'kind', header: 'Serves', width: '90px', cell: ({ kind }) => kind },
  { key: 'state', header: 'State', width: '90px', cell: ({ state }) => <State of={state} /> },
  {
    ...{ key: 'failure', header: 'Why', width: 'minmax(140px, 1.4fr)' },
    cell: ({ failure }) =>
      failure ? <span title={failure}>{failure}</span> : <span className="none">—</span>,
  },
  { key: 'engine', header: 'Engine', width: '90px', cell: ({ engine }) => engine },
  { key: 'created', header: 'Created', width: '90px', cell: ({ created_at: at }) => <When at={at} /> },
  { key: 'used', header: 'Last call', width: '90px', cell: ({ last_used_at: at }) => <When at={at} /> },
];

/** Everything that serves or served a version, previews too. */
export function AllTable(props: {
  states: readonly StateName[];
  onStates: (states: StateName[] | undefined) => void;
}) {
  const { states, onStates } = props;
  const navigate = useNavigate();
  const list = useList<Deployment>({
    queryKey: ['deployments', states],
    ask: (page, signal) =>
      answer(api.GET('/v1/deployments', { params: { query: { ...page, state: [...states] } }, signal })),
  });
  const deployments = { data: list.data && list.rows, error: list.error, refetch: list.refetch };
  return (
    <>
      <FilterBar isFiltered={states.length > 0} clear={() => onStates(undefined)}>
        <PickFilter label="State" options={STATES} value={states} onChange={onStates} />
      </FilterBar>
      <Asked
        of={deployments}
        empty={
          <Empty
            icon={Rocket}
            title={states.length > 0 ? 'No deployment matches' : 'Nothing serves or served a version yet'}
          />
        }
      >
        {(rows) => (
          <DataTable
            label="Deployments"
            columns={COLUMNS}
            rows={rows}
            open={({ id }) => void navigate({ to: '/deployments/$id', params: { id } })}
            more={{
              has: list.hasNextPage,
              load: () => list.fetchNextPage(),
              isLoading: list.isFetchingNextPage,
            }}
          />
        )}
      </Asked>
    </>
  );
}
