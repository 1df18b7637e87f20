import { Button, Group, Select } from '@mantine/core';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Database, Plus, SlidersHorizontal } from 'lucide-react';
import { useState } from 'react';
import { ask } from '../../api/client.js';
import { CopyAs } from '../../pieces/copy-as.js';
import { count } from '../../pieces/figures.js';
import { IdChip } from '../../pieces/id-chip.js';
import { Page, PageTabs } from '../../pieces/page.js';
import { Asked, Empty, Failed, Loading } from '../../pieces/states.js';
import { Unanswered } from '../reviews/answered.js';
import { AboutTab } from './about-tab.js';
import { ChecksTab } from './checks-tab.js';
import { rowsOf, useNamed, useVersions, type Version } from './dataset-data.js';
import { LengthsTab } from './lengths-tab.js';
import { PreviewTab } from './preview-tab.js';
import { DiffTab } from './diff-tab.js';
import type { DatasetSearch, DatasetTab } from './search.js';
import { UploadDialog } from './upload-dialog.js';
import { VersionsTab } from './versions-tab.js';

const TABS: { value: DatasetTab; label: string }[] = [
  { value: 'preview', label: 'Preview' },
  { value: 'lengths', label: 'Lengths' },
  { value: 'checks', label: 'Checks' },
  { value: 'versions', label: 'Versions' },
  { value: 'diff', label: 'Differences' },
  { value: 'about', label: 'License and use' },
];
export type Put = (change: DatasetSearch) => void;

export function DatasetPage() {
  const { id } = useParams({ from: '/frame/datasets/$id' });
  const named = useNamed(id);
  if (named.data === undefined)
    return (
      <Page title="Dataset">
        {named.error ? <Failed error={named.error} again={() => void named.refetch()} /> : <Loading />}
      </Page>
    );
  return <Named dataset={named.data.dataset} named={named.data.version} />;
}

function Named({ dataset, named }: { dataset: { id: string; name: string }; named: string | null }) {
  const search = useSearch({ from: '/frame/datasets/$id' });
  const navigate = useNavigate({ from: '/datasets/$id' });
  const [isAdding, setAdding] = useState(false);
  const versions = useVersions(dataset.id);
  const all = (versions.data?.data ?? []) as Version[];
  const wanted = search.version ?? named;
  const version = wanted ? all.find((one) => one.id === wanted) : all[0];
  const put = (change: DatasetSearch, replace = true) =>
    void navigate({ search: { ...search, ...change }, replace });
  const path = version ? `/v1/dataset_versions/${version.id}/report` : `/v1/datasets/${dataset.id}`;
  return (
    <Page
      title={dataset.name}
      beside={<IdChip id={version?.id ?? dataset.id} short />}
      sentence={
        version &&
        `v${version.number} · ${version.format} · ${count(rowsOf(version))} rows · ${version.license.declared}`
      }
      actions={
        <>
          {version && (
            <Button
              variant="filled"
              leftSection={<SlidersHorizontal size={13} aria-hidden />}
              renderRoot={(props: object) => (
                <Link to="/jobs/new" search={{ dataset: version.id }} {...props} />
              )}
            >
              Fine-tune on it
            </Button>
          )}
          <Button leftSection={<Plus size={13} aria-hidden />} onClick={() => setAdding(true)}>
            New version
          </Button>
          <CopyAs of={{ method: 'GET', path }} />
        </>
      }
    >
      {version && version.license.findings.length > 0 && (
        <Unanswered subject={version.id} license={version.license.declared} />
      )}
      <Asked
        of={{ ...versions, data: versions.data && all }}
        empty={
          <Empty
            icon={Database}
            title="No version yet"
            text="A version is made of uploaded files and never changes."
          />
        }
      >
        {() =>
          version ? (
            <PageTabs
              label="Parts of this dataset"
              tabs={TABS.map((tab) => (tab.value === 'versions' ? { ...tab, count: all.length } : tab))}
              value={search.tab ?? 'preview'}
              onChange={(tab) => put({ tab }, false)}
            >
              <Body version={version} all={all} search={search} put={put} />
            </PageTabs>
          ) : (
            <Empty
              title="No such version"
              text="It is not among the newest hundred of this dataset."
              action={
                <Button
                  onClick={() =>
                    void navigate({ to: '/datasets/$id', params: { id: dataset.id }, search: {} })
                  }
                >
                  Show the newest
                </Button>
              }
            />
          )
        }
      </Asked>
      {isAdding && (
        <UploadDialog to={dataset} onClose={() => setAdding(false)} onDone={() => setAdding(false)} />
      )}
    </Page>
  );
}

export interface TabProps {
  version: Version;
  search: DatasetSearch;
  put: Put;
}
function Body({ all, ...of }: TabProps & { all: Version[] }) {
  const tab = of.search.tab ?? 'preview';
  if (tab === 'versions') return <VersionsTab versions={all} chosen={of.version.id} put={of.put} />;
  if (tab === 'diff') return <DiffTab all={all} {...of} />;
  if (tab === 'about') return <AboutTab version={of.version} />;
  if (tab === 'checks') return <ChecksTab {...of} />;
  return (
    <>
      <Choices {...of} />
      {tab === 'preview' ? <PreviewTab {...of} /> : <LengthsTab {...of} />}
    </>
  );
}

/** Whose split is shown, and which base's tokenizer and template read it. */
function Choices({ version, search, put }: TabProps) {
  const query = { limit: '100', state: ['ready'] as 'ready'[] };
  const bases = ask.useQuery('get', '/v1/base_models', { params: { query } });
  const options = (bases.data?.data ?? []).map(({ slug }) => slug);
  if (search.base && !options.includes(search.base)) options.push(search.base);
  return (
    <Group gap="xs" mb="md" align="end">
      <Select
        label="Split"
        size="xs"
        w={130}
        data={Object.keys(version.splits)}
        value={search.split ?? 'train'}
        onChange={(split) => put({ split: split as 'train' })}
      />
      <Select
        label="As this base model reads it"
        size="xs"
        w={240}
        maw="100%"
        placeholder="No base model"
        clearable
        searchable
        data={options}
        value={search.base ?? null}
        onChange={(base) => put({ base: base ?? undefined, cut: undefined })}
      />
    </Group>
  );
}
