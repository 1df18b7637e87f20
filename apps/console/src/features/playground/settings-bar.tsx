import { Button, NumberInput, Select, Switch } from '@mantine/core';
import type { Group } from './options.js';
import { DEFAULTS, MOST_MODELS, modelsOf, type PlaygroundSearch } from './search.js';

/** Which models answer and how; all of it stands in the address. */
export function SettingsBar(props: {
  search: PlaygroundSearch;
  put: (change: PlaygroundSearch) => void;
  groups: readonly Group[];
  fault: string | null;
  /** Put beside what is chosen by one click. */
  before: { value: string; label: string } | null;
}) {
  const { search, put, groups, fault, before } = props;
  const chosen = modelsOf(search);
  const choose = (at: number, model: string | null) => {
    const next = model === null ? chosen.toSpliced(at, 1) : chosen.toSpliced(at, 1, model);
    put({ models: [...new Set(next)].join(',') || undefined });
  };
  const number = (name: 'seed' | 'temperature' | 'max', label: string, range: [number, number]) => (
    <NumberInput
      label={label}
      value={search[name] ?? DEFAULTS[name]}
      min={range[0]}
      max={range[1]}
      step={name === 'temperature' ? 0.1 : 1}
      allowDecimal={name === 'temperature'}
      clampBehavior="strict"
      onChange={(value) => put({ [name]: value === '' ? undefined : Number(value) })}
      w={104}
    />
  );
  return (
    <div className="play-settings">
      {Array.from({ length: Math.min(chosen.length + 1, MOST_MODELS) }, (_, at) => (
        <Select
          key={at}
          label={`Model ${at + 1}`}
          placeholder={at === 0 ? 'Choose a model' : 'Beside it'}
          data={groups
            .map(({ group, items }) => ({
              group,
              items: items.filter(({ value }) => value === chosen[at] || !chosen.includes(value)),
            }))
            .filter(({ items }) => items.length > 0)}
          value={chosen[at] ?? null}
          onChange={(model) => choose(at, model)}
          error={at === 0 ? fault : null}
          nothingFoundMessage="No such model"
          searchable
          clearable
          className="play-model"
        />
      ))}
      {before && chosen.length < MOST_MODELS && (
        <Button
          onClick={() => choose(chosen.length, before.value)}
          title={`${before.label}, the version before`}
        >
          Beside the version before
        </Button>
      )}
      {number('seed', 'Seed', [0, 2 ** 31 - 1])}
      {number('temperature', 'Temperature', [0, 2])}
      {number('max', 'Most tokens', [1, 1_000_000])}
      {chosen.length > 1 && (
        <Switch
          label="Mark differences"
          checked={!search.plain}
          onChange={(event) => put({ plain: event.currentTarget.checked ? undefined : true })}
          mb={6}
        />
      )}
    </div>
  );
}
