import { Button } from '@mantine/core';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { SlidersHorizontal } from 'lucide-react';
import { ask } from '../../api/client.js';
import { CopyAs } from '../../pieces/copy-as.js';
import { shortId } from '../../pieces/figures.js';
import { IdChip } from '../../pieces/id-chip.js';
import { LicenseChip } from '../../pieces/license-chip.js';
import { Page, PageTabs } from '../../pieces/page.js';
import { State } from '../../pieces/state.js';
import { Failed, Loading } from '../../pieces/states.js';
import { LineageParts } from '../jobs/lineage-tab.js';
import type { BaseModel } from './base-model.js';
import { FilesTab, LicenseTab, TemplateTab, What } from './base-model-parts.js';
import { Fits } from './fits.js';
import type { BaseModelSearch } from './search.js';
import { Standing } from './standing.js';

const TABS = [
  { value: 'model', label: 'Model' },
  { value: 'license', label: 'License' },
  { value: 'files', label: 'Files' },
  { value: 'template', label: 'Chat template' },
  { value: 'lineage', label: 'Lineage' },
] as const;

export function BaseModelPage() {
  const { id } = useParams({ from: '/frame/base-models/$id' });
  const search = useSearch({ from: '/frame/base-models/$id' });
  const navigate = useNavigate({ from: '/base-models/$id' });
  const put = (change: BaseModelSearch) => void navigate({ search: { ...search, ...change }, replace: true });
  const asked = ask.useQuery(
    'get',
    '/v1/base_models/{id}',
    { params: { path: { id } } },
    { refetchInterval: ({ state }) => (state.data?.state === 'importing' ? 2_000 : false) },
  );
  if (asked.data === undefined)
    return (
      <Page title="Base model">
        {asked.error ? <Failed error={asked.error} again={() => void asked.refetch()} /> : <Loading />}
      </Page>
    );
  const model = asked.data;
  const tab = search.tab ?? 'model';
  return (
    <Page
      title={model.slug}
      beside={
        <>
          <State of={model.state} />
          <Licensed model={model} />
          <IdChip id={model.id} short />
        </>
      }
      sentence={
        <span className="break">
          {model.hub_id}
          {model.revision && <span title={model.revision}> at {shortId(model.revision)}</span>}
        </span>
      }
      actions={
        <>
          {model.state === 'ready' && model.capabilities?.fine_tune && (
            <Button
              variant="filled"
              leftSection={<SlidersHorizontal size={13} aria-hidden />}
              renderRoot={(props: object) => <Link to="/jobs/new" search={{ base: model.id }} {...props} />}
            >
              Fine-tune it
            </Button>
          )}
          <CopyAs of={{ method: 'GET', path: `/v1/base_models/${model.id}` }} />
        </>
      }
    >
      <Standing model={model} />
      <PageTabs
        label="Parts of this base model"
        tabs={TABS}
        value={tab}
        onChange={(next) => put({ tab: next })}
      >
        {tab === 'model' && <What model={model} />}
        {tab === 'model' && model.capabilities?.fine_tune && <Fits model={model.id} />}
        {tab === 'license' && <LicenseTab model={model} />}
        {tab === 'files' && <FilesTab model={model} />}
        {tab === 'template' && <TemplateTab model={model} />}
        {tab === 'lineage' && <LineageParts id={model.id} search={search} put={put} />}
      </PageTabs>
    </Page>
  );
}

function Licensed({ model: { license } }: { model: BaseModel }) {
  return (
    <LicenseChip
      id={license?.id ?? license?.declared ?? 'no license'}
      link={(chip, className) => (
        <Link to="." search={{ tab: 'license' }} className={className}>
          {chip}
        </Link>
      )}
    />
  );
}
