import { Link, useNavigate } from '@tanstack/react-router';
import { Rocket } from 'lucide-react';
import { useMemo } from 'react';
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
import { type Over, STATES } from './search.js';
import { ErrorsCell, LatencyCell, OverPick, RequestsCell } from './traffic-bits.js';
import type { ListedTraffic } from './use-traffic.js';

type StateName = (typeof STATES)[number];
const listed = (row: Deployment): ListedTraffic => ({ of: row, day: { data: row.traffic } });
const columnsOf = (over: Over): Column<Deployment>[] => [
  {
    ...{ key: 'id', header: 'Deployment', width: '120px' },
    cell: ({ id }) => (
      <Link to="/deployments/$id" params={{ id }} search={{ over }} title={id}>
        {shortId(id)}
      </Link>
    ),
  },
  {
    ...{ key: 'version', header: 'Version', width: 'minmax(130px, 1fr)' },
    cell: ({ version }) => <Ref id={idIn(version)!} />,
  },
  { key: 'kind', header: 'Serves', width: '70px', cell: ({ kind }) => kind },
  { key: 'state', header: 'State', width: '80px', cell: ({ state }) => <State of={state} /> },
  {
    ...{ key: 'requests', header: 'Requests', width: '150px' },
    cell: (row) => <RequestsCell of={listed(row)} over={over} />,
  },
  { key: 'p95', header: 'p95', width: '70px', cell: (row) => <LatencyCell of={listed(row)} over={over} /> },
  {
    key: 'errors',
    header: 'Errors',
    width: '60px',
    cell: (row) => <ErrorsCell of={listed(row)} over={over} />,
  },
  {
    ...{ key: 'failure', header: 'Why', width: 'minmax(100px, 1.2fr)' },
    cell: ({ failure }) =>
      failure ? <span title={failure}>{failure}</span> : <span className="none">—</span>,
  },
  { key: 'engine', header: 'Engine', width: '80px', cell: ({ engine }) => engine },
  { key: 'created', header: 'Created', width: '80px', cell: ({ created_at: at }) => <When at={at} /> },
  { key: 'used', header: 'Last call', width: '80px', cell: ({ last_used_at: at }) => <When at={at} /> },
];

/** Everything that serves or served a version, previews too. */
export function AllTable(props: {
  states: readonly StateName[];
  onStates: (states: StateName[] | undefined) => void;
  over: Over;
  onOver: (over: Over) => void;
}) {
  const { states, onStates, over, onOver } = props;
  const columns = useMemo(() => columnsOf(over), [over]);
  const navigate = useNavigate();
  const list = useList<Deployment>({
    queryKey: ['deployments', states],
    ask: (page, signal) => {
      const query = { ...page, state: [...states], 'expand[]': ['traffic' as const] };
      return answer(api.GET('/v1/deployments', { params: { query }, signal }));
    },
  });
  const deployments = { data: list.data && list.rows, error: list.error, refetch: list.refetch };
  return (
    <>
      <FilterBar
        isFiltered={states.length > 0}
        clear={() => onStates(undefined)}
        end={<OverPick value={over} onChange={onOver} />}
      >
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
            columns={columns}
            rows={rows}
            open={({ id }) => void navigate({ to: '/deployments/$id', params: { id }, search: { over } })}
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
