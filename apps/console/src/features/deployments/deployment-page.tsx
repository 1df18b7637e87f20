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
import { TrafficPart } from './traffic-part.js';
import { UsagePart } from './usage.js';
import './deployments.css';

const KIND: Record<string, string> = {
  alias: 'It answers for an alias.',
  preview:
    'A preview: it was started as its version was registered or called by its id, answers for that id, and stops when nobody calls it for long.',
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
  const put = (change: typeof search) => void navigate({ search: { ...search, ...change }, replace: true });
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
        <CopyAs of={{ method: 'GET', path: `/v1/deployments/${id}/traffic`, cli: `luthier traffic ${id}` }} />
      }
    >
      <div className="stack">
        <TrafficPart of={of} search={search} put={put} />
        <Part title="What runs">
          <DeploymentFacts of={of} />
        </Part>
        <UsagePart of={[{ id, title: 'This deployment' }]} search={search} put={put} />
      </div>
    </Page>
  );
}
