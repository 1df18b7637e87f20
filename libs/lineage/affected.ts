import { assertNever } from '#kernel/errors.js';
import type { NodeRow } from './lineage.repository.js';
import type { RecallRow } from './recalls.repository.js';

export interface AffectedThing {
  id: string;
  name: string;
  state?: string;
}
const GROUPS = [
  'base_models',
  'dataset_versions',
  'files',
  'jobs',
  'artifacts',
  'evaluations',
  'model_versions',
  'aliases',
  'deployments',
] as const;
type Group = (typeof GROUPS)[number];
/** What a recall reaches, by kind. */
export type Affected = Record<Group, AffectedThing[]>;

const GROUP: Readonly<Record<string, Group>> = {
  base_model: 'base_models',
  dataset_version: 'dataset_versions',
  file: 'files',
  job: 'jobs',
  evaluation: 'evaluations',
  model_version: 'model_versions',
  alias: 'aliases',
  deployment: 'deployments',
};
/** A base model's own files are an artifact of kind base_model. */
const groupOf = ({ id, kind }: NodeRow): Group =>
  id.startsWith('art_') ? 'artifacts' : (GROUP[kind] ?? 'artifacts');

/** A card is words about a model: it stays readable, also to see what was recalled. */
const isCard = ({ id, kind }: NodeRow): boolean => id.startsWith('art_') && kind === 'model_card';

/** `files`: ids of uploaded files that hold the record. */
export function affectedOf(nodes: readonly NodeRow[], files: readonly string[]): Affected {
  const out = Object.fromEntries(
    GROUPS.map((group) => [group, [] as AffectedThing[]]),
  ) as unknown as Affected;
  for (const node of [...nodes].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (isCard(node)) continue;
    const { id, kind, name, state } = node;
    const full = groupOf(node) === 'artifacts' && kind !== name ? `${kind} ${name}` : name;
    out[groupOf(node)].push({ id, name: full, ...(state ? { state } : {}) });
  }
  out.files.push(...files.map((id) => ({ id, name: id })));
  return out;
}

/** What may no longer be used: content and versions. Jobs are cancelled and deployments stopped instead. */
export const quarantinedOf = (affected: Affected): string[] =>
  [
    affected.base_models,
    affected.dataset_versions,
    affected.files,
    affected.artifacts,
    affected.model_versions,
  ].flatMap((things) => things.map(({ id }) => id));

export const countsOf = (affected: Affected): Record<Group, number> =>
  Object.fromEntries(GROUPS.map((group) => [group, affected[group].length])) as Record<Group, number>;

/** What the search of a record has come to: kept in the row, so that a worker that died is followed by one that goes on. */
export interface Scan {
  after: string;
  files: number;
  found: string[];
  /** Files whose bytes are gone: what they held, nobody can tell any more. */
  unreadable: string[];
}
export const NO_SCAN: Scan = { after: '', files: 0, found: [], unreadable: [] };

/** Where the walk begins. */
export function rootsOf(row: Pick<RecallRow, 'kind' | 'subject'>, versions: readonly string[]): string[] {
  const kind = row.kind as 'base_model' | 'dataset_version' | 'record';
  switch (kind) {
    case 'base_model':
    case 'dataset_version':
      return [row.subject];
    case 'record':
      return [...versions];
    default:
      return assertNever(kind);
  }
}
