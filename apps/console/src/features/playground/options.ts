import type { Schemas } from '../../api/client.js';

export interface Group {
  group: string;
  items: { value: string; label: string }[];
}
type Model = Pick<Schemas['RegisteredModel'], 'name' | 'aliases'> & { versions?: unknown };
type Version = Pick<Schemas['ModelVersion'], 'id' | 'version' | 'openai_id'>;
interface Callable {
  id: string;
  parent?: string | null;
}

/**
 * What can be called: aliases, versions by their id, and checkpoints that their first call makes a model. A base model alone is
 * served by nothing. `chosen` stands among them even where the API does not name it.
 */
export function optionsOf(
  models: readonly Model[],
  callable: readonly Callable[],
  chosen: readonly string[],
): Group[] {
  const versions = new Map(
    models.flatMap((model) =>
      ((model.versions ?? []) as Version[]).map((version) => [version, model.name] as const),
    ),
  );
  const numbers = new Map([...versions.keys()].map(({ id, version }) => [id, version]));
  const aliases = models.flatMap(({ name, aliases: all }) =>
    Object.entries(all).map(([alias, id]) => ({
      value: `${name}:${alias}`,
      label: `${name}:${alias}${numbers.has(id) ? ` (v${numbers.get(id)})` : ''}`,
    })),
  );
  const named = [...versions].map(([{ openai_id: id, version }, name]) => ({
    value: id,
    label: `${name} v${version}`,
  }));
  const known = new Set([...aliases, ...named].map(({ value }) => value));
  const rest = (ids: readonly string[]) =>
    ids.filter((id) => !known.has(id)).map((id) => ({ value: id, label: id }));
  const checkpoints = rest(callable.filter(({ parent }) => parent != null).map(({ id }) => id));
  for (const { value } of checkpoints) known.add(value);
  return [
    { group: 'Aliases', items: aliases },
    { group: 'Versions', items: named },
    { group: 'Checkpoints', items: checkpoints },
    { group: 'From the address', items: rest(chosen) },
  ].filter(({ items }) => items.length > 0);
}

export const labelIn = (groups: readonly Group[], model: string): string =>
  groups.flatMap(({ items }) => items).find(({ value }) => value === model)?.label ?? model;

/** What may be put beside the first that is chosen by one click: the version before it, where it is one and has one. */
export function beforeOf(
  models: readonly Model[],
  chosen: readonly string[],
): { value: string; label: string } | null {
  const [first = ''] = chosen;
  for (const { name, aliases, versions } of models) {
    const all = (versions ?? []) as Version[];
    const alias = first.startsWith(`${name}:`) ? aliases[first.slice(name.length + 1)] : undefined;
    const now = all.find(({ id, openai_id: called }) => id === alias || called === first);
    if (!now) continue;
    const before = all
      .filter(({ version }) => version < now.version)
      .reduce<Version | null>((best, one) => (best && best.version > one.version ? best : one), null);
    if (!before || chosen.includes(before.openai_id)) return null;
    return { value: before.openai_id, label: `${name} v${before.version}` };
  }
  return null;
}
