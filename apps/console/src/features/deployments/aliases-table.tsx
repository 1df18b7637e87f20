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
  idIn,
  lastAsked,
  nameOf,
  type Promotion,
  standsOn,
  versionIn,
} from './history.js';
import { useHistory } from './use-history.js';
import { Who } from './who.js';

type Model = Schemas['RegisteredModel'];
interface Row extends Alias {
  id: string;
  stands: Promotion | undefined;
  asked: Promotion | undefined;
}
const none = <span className="none">—</span>;
const COLUMNS: Column<Row>[] = [
  {
    ...{ key: 'alias', header: 'Alias', width: 'minmax(180px, 1.4fr)' },
    cell: (row) => (
      <Link to="/deployments/$model/$alias" params={{ model: row.model, alias: row.alias }}>
        {nameOf(row)}
      </Link>
    ),
  },
  {
    ...{ key: 'now', header: 'Now', width: 'minmax(130px, 1fr)' },
    cell: ({ version }) => (version ? <Ref id={version} /> : none),
  },
  { key: 'state', header: 'State', width: '90px', cell: ({ stands }) => <Serving by={stands} /> },
  {
    ...{ key: 'since', header: 'Since', width: '90px' },
    cell: ({ stands }) => <When at={stands?.finished_at} />,
  },
  {
    ...{ key: 'by', header: 'By', width: 'minmax(100px, 0.7fr)' },
    cell: ({ stands }) => (stands ? <Who id={stands.requested_by} /> : none),
  },
  {
    ...{ key: 'previous', header: 'Before', width: 'minmax(130px, 1fr)' },
    cell: ({ stands }) => {
      const id = stands && idIn(stands.previous_version);
      return id ? <Ref id={id} /> : none;
    },
  },
  {
    ...{ key: 'asked', header: 'Last request', width: 'minmax(150px, 1fr)' },
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
export function AliasesTable() {
  const navigate = useNavigate();
  const models = useList<Model>({
    queryKey: ['registered-models'],
    ask: (query, signal) => answer(api.GET('/v1/registered_models', { params: { query }, signal })),
  });
  const aliases = useMemo(() => models.rows.flatMap(aliasesOf), [models.rows]);
  const history = useHistory((all) => aliases.every((alias) => standsOn(all, alias)));
  const rows = useMemo(
    () =>
      aliases.map((alias) => ({
        ...alias,
        id: `${alias.modelId}:${alias.alias}`,
        stands: standsOn(history.rows, alias),
        asked: lastAsked(history.rows, alias),
      })),
    [aliases, history.rows],
  );
  const asked = {
    data: models.data && history.data && rows,
    error: models.error ?? history.error,
    refetch: () => void Promise.all([models.refetch(), history.refetch()]),
  };
  return (
    <Asked of={asked} empty={NONE}>
      {(all) => (
        <DataTable
          label="Aliases"
          columns={COLUMNS}
          rows={all}
          open={({ model, alias }) =>
            void navigate({ to: '/deployments/$model/$alias', params: { model, alias } })
          }
          more={{
            has: models.hasNextPage,
            load: () => models.fetchNextPage(),
            isLoading: models.isFetchingNextPage,
          }}
        />
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
