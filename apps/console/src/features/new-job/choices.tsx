import { type ComboboxItem, Select } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { ask } from '../../api/client.js';
import { count } from '../../pieces/figures.js';
import { rowsOf, type Version } from '../datasets/dataset-data.js';
import type { Draft } from './draft.js';

export interface ChoiceProps {
  draft: Draft;
  put: (change: Draft) => void;
  fault: (name: string) => string | null;
}
const every = { limit: '100' } as const;
/** With what is chosen and not among them: named in an address, or beyond the newest hundred. */
const withChosen = (items: ComboboxItem[], chosen: string | undefined): ComboboxItem[] =>
  !chosen || items.some(({ value }) => value === chosen)
    ? items
    : [...items, { value: chosen, label: chosen }];

/** Where there is just one it is chosen, once: whoever takes it out again meant to. */
function useOnly(
  all: readonly { value: string }[],
  chosen: string | undefined,
  choose: (id: string) => void,
) {
  const isDone = useRef(chosen !== undefined);
  const only = all.length === 1 ? all[0]!.value : null;
  useEffect(() => {
    if (only === null || isDone.current) return;
    isDone.current = true;
    if (chosen === undefined) choose(only);
  });
}

export function BaseChoice({ draft, put, fault }: ChoiceProps) {
  const query = { ...every, state: ['ready'] as 'ready'[] };
  const { data, isSuccess } = ask.useQuery('get', '/v1/base_models', { params: { query } });
  const chosen = draft['base_model'];
  const named = data?.data.find(({ id, slug }) => id === chosen || slug === chosen);
  const items = (data?.data ?? []).map(({ id, slug }) => ({ value: id, label: slug }));
  useOnly(items, chosen, (id) => put({ base_model: id }));
  return (
    <Select
      label="Base model"
      description={
        isSuccess && items.length === 0 ? (
          <>
            None is ready. <Link to="/base-models">Import one</Link>
          </>
        ) : (
          'What is trained'
        )
      }
      placeholder="Choose a base model"
      searchable
      required
      withAsterisk={false}
      data={withChosen(items, named?.id ?? chosen)}
      value={named?.id ?? chosen ?? null}
      onChange={(id) => put({ base_model: id ?? '', continue_from: '' })}
      error={fault('base_model')}
      nothingFoundMessage="No such base model is ready"
    />
  );
}

interface Listed {
  id: string;
  version: number;
  base_model: string;
  artifacts: Record<string, string>;
}
/** Versions of registered models that still have their adapter: training goes on from one, over its own base. */
export function ContinueChoice({ draft, put, fault }: ChoiceProps) {
  const query = { ...every, 'expand[]': ['versions' as const] };
  const { data } = ask.useQuery('get', '/v1/registered_models', { params: { query } });
  const versions = (data?.data ?? []).flatMap(({ name, ...rest }) =>
    ((rest as { versions?: Listed[] }).versions ?? []).map((one) => ({ ...one, name })),
  );
  const bases = new Map(versions.map(({ artifacts, base_model }) => [artifacts['adapter'], base_model]));
  const items = versions.flatMap(({ name, version, artifacts: { adapter } }) =>
    adapter ? [{ value: adapter, label: `${name} v${version}` }] : [],
  );
  const unique = [...new Map(items.map((item) => [item.value, item])).values()];
  const chosen = draft['continue_from'] || undefined;
  return (
    <Select
      label="Continue from"
      description="An own fine-tuned model, trained further"
      placeholder="Nothing: begin with the base model"
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Begin with the base model' }}
      data={withChosen(unique, chosen)}
      value={chosen ?? null}
      onChange={(id) => {
        const base = id && bases.get(id);
        put({ continue_from: id ?? '', ...(base ? { base_model: base } : {}) });
      }}
      error={fault('continue_from')}
      nothingFoundMessage="No registered model with an adapter"
    />
  );
}

/** A version of a dataset; `says` what becomes of its rows. A training learns from one split and measures another: there is no second choice. */
export function DataChoice({
  draft,
  put,
  fault,
  says = splitsOf,
}: ChoiceProps & { says?: (version: Version | undefined) => string }) {
  const query = { ...every, 'expand[]': ['versions' as const] };
  const { data, isSuccess } = ask.useQuery('get', '/v1/datasets', { params: { query } });
  const datasets = (data?.data ?? []).map(({ id, name, versions }) => ({
    ...{ id, name, versions: (versions ?? []) as unknown as Version[] },
  }));
  const typed = draft['dataset_version'] || undefined;
  const newest = datasets.find(({ id, name }) => id === typed || name === typed)?.versions[0]?.id;
  const chosen = newest ?? typed;
  // an address may name a dataset: what is trained on is a version
  useEffect(() => {
    if (newest) put({ dataset_version: newest });
  }, [newest, put]);
  const only = datasets
    .filter(({ versions }) => versions.length > 0)
    .map(({ versions }) => ({ value: versions[0]!.id }));
  useOnly(only, typed, (id) => put({ dataset_version: id }));
  const version = datasets.flatMap(({ versions }) => versions).find(({ id }) => id === chosen);
  const groups = datasets
    .filter(({ versions }) => versions.length > 0)
    .map(({ name, versions }) => ({
      group: name,
      items: versions.map((one) => ({
        value: one.id,
        label: `${name} v${one.number} · ${one.format} · ${count(rowsOf(one))} rows`,
      })),
    }));
  const isKnown = chosen === undefined || version !== undefined;
  return (
    <Select
      label="Dataset version"
      description={
        isSuccess && groups.length === 0 ? (
          <>
            None yet. <Link to="/datasets">Upload one</Link>
          </>
        ) : (
          says(version)
        )
      }
      placeholder="Choose rows"
      searchable
      required
      withAsterisk={false}
      data={isKnown ? groups : [...groups, { group: 'Chosen', items: [{ value: chosen, label: chosen }] }]}
      value={chosen ?? null}
      onChange={(id) => put({ dataset_version: id ?? '' })}
      error={fault('dataset_version')}
      nothingFoundMessage="No such dataset"
    />
  );
}

function splitsOf(version: Version | undefined): string {
  if (!version) return 'Its train split is learned from; its validation split is measured';
  const { train, validation } = version.splits;
  const measured = validation ? `${count(validation.rows)} to validate with` : 'none to validate with';
  return `${count(train.rows)} rows to train on, ${measured}`;
}
