import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { ask } from '../../api/client.js';
import { CopyAs } from '../../pieces/copy-as.js';
import { Page, PageTabs } from '../../pieces/page.js';
import { State } from '../../pieces/state.js';
import { Failed, Loading } from '../../pieces/states.js';
import { PromoteDialog } from '../registry/promote-dialog.js';
import { AliasParts } from './alias-parts.js';
import { type Alias, deploymentIn, isRead, nameOf, standsOn, type Version, versionIn } from './history.js';
import { RollBackDialog } from './roll-back-dialog.js';
import type { AliasSearch } from './search.js';
import { useMoved } from './use-moved.js';
import { useHistory } from './use-history.js';
import './deployments.css';

const TABS = [
  { value: 'now', label: 'Now' },
  { value: 'usage', label: 'Served' },
  { value: 'history', label: 'History' },
] as const;

export function AliasPage() {
  const { model: name, alias: aliasName } = useParams({ from: '/frame/deployments/$model/$alias' });
  const model = ask.useQuery(
    'get',
    '/v1/registered_models/{name}',
    { params: { path: { name } } },
    { refetchInterval: 3_000 },
  );
  const title = `${name}:${aliasName}`;
  if (!model.data)
    return (
      <Page title={title}>
        {model.error ? <Failed error={model.error} again={() => void model.refetch()} /> : <Loading />}
      </Page>
    );
  const { id, aliases } = model.data;
  return (
    <Shown alias={{ modelId: id, model: name, alias: aliasName, version: aliases[aliasName] ?? null }} />
  );
}

function Shown({ alias }: { alias: Alias }) {
  const search = useSearch({ from: '/frame/deployments/$model/$alias' });
  const navigate = useNavigate({ from: '/deployments/$model/$alias' });
  const [asking, setAsking] = useState<'roll back' | Version | null>(null);
  const put = (change: AliasSearch) => void navigate({ search: { ...search, ...change }, replace: true });
  useMoved(alias.version ?? '');
  const history = useHistory((all) => isRead(all, alias));
  const stands = standsOn(history.rows, alias);
  const [from, to] = [stands && versionIn(stands.version), stands && versionIn(stands.previous_version)];
  const deployment = stands ? deploymentIn(stands) : null;
  const tab = search.tab ?? 'now';
  const close = () => setAsking(null);
  return (
    <Page
      title={nameOf(alias)}
      beside={deployment && <State of={deployment.state} />}
      sentence={
        <>
          <Link to="/deployments">All aliases</Link> ·{' '}
          {alias.version === null
            ? 'No version was promoted to this alias.'
            : 'An alias names one version at a time; a promotion or a roll-back moves it.'}
        </>
      }
      actions={<CopyAs of={{ method: 'GET', path: '/v1/promotions?expand[]=version&expand[]=deployment' }} />}
    >
      <PageTabs label="Parts of this alias" tabs={TABS} value={tab} onChange={(next) => put({ tab: next })}>
        <AliasParts
          {...{ alias, history, search, put, tab }}
          onRollBack={from && to ? () => setAsking('roll back') : null}
          onPromote={setAsking}
        />
      </PageTabs>
      {asking === 'roll back' && stands && from && to && (
        <RollBackDialog
          {...{ alias, stands, from, to, deployment, onClose: close }}
          onAsked={({ id }) => put({ tab: 'now', promotion: id })}
        />
      )}
      {asking !== null && asking !== 'roll back' && (
        <PromoteDialog
          version={asking}
          alias={alias.alias}
          onClose={close}
          onAsked={(id) => {
            void history.refetch();
            put({ tab: 'now', promotion: id });
          }}
        />
      )}
    </Page>
  );
}
