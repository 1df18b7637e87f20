import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ask } from '../../api/client.js';
import { CopyAs } from '../../pieces/copy-as.js';
import { Part } from '../../pieces/facts.js';
import { shortId } from '../../pieces/figures.js';
import { IdChip } from '../../pieces/id-chip.js';
import { Page } from '../../pieces/page.js';
import { State } from '../../pieces/state.js';
import { Failed, Loading } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { DeploymentFacts } from './deployment-facts.js';
import type { Deployment } from './history.js';
import { UsagePart } from './usage.js';
import './deployments.css';

const KIND: Record<string, string> = {
  alias: 'It answers for an alias.',
  preview: 'A preview: it answers for the version by its id, and stops when nobody calls it for long.',
};

export function DeploymentPage() {
  const { id } = useParams({ from: '/frame/deployments/$id' });
  const search = useSearch({ from: '/frame/deployments/$id' });
  const navigate = useNavigate({ from: '/deployments/$id' });
  const asked = ask.useQuery(
    'get',
    '/v1/deployments/{id}',
    { params: { path: { id } } },
    { refetchInterval: 3_000 },
  );
  const title = `Deployment ${shortId(id)}`;
  if (!asked.data)
    return (
      <Page title={title}>
        {asked.error ? <Failed error={asked.error} again={() => void asked.refetch()} /> : <Loading />}
      </Page>
    );
  const of: Deployment = asked.data;
  return (
    <Page
      title={title}
      beside={
        <>
          <State of={of.state} />
          <IdChip id={of.id} short />
        </>
      }
      sentence={
        <>
          <Link to="/deployments" search={{ tab: 'all' }}>
            All deployments
          </Link>{' '}
          · {KIND[of.kind] ?? of.kind} Made <When at={of.created_at} />
        </>
      }
      actions={
        <CopyAs
          of={{ method: 'GET', path: `/v1/deployments/${id}/usage`, cli: `luthier cost served ${id}` }}
        />
      }
    >
      <div className="stack">
        <Part title="What runs">
          <DeploymentFacts of={of} />
        </Part>
        <UsagePart
          of={[{ id, title: 'This deployment' }]}
          search={search}
          put={(change) => void navigate({ search: { ...search, ...change }, replace: true })}
        />
      </div>
    </Page>
  );
}
