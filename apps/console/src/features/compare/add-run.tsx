import { Select } from '@mantine/core';
import { useState } from 'react';
import { ask } from '../../api/client.js';
import { nameOf } from './side-by-side.js';

/** One of the newest trainings, or any job by its whole id. */
export function AddRun({ chosen, add }: { chosen: readonly string[]; add: (id: string) => void }) {
  const [typed, setTyped] = useState('');
  const query = {
    limit: '100',
    kind: ['finetune' as const],
    'expand[]': ['pipeline.model_version' as const],
  };
  const { data } = ask.useQuery('get', '/v1/jobs', { params: { query } });
  const items = (data?.data ?? [])
    .filter(({ id }) => !chosen.includes(id))
    .map((job) => ({ value: job.id, label: `${nameOf(job)} · ${job.state}` }));
  const id = typed.trim();
  const isOther =
    /^job_[0-9a-z]{26}$/.test(id) && !chosen.includes(id) && !items.some(({ value }) => value === id);
  return (
    <Select
      aria-label="Add a run"
      placeholder="Add a run, or paste an id"
      w={260}
      maw="100%"
      searchable
      data={isOther ? [...items, { value: id, label: id }] : items}
      filter={({ options, search }) =>
        options.filter((one) => JSON.stringify(one).toLowerCase().includes(search.trim().toLowerCase()))
      }
      value={null}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(next) => {
        if (next) add(next);
        setTyped('');
      }}
      nothingFoundMessage="None of the newest trainings; a whole id is taken too"
    />
  );
}
