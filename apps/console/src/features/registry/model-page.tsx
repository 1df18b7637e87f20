import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Button, Text } from '@mantine/core';
import { Boxes, GitCompareArrows } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { answer, api, ask, type Schemas } from '../../api/client.js';
import { useList } from '../../api/list.js';
import { CopyAs } from '../../pieces/copy-as.js';
import { type Column, DataTable } from '../../pieces/data-table.js';
import { IdChip } from '../../pieces/id-chip.js';
import { Page } from '../../pieces/page.js';
import { LicenseChip } from '../../pieces/license-chip.js';
import { Ref } from '../../pieces/ref.js';
import { State } from '../../pieces/state.js';
import { Asked, Empty } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { MOST } from '../compare/search.js';
import { figure } from '../../pieces/figures.js';
import { Coming } from './coming.js';
import { bytesVerdict, type Verdict } from './forms.js';
import { isScoreAwaited, type Score, scoreOf } from './scores.js';

type Version = Schemas['ModelVersion'];
const columnsOf = (
  verdict: (id: string) => Verdict | null | undefined,
  score: (version: Version) => Score | null,
): Column<Version>[] => [
  {
    key: 'version',
    header: 'Version',
    width: '56px',
    cell: ({ model, version }) => (
      <Link to="/models/$name/versions/$version" params={{ name: model, version: String(version) }}>
        v{version}
      </Link>
    ),
  },
  {
    key: 'aliases',
    header: 'Aliases',
    width: 'minmax(80px, 1fr)',
    cell: ({ aliases }) => aliases.join(', ') || '—',
  },
  { key: 'score', header: 'Score', width: '164px', cell: (version) => <Scored of={score(version)} /> },
  {
    key: 'base',
    header: 'Base model',
    width: 'minmax(146px, 1fr)',
    cell: ({ base_model }) => <Ref id={base_model} />,
  },
  {
    key: 'license',
    header: 'License',
    width: 'minmax(104px, 1fr)',
    cell: ({ license }) => <LicenseChip id={license} />,
  },
  {
    key: 'files',
    header: 'Forms',
    width: '140px',
    cell: ({ artifacts }) => Object.keys(artifacts).join(', '),
  },
  {
    key: 'signature',
    header: 'Signature',
    width: '136px',
    cell: ({ id }) => <Signature of={verdict(id)} />,
  },
  {
    key: 'created',
    header: 'Created',
    width: '80px',
    align: 'right',
    cell: ({ created_at }) => <When at={created_at} />,
  },
  {
    key: 'promote',
    header: 'Gates',
    width: '62px',
    cell: ({ model, version }) => (
      <Link
        to="/models/$name/versions/$version"
        params={{ name: model, version: String(version) }}
        search={{ tab: 'promotion', promote: true }}
        aria-label={`Promote ${model} v${version}`}
      >
        Promote
      </Link>
    ),
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
  const verdict = useVerdict(model.data?.id);
  const score = useScore(list.rows);
  const columns = useMemo(() => columnsOf(verdict, score), [verdict, score]);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const chosen = list.rows.filter(({ id }) => selected.has(id)).toSorted((a, b) => a.version - b.version);
  const runs = chosen.map(({ source_job: job }) => String(job));
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
      <Coming model={name} />
      <Asked of={versions} empty={<Empty icon={Boxes} title="This model has no version" />}>
        {(rows) => (
          <DataTable
            label={`Versions of ${name}`}
            columns={columns}
            rows={rows}
            open={open}
            selection={{ ids: selected, onChange: setSelected }}
            more={{
              has: list.hasNextPage,
              load: () => list.fetchNextPage(),
              isLoading: list.isFetchingNextPage,
            }}
          />
        )}
      </Asked>
      {selected.size > 0 && (
        <div className="selected" role="region" aria-label="Selected versions">
          <Text size="sm">{selected.size} selected</Text>
          <Button
            disabled={runs.length < 2 || runs.length > MOST}
            leftSection={<GitCompareArrows size={13} aria-hidden />}
            onClick={() =>
              void navigate({ to: '/compare', search: { runs: runs.join(','), tab: 'evaluations' } })
            }
          >
            {runs.length > MOST ? `Compare up to ${MOST}` : 'Compare'}
          </Button>
          <Button variant="subtle" color="gray" onClick={() => setSelected(new Set())}>
            Select none
          </Button>
        </div>
      )}
    </Page>
  );
}

/** Among the newest evaluations of the project. */
function useScore(versions: readonly Version[]) {
  const query = { limit: '100' };
  const { data } = ask.useQuery(
    'get',
    '/v1/evaluations',
    { params: { query } },
    {
      refetchInterval: ({ state }) =>
        isScoreAwaited(versions, state.data?.data ?? [], Date.now() / 1000) ? 5_000 : 60_000,
    },
  );
  return useCallback((version: Version) => scoreOf(version, data?.data ?? []), [data]);
}

const Scored = ({ of }: { of: Score | null }) =>
  of === null ? (
    <span className="none">—</span>
  ) : (
    <span className="num" data-tip={of.words}>
      {figure(of.value)} {of.metric.replaceAll('_', ' ')} ({of.form})
    </span>
  );

/** What the newest promotions of the model said of each version, in one question; a version of older ones is told nothing of. */
function useVerdict(model: string | undefined) {
  const query = { limit: '100', ...(model ? { model_id: [model] } : {}) };
  const options = { enabled: model !== undefined, refetchInterval: 30_000 };
  const { data } = ask.useQuery('get', '/v1/promotions', { params: { query } }, options);
  return useCallback(
    (id: string): Verdict | null | undefined =>
      data && (bytesVerdict(id, data.data) ?? (data.has_more ? undefined : null)),
    [data],
  );
}

/** Whether a promotion has read the files and held them against the signature: what nobody asked has no tick. */
function Signature({ of }: { of: Verdict | null | undefined }) {
  if (of === undefined) return <span className="none">—</span>;
  if (of === null)
    return (
      <State of="not asked" meaning="No promotion has read its files and held them against the signature." />
    );
  return (
    <>
      <State of={of.words} tone={of.tone} meaning="Every byte was read for a promotion." />{' '}
      <When at={of.at} />
    </>
  );
}
