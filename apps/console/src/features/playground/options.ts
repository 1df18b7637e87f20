import {
  aliasesOf,
  calledBy,
  checkpointIn,
  isAlias,
  type Model,
  namedAs,
  type Numbers,
  numbersOf,
  type Version,
  versionsOf,
} from './names.js';

export interface Group {
  group: string;
  items: { value: string; label: string }[];
}
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
  const numbers = numbersOf(models);
  const aliases = [...aliasesOf(models)].map(([name, id]) => ({
    value: name,
    label: namedAs(name, id, numbers),
  }));
  const named = models.flatMap((model) =>
    versionsOf(model).map(({ openai_id: id, version }) => ({
      value: id,
      label: `${model.name} v${version}`,
    })),
  );
  const known = new Map([...aliases, ...named].map(({ value, label }) => [value, label]));
  const rest = (ids: readonly string[]) =>
    ids.filter((id) => !known.has(id)).map((id) => ({ value: id, label: checkpointIn(known, id) ?? id }));
  const checkpoints = rest(callable.filter(({ parent }) => parent != null).map(({ id }) => id));
  for (const { value, label } of checkpoints) known.set(value, label);
  return [
    { group: 'Aliases', items: aliases },
    { group: 'Versions', items: named },
    { group: 'Checkpoints', items: checkpoints },
    { group: 'From the address', items: rest(chosen) },
  ].filter(({ items }) => items.length > 0);
}

export const labelIn = (groups: readonly Group[], model: string): string =>
  groups.flatMap(({ items }) => items).find(({ value }) => value === model)?.label ?? model;

export interface Names {
  groups: readonly Group[];
  numbers: Numbers;
}
/** Who gave an answer: an alias with the version that it named then, which may be another one now. */
export const answererIn = ({ groups, numbers }: Names, model: string, version: string | null): string =>
  isAlias(model) ? namedAs(model, version, numbers) : labelIn(groups, model);

/** What is chosen by itself where nothing is: what was asked last, else the one model that there is. */
export function chosenFirst(models: readonly Model[], askedLast: readonly string[]): string[] {
  if (askedLast.length > 0) return [...askedLast];
  const [one, ...more] = models;
  if (!one || more.length > 0) return [];
  const alias = 'production' in one.aliases ? 'production' : Object.keys(one.aliases)[0];
  const newest = versionsOf(one).toSorted((a, b) => b.version - a.version)[0];
  return alias !== undefined ? [`${one.name}:${alias}`] : newest ? [newest.openai_id] : [];
}

/** What may be put beside the first that is chosen by one click: the version before it, where it is one and has one. */
export function beforeOf(
  models: readonly Model[],
  chosen: readonly string[],
): { value: string; label: string } | null {
  const [first = ''] = chosen;
  const now = calledBy(models, first);
  const model = models.find(({ name }) => name === now?.name);
  if (!now || !model) return null;
  const before = versionsOf(model)
    .filter(({ version }) => version < now.version.version)
    .reduce<Version | null>((best, one) => (best && best.version > one.version ? best : one), null);
  if (!before || chosen.includes(before.openai_id)) return null;
  return { value: before.openai_id, label: `${now.name} v${before.version}` };
}
