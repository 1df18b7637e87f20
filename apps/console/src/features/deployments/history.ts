import type { Schemas } from '../../api/client.js';

export type Promotion = Schemas['Promotion'];
export type Deployment = Schemas['Deployment'];
export type Version = Schemas['ModelVersion'];

/** What every page of this feature asks promotions for: each with its versions and its deployment. */
export const EXPANDED = ['version', 'previous_version', 'deployment'] as const;

export interface Alias {
  /** Of the registered model. */
  modelId: string;
  model: string;
  alias: string;
  /** That it points to; null for a name that nothing was promoted to. */
  version: string | null;
}

export const nameOf = ({ model, alias }: Pick<Alias, 'model' | 'alias'>): string => `${model}:${alias}`;

type Expanded = string | { id: string } | null;
/** The id of what an answer holds whole or as its id. */
export const idIn = (of: Expanded): string | null => (of !== null && typeof of === 'object' ? of.id : of);
const whole = <T>(of: Expanded): T | null => (of !== null && typeof of === 'object' ? (of as T) : null);
/** Null where it was deleted since. */
export const versionIn = (of: Promotion['version'] | Promotion['previous_version']): Version | null =>
  whole<Version>(of);
export const deploymentIn = ({ deployment }: Promotion): Deployment | null => whole<Deployment>(deployment);

export const ofAlias = (all: readonly Promotion[], { modelId, alias }: Alias): Promotion[] =>
  all.filter((one) => one.model === modelId && one.alias === alias);

const endOf = ({ finished_at: at }: Promotion): number => at ?? 0;

/** The promotion that an alias stands on: the one that ended well last, of the version that the alias names. */
export function standsOn(all: readonly Promotion[], alias: Alias): Promotion | undefined {
  const [newest] = ofAlias(all, alias)
    .filter(({ state }) => state === 'succeeded')
    .toSorted((a, b) => endOf(b) - endOf(a));
  return newest && idIn(newest.version) === alias.version ? newest : undefined;
}

/** The promotion that the version before served the alias by: the last one of it that ended well before what stands now. */
export function servedBefore(all: readonly Promotion[], alias: Alias): Promotion | undefined {
  const stands = standsOn(all, alias);
  if (!stands || stands.previous_version === null) return undefined;
  return ofAlias(all, alias)
    .filter(
      ({ state, deployment }) => (state === 'succeeded' || state === 'rolled_back') && deployment !== null,
    )
    .filter((one) => one.id !== stands.id && idIn(one.version) === idIn(stands.previous_version))
    .filter((one) => endOf(one) <= endOf(stands))
    .toSorted((a, b) => endOf(b) - endOf(a))[0];
}

/** Whether what an alias stands on and what served it before, if anything did, are among what was read. */
export function isRead(all: readonly Promotion[], alias: Alias): boolean {
  if (alias.version === null) return true;
  const stands = standsOn(all, alias);
  return stands !== undefined && (stands.previous_version === null || servedBefore(all, alias) !== undefined);
}

export interface Environment {
  role: 'Current' | 'Before' | 'Candidate';
  /** Of its version. */
  name: string;
  deployment: Deployment;
}
/** So many candidates stand beside what serves. */
const SHOWN = 5;
/**
 * What serves an alias, what served it before, and the newest of other versions that can be called by their ids; the version before only if
 * somebody has called it so.
 */
export function environmentsOf(
  alias: Alias,
  all: readonly Promotion[],
  candidates: readonly { version: Version; deployment: Deployment }[],
): Environment[] {
  const of = (role: Environment['role'], promotion: Promotion | undefined): Environment[] => {
    const deployment = promotion && deploymentIn(promotion);
    return deployment ? [{ role, name: numberOfVersion(versionIn(promotion.version)), deployment }] : [];
  };
  const before = servedBefore(all, alias);
  const shown = candidates.filter(
    ({ version, deployment }) =>
      deployment.last_used_at !== null || before === undefined || version.id !== idIn(before.version),
  );
  return [
    ...of('Current', standsOn(all, alias)),
    ...of('Before', before),
    ...shown.slice(0, SHOWN).map(({ version, deployment }) => ({
      ...{ role: 'Candidate' as const, name: numberOfVersion(version), deployment },
    })),
  ];
}

/** The newest request, where it is not what the alias stands on: one under way, or one that came to nothing. */
export function lastAsked(all: readonly Promotion[], alias: Alias): Promotion | undefined {
  const newest = ofAlias(all, alias)[0];
  return newest && newest.id !== standsOn(all, alias)?.id ? newest : undefined;
}

export const numberOfVersion = (of: Version | null): string => (of ? `v${of.version}` : 'a deleted version');

/** What came of a promotion, and why, as the API tells it. */
export function outcomeOf({ state, failure, gates }: Promotion): string {
  const unmet = gates.filter(({ status }) => status === 'unmet').map(({ name }) => name);
  if (state === 'blocked') return unmet.length > 0 ? `Not met: ${unmet.join(', ')}` : 'A gate is not met';
  if (state === 'failed') return failure ?? 'It failed';
  if (state === 'running') return 'The version is being started; the alias moves once it is ready';
  if (state === 'rolled_back') return 'Rolled back since';
  const passed = gates.filter(({ status }) => status === 'passed').length;
  return `${passed} gate${passed === 1 ? '' : 's'} met`;
}

/** Where the gates of a promotion are shown. */
export const gatesAt = (promotion: Promotion, version: Version) => ({
  to: '/models/$name/versions/$version' as const,
  params: { name: version.model, version: String(version.version) },
  search: { tab: 'promotion' as const, promotion: promotion.id },
});

/** What else differs between two versions of a model, beside the weights. */
export function differences(from: Version, to: Version): string[] {
  return [
    ...(from.base_model === to.base_model
      ? []
      : ['The base model is another one: its tokenizer, chat template and context may differ.']),
    ...(from.license === to.license ? [] : [`The license changes from ${from.license} to ${to.license}.`]),
  ];
}
