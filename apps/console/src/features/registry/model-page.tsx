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
import { bytesVerdict, type Verdict } from './forms.js';
import { type Score, scoreOf } from './scores.js';

type Version = Schemas['ModelVersion'];
const columnsOf = (
  verdict: (id: string) => Verdict | null | undefined,
  score: (version: Version) => Score | null,
): Column<Version>[] => [
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
  { key: 'score', header: 'Score', width: '150px', cell: (version) => <Scored of={score(version)} /> },
  {
    key: 'base',
    header: 'Base model',
    width: 'minmax(160px, 1fr)',
    cell: ({ base_model }) => <Ref id={base_model} />,
  },
  {
    key: 'license',
    header: 'License',
    width: 'minmax(150px, 1fr)',
    cell: ({ license }) => <LicenseChip id={license} />,
  },
  {
    key: 'files',
    header: 'Forms',
    width: '180px',
    cell: ({ artifacts }) => Object.keys(artifacts).join(', '),
  },
  {
    key: 'signature',
    header: 'Signature',
    width: '170px',
    cell: ({ id }) => <Signature of={verdict(id)} />,
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
  const verdict = useVerdict(model.data?.id);
  const score = useScore();
  const columns = useMemo(() => columnsOf(verdict, score), [verdict, score]);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const runs = list.rows.filter(({ id }) => selected.has(id)).map(({ source_job: job }) => String(job));
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
function useScore() {
  const query = { limit: '100' };
  const { data } = ask.useQuery('get', '/v1/evaluations', { params: { query } });
  return useCallback((version: Version) => scoreOf(version, data?.data ?? []), [data]);
}

const Scored = ({ of }: { of: Score | null }) =>
  of === null ? (
    <span className="none">—</span>
  ) : (
    <span className="num" data-tip={of.words}>
      {figure(of.value)} {of.metric.replaceAll('_', ' ')}
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
