import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { MessagesSquare, Rocket } from 'lucide-react';
import { ApiError } from '#client/errors.js';
import { answer, api, type Schemas } from '../../api/client.js';
import { CopyAs } from '../../pieces/copy-as.js';
import { IdChip } from '../../pieces/id-chip.js';
import { LicenseChip } from '../../pieces/license-chip.js';
import { Page, PageTabs } from '../../pieces/page.js';
import { Ref } from '../../pieces/ref.js';
import { State } from '../../pieces/state.js';
import { Failed, Loading } from '../../pieces/states.js';
import { When } from '../../pieces/when.js';
import { LineageParts } from '../jobs/lineage-tab.js';
import { CardTab, TermsTab } from './text-tabs.js';
import { namesOf } from './calls.js';
import { EvaluationsTab } from './evaluations-tab.js';
import { FilesTab } from './files-tab.js';
import { PromoteDialog } from './promote-dialog.js';
import { PromotionTab } from './promotion-tab.js';
import './registry.css';
import type { VersionSearch } from './search.js';
import { UseTab } from './use-tab.js';

export type Version = Schemas['ModelVersion'];
const TABS = [
  { value: 'card', label: 'Card' },
  { value: 'use', label: 'Use this model' },
  { value: 'files', label: 'Files' },
  { value: 'evaluations', label: 'Evaluations' },
  { value: 'terms', label: 'Terms' },
  { value: 'promotion', label: 'Promotion' },
  { value: 'lineage', label: 'Lineage' },
] as const;

export function VersionPage() {
  const { name, version: number } = useParams({ from: '/frame/models/$name/versions/$version' });
  const search = useSearch({ from: '/frame/models/$name/versions/$version' });
  const navigate = useNavigate({ from: '/models/$name/versions/$version' });
  const put = (change: VersionSearch) => void navigate({ search: { ...search, ...change } });
  // Back must not open the dialog again
  const leave = (change: VersionSearch) =>
    void navigate({ search: { ...search, ...change, promote: undefined }, replace: true });
  const version = useVersion(name, number);
  const title = `${name} v${number}`;
  if (version.data === undefined)
    return (
      <Page title={title}>
        {version.error ? <Failed error={version.error} again={() => void version.refetch()} /> : <Loading />}
      </Page>
    );
  const of = version.data;
  const tab = search.tab ?? 'card';
  return (
    <Page
      title={title}
      beside={
        <>
          {of.aliases.map((alias) => (
            <State key={alias} of={alias} tone="good" meaning={`${name}:${alias} is this version.`} />
          ))}
          <IdChip id={of.openai_id} short />
        </>
      }
      sentence={
        <>
          <Link to="/models/$name" params={{ name }}>
            All versions
          </Link>{' '}
          ·{' '}
          <LicenseChip
            id={of.license}
            link={(chip, className) => (
              <Link to="." search={{ tab: 'terms' }} className={className}>
                {chip}
              </Link>
            )}
          />{' '}
          · made of <Ref id={of.base_model} /> by <Ref id={String(of.source_job)} />, registered{' '}
          <When at={of.created_at} />
        </>
      }
      actions={
        <Group gap="xs">
          <Button
            variant="filled"
            leftSection={<Rocket size={13} aria-hidden />}
            onClick={() => put({ promote: true })}
          >
            Promote
          </Button>
          <Button
            leftSection={<MessagesSquare size={13} aria-hidden />}
            renderRoot={(props: object) => (
              <Link to="/playground" search={{ models: namesOf(of)[0]!.value, fresh: true }} {...props} />
            )}
          >
            Try it
          </Button>
          <CopyAs of={{ method: 'GET', path: `/v1/model_versions/${of.id}` }} />
        </Group>
      }
    >
      <PageTabs label="Parts of this version" tabs={TABS} value={tab} onChange={(next) => put({ tab: next })}>
        {tab === 'promotion' && <PromotionTab version={of} search={search} put={put} />}
        {tab === 'card' && <CardTab version={of} />}
        {tab === 'use' && <UseTab version={of} search={search} put={put} />}
        {tab === 'files' && <FilesTab version={of} search={search} put={put} />}
        {tab === 'evaluations' && <EvaluationsTab version={of} search={search} put={put} />}
        {tab === 'terms' && <TermsTab version={of} />}
        {tab === 'lineage' && <LineageParts id={of.id} search={search} put={put} />}
      </PageTabs>
      {search.promote && (
        <PromoteDialog
          version={of}
          onClose={() => leave({})}
          onAsked={(id) => leave({ tab: 'promotion', promotion: id })}
        />
      )}
    </Page>
  );
}

/** The version of that number: the list of a model starts behind no number, so it is looked for page by page. */
const useVersion = (name: string, number: string) =>
  useQuery({
    queryKey: ['model-version', name, number],
    queryFn: async ({ signal }): Promise<Version> => {
      for (let after: string | undefined; ;) {
        const query = { limit: '100', ...(after ? { after } : {}) };
        const page = await answer(
          api.GET('/v1/registered_models/{name}/versions', { params: { path: { name }, query }, signal }),
        );
        const found = page.data.find(({ version }) => String(version) === number);
        if (found) return found;
        after = page.data.at(-1)?.id;
        if (!page.has_more || after === undefined)
          throw new ApiError(404, { message: `${name} has no version ${number}.` }, null);
      }
    },
  });
