import type { Schemas } from '../../api/client.js';

/** A registered model with its versions. */
export type Model = Pick<Schemas['RegisteredModel'], 'name' | 'aliases'> & { versions?: unknown };
export type Version = Pick<Schemas['ModelVersion'], 'id' | 'version' | 'openai_id' | 'source_job'>;
export const versionsOf = ({ versions }: Model): Version[] => (versions ?? []) as Version[];

/** What is asked often: it names no version but those that aliases stand for. */
export type Listed = Pick<Schemas['RegisteredModel'], 'name' | 'aliases' | 'latest_version'>;
/** The models that were read, with the aliases that they have by now. */
export const withAliases = (read: readonly Model[], listed: readonly Listed[]): Model[] =>
  read.map((model) => {
    const now = listed.find(({ name }) => name === model.name);
    return now ? { ...model, aliases: now.aliases } : model;
  });
/** Versions that the list speaks of and nobody has read, as one word; empty where there is none. */
export function unreadOf(read: readonly Model[], listed: readonly Listed[]): string {
  const known = new Set(read.flatMap((model) => versionsOf(model).map(({ id }) => id)));
  return listed
    .flatMap(({ name, aliases, latest_version: latest }) => {
      const model = read.find((one) => one.name === name);
      const isNew = latest !== null && !(model && versionsOf(model).some(({ version }) => version >= latest));
      return [
        ...(isNew ? [`${name}@${latest}`] : []),
        ...Object.values(aliases).filter((id) => !known.has(id)),
      ];
    })
    .join();
}

/** The version that each alias names: `desk:production` and its id. */
export const aliasesOf = (models: readonly Model[]): ReadonlyMap<string, string> =>
  new Map(
    models.flatMap(({ name, aliases }) =>
      Object.entries(aliases).map(([alias, id]) => [`${name}:${alias}`, id] as const),
    ),
  );
export const isAlias = (called: string): boolean => called.includes(':') && !called.startsWith('ft:');

/** v2, by the id of a version. */
export type Numbers = ReadonlyMap<string, string>;
export const numbersOf = (models: readonly Model[]): Numbers =>
  new Map(
    models.flatMap((model) => versionsOf(model).map(({ id, version }) => [id, `v${version}`] as const)),
  );

export function namedAs(alias: string, version: string | null, numbers: Numbers): string {
  const number = version === null ? undefined : numbers.get(version);
  return number === undefined ? alias : `${alias} (${number})`;
}

/** The name of a checkpoint is that of the version its training led to, and the step. */
const checkpointOf = (called: string) => {
  const [, of = '', step] = /^(ft:.+):ckpt-step-(\d+)$/.exec(called) ?? [];
  return { of, step };
};
/** "desk v1, checkpoint 72", by the labels of versions; null for any other name. */
export function checkpointIn(labels: ReadonlyMap<string, string>, called: string): string | null {
  const { of, step } = checkpointOf(called);
  return labels.has(of) ? `${labels.get(of)}, checkpoint ${step}` : null;
}

interface Found {
  name: string;
  version: Version;
}
/** The version that a name calls. */
export function calledBy(models: readonly Model[], called: string): Found | null {
  const id = aliasesOf(models).get(called);
  for (const model of models) {
    const version = versionsOf(model).find((one) => one.id === id || one.openai_id === called);
    if (version) return { name: model.name, version };
  }
  return null;
}
/** The same, and of a checkpoint the version that its training led to. */
export const trainedAs = (models: readonly Model[], called: string): Found | null =>
  calledBy(models, called) ?? calledBy(models, checkpointOf(called).of);
