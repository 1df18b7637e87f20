import { useNavigate, useSearch } from '@tanstack/react-router';
import { CopyAs } from '../../pieces/copy-as.js';
import { Page, PageTabs } from '../../pieces/page.js';
import { AliasesTable } from './aliases-table.js';
import { AllTable } from './all-table.js';
import type { DeploymentsSearch } from './search.js';

const TABS = [
  { value: 'aliases', label: 'Aliases' },
  { value: 'all', label: 'All deployments' },
] as const;

export function DeploymentsPage() {
  const search = useSearch({ from: '/frame/deployments' });
  const navigate = useNavigate();
  const put = (next: DeploymentsSearch) => void navigate({ to: '/deployments', search: next, replace: true });
  const tab = search.tab ?? 'aliases';
  return (
    <Page
      title="Deployments"
      full
      sentence="Which version answers under which name, and what runs for it."
      actions={
        <CopyAs of={{ method: 'GET', path: tab === 'all' ? '/v1/deployments' : '/v1/registered_models' }} />
      }
    >
      <PageTabs label="Deployments" tabs={TABS} value={tab} onChange={(next) => put({ tab: next })}>
        {tab === 'aliases' ? (
          <AliasesTable />
        ) : (
          <AllTable states={search.state ?? []} onStates={(state) => put({ tab: 'all', state })} />
        )}
      </PageTabs>
    </Page>
  );
}
