import { Link, useNavigate } from '@tanstack/react-router';
import { Rocket } from 'lucide-react';
import { useMemo } from 'react';
import { answer, api, type Schemas } from '../../api/client.js';
import { useList } from '../../api/list.js';
import { type Column, DataTable } from '../../pieces/data-table.js';
import { Ref } from '../../pieces/ref.js';
import { State } from '../../pieces/state.js';
import { Asked, Empty } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import {
  type Alias,
  deploymentIn,
  gatesAt,
  lastAsked,
  nameOf,
  type Promotion,
  standsOn,
  versionIn,
} from './history.js';
import type { Over } from './search.js';
import { ErrorsCell, LatencyCell, OverPick, RequestsCell } from './traffic-bits.js';
import { useHistory } from './use-history.js';
import { type ListedTraffic, useDays } from './use-traffic.js';
import { Who } from './who.js';

type Model = Schemas['RegisteredModel'];
interface Row extends Alias {
  id: string;
  stands: Promotion | undefined;
  asked: Promotion | undefined;
  /** Of the deployment that the alias stands on. */
  traffic: ListedTraffic | null;
}
const none = <span className="none">—</span>;
const columnsOf = (over: Over): Column<Row>[] => [
  {
    ...{ key: 'alias', header: 'Alias', width: 'minmax(160px, 1.4fr)' },
    cell: (row) => (
      <Link to="/deployments/$model/$alias" params={{ model: row.model, alias: row.alias }} search={{ over }}>
        {nameOf(row)}
      </Link>
    ),
  },
  {
    ...{ key: 'now', header: 'Now', width: 'minmax(120px, 1fr)' },
    cell: ({ version }) => (version ? <Ref id={version} /> : none),
  },
  { key: 'state', header: 'State', width: '80px', cell: ({ stands }) => <Serving by={stands} /> },
  {
    ...{ key: 'requests', header: 'Requests', width: '140px' },
    cell: ({ traffic: of }) => (of ? <RequestsCell of={of} over={over} /> : none),
  },
  {
    ...{ key: 'p95', header: 'p95', width: '70px' },
    cell: ({ traffic: of }) => (of ? <LatencyCell of={of} over={over} /> : none),
  },
  {
    ...{ key: 'errors', header: 'Errors', width: '60px' },
    cell: ({ traffic: of }) => (of ? <ErrorsCell of={of} over={over} /> : none),
  },
  {
    ...{ key: 'since', header: 'Since', width: '80px' },
    cell: ({ stands }) => <When at={stands?.finished_at} />,
  },
  {
    ...{ key: 'by', header: 'By', width: 'minmax(100px, 0.7fr)' },
    cell: ({ stands }) => (stands ? <Who id={stands.requested_by} /> : none),
  },
  {
    ...{ key: 'used', header: 'Last call', width: '80px' },
    cell: ({ stands }) => <When at={stands && deploymentIn(stands)?.last_used_at} />,
  },
  {
    ...{ key: 'asked', header: 'Newer promotion', width: 'minmax(120px, 1fr)' },
    cell: ({ asked }) => (asked ? <Request of={asked} /> : none),
  },
];

function Serving({ by }: { by: Promotion | undefined }) {
  const deployment = by && deploymentIn(by);
  return deployment ? <State of={deployment.state} /> : none;
}

/** One under way, or one that came to nothing; a blocked one leads to its gates. */
function Request({ of }: { of: Promotion }) {
  const version = versionIn(of.version);
  const state = <State of={of.state} />;
  if (!version) return state;
  return (
    <Link {...gatesAt(of, version)}>
      v{version.version} {state}
    </Link>
  );
}

/** Every name that callers use, what answers under it, and the newest request that is not what serves. */
export function AliasesTable({ over, onOver }: { over: Over; onOver: (over: Over) => void }) {
  const navigate = useNavigate();
  const columns = useMemo(() => columnsOf(over), [over]);
  const models = useList<Model>({
    queryKey: ['registered-models'],
    ask: (query, signal) => answer(api.GET('/v1/registered_models', { params: { query }, signal })),
  });
  const aliases = useMemo(() => models.rows.flatMap(aliasesOf), [models.rows]);
  const history = useHistory((all) => aliases.every((alias) => standsOn(all, alias)));
  const standing = useMemo(
    () => aliases.map((alias) => ({ alias, stands: standsOn(history.rows, alias) })),
    [aliases, history.rows],
  );
  const listed = useMemo(
    () => (over === 'day' ? standing.flatMap(({ stands }) => (stands && deploymentIn(stands)) ?? []) : []),
    [over, standing],
  );
  const dayOf = useDays(listed);
  const rows = useMemo(
    () =>
      standing.map(({ alias, stands }) => {
        const of = stands ? deploymentIn(stands) : null;
        return {
          ...alias,
          ...{ id: `${alias.modelId}:${alias.alias}`, stands, asked: lastAsked(history.rows, alias) },
          traffic: of && { of, day: dayOf(of) },
        };
      }),
    [standing, history.rows, dayOf],
  );
  const asked = {
    data: models.data && history.data && rows,
    error: models.error ?? history.error,
    refetch: () => void Promise.all([models.refetch(), history.refetch()]),
  };
  return (
    <Asked of={asked} empty={NONE}>
      {(all) => (
        <>
          <div className="filters">
            <OverPick value={over} onChange={onOver} />
          </div>
          <DataTable
            label="Aliases"
            columns={columns}
            rows={all}
            open={({ model, alias }) =>
              void navigate({ to: '/deployments/$model/$alias', params: { model, alias }, search: { over } })
            }
            more={{
              has: models.hasNextPage,
              load: () => models.fetchNextPage(),
              isLoading: models.isFetchingNextPage,
            }}
          />
        </>
      )}
    </Asked>
  );
}

const aliasesOf = ({ id, name, aliases }: Model) =>
  Object.entries(aliases).map(([alias, version]) => ({ modelId: id, model: name, alias, version }));

const NONE = (
  <Empty
    icon={Rocket}
    title="No alias points to a version yet"
    text={
      <>
        Callers ask for a model by an alias, such as <code>support-desk:production</code>. Open a version
        under <Link to="/models">Models</Link> and promote it.
      </>
    }
  />
);
