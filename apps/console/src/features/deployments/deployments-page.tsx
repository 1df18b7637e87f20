import { useNavigate, useSearch } from '@tanstack/react-router';
import { CopyAs } from '../../pieces/copy-as.js';
import { Page, PageTabs } from '../../pieces/page.js';
import { AliasesTable } from './aliases-table.js';
import { AllTable } from './all-table.js';
import type { DeploymentsSearch } from './search.js';
import './deployments.css';

const TABS = [
  { value: 'aliases', label: 'Aliases' },
  { value: 'all', label: 'All deployments' },
] as const;

export function DeploymentsPage() {
  const search = useSearch({ from: '/frame/deployments' });
  const navigate = useNavigate();
  const put = (next: DeploymentsSearch) => void navigate({ to: '/deployments', search: next, replace: true });
  const tab = search.tab ?? 'aliases';
  const over = search.over ?? 'day';
  return (
    <Page
      title="Deployments"
      full
      sentence="Which version answers under which name, what runs for it, and how it answers."
      actions={
        <CopyAs of={{ method: 'GET', path: tab === 'all' ? '/v1/deployments' : '/v1/registered_models' }} />
      }
    >
      <PageTabs
        label="Deployments"
        tabs={TABS}
        value={tab}
        onChange={(next) => put({ tab: next, over: search.over })}
      >
        {tab === 'aliases' ? (
          <AliasesTable over={over} onOver={(next) => put({ ...search, over: next })} />
        ) : (
          <AllTable
            {...{ over, states: search.state ?? [] }}
            onStates={(state) => put({ ...search, state })}
            onOver={(next) => put({ ...search, over: next })}
          />
        )}
      </PageTabs>
    </Page>
  );
}
