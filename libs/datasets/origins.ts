import type { LineageEdge, LineageNode } from '#license-rules/decision.contract.js';
import type { EdgeType } from '#license-catalogue/vocabulary.js';

export interface KnownGenerator {
  model: string;
  role: 'generated' | 'preferences' | 'judge' | 'teacher';
  /** What the name stands for in this installation (bm_, art_); null for an outside model or service. */
  id: string | null;
  provider_terms: string | null;
  license: string | null;
}
export type KnownSource = { dataset_version: string } | { repo: string; revision?: string; license?: string };
/** What a dataset version says it was made by and from, with names resolved: stored with it, never changed. */
export interface Origins {
  generated_by: KnownGenerator[];
  derived_from: KnownSource[];
}

export const NO_ORIGINS: Origins = { generated_by: [], derived_from: [] };

/** No control, format or separator characters: a name that looks like another one must not be another one. */
export const isPlain = (text: string): boolean => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text);

export const originsOf = (stored: unknown): Origins => ({ ...NO_ORIGINS, ...(stored as Partial<Origins>) });

export const hasOrigins = ({ generated_by, derived_from }: Origins): boolean =>
  generated_by.length + derived_from.length > 0;

/** The same declarations in one order, each once: equal ones compare equal as JSON. */
export function inOneOrder({ generated_by, derived_from }: Origins): Origins {
  const sorted = <T>(all: readonly T[]): T[] =>
    [...new Map(all.map((one) => [JSON.stringify(one), one] as const))]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, one]) => one);
  const generators = generated_by.map(({ model, role, id, provider_terms, license }) => ({
    model,
    role,
    id,
    provider_terms,
    license,
  }));
  const sources = derived_from.map((one): KnownSource =>
    'dataset_version' in one
      ? one
      : {
          repo: one.repo,
          ...(one.revision ? { revision: one.revision } : {}),
          ...(one.license ? { license: one.license } : {}),
        },
  );
  return { generated_by: sorted(generators), derived_from: sorted(sources) };
}

/** Ids of this installation, each once. */
export function parentIdsOf({ generated_by, derived_from }: Origins): string[] {
  const ids = [
    ...generated_by.map(({ id }) => id),
    ...derived_from.map((one) => ('dataset_version' in one ? one.dataset_version : null)),
  ];
  return [...new Set(ids.filter((id) => id !== null))].sort();
}

const EDGE: Readonly<Record<KnownGenerator['role'], EdgeType>> = {
  generated: 'data-generated-by',
  preferences: 'preference-data-from',
  judge: 'preference-data-from',
  teacher: 'distilled-from',
};

/** The edges of a version, and the nodes for what lies outside of this installation. */
export function lineageOfOrigins(
  versionId: string,
  origins: Origins,
): { nodes: LineageNode[]; edges: LineageEdge[] } {
  const nodes = new Map<string, LineageNode>();
  const edges: LineageEdge[] = [];
  const add = (node: LineageNode, type: EdgeType) => {
    nodes.set(node.id, node);
    edges.push({ from: versionId, to: node.id, type });
  };
  for (const generator of origins.generated_by) {
    const type = EDGE[generator.role];
    if (generator.id) edges.push({ from: versionId, to: generator.id, type });
    else if (!generator.provider_terms || generator.license || generator.model.includes('/'))
      add(modelNode(generator), type);
    if (generator.provider_terms) add(serviceNode(generator, generator.provider_terms), type);
  }
  for (const source of origins.derived_from) {
    if ('dataset_version' in source)
      edges.push({ from: versionId, to: source.dataset_version, type: 'derived-from' });
    else add(sourceNode(source), 'derived-from');
  }
  return { nodes: [...nodes.values()], edges };
}

/** An outside model: its Hub id may tell the license; without one it is unknown, and the gate says so. */
const modelNode = ({ model, license }: KnownGenerator): LineageNode => ({
  id: outside(model, license),
  kind: 'base_model',
  modality: 'text',
  ...(model.includes('/') ? { repo: model } : {}),
  ...(license ? { declared_license: license } : {}),
});

const serviceNode = ({ model }: KnownGenerator, terms: string): LineageNode => ({
  id: outside(model, terms),
  kind: 'hosted_service',
  declared_license: terms,
});

const sourceNode = ({ repo, revision, license }: Exclude<KnownSource, { dataset_version: string }>) => ({
  id: outside(revision ? `${repo}@${revision}` : repo, license),
  kind: 'dataset' as const,
  repo,
  ...(revision ? { revision } : {}),
  ...(license ? { declared_license: license } : {}),
});

/** The license is part of the id: two declarations about one name stay two nodes. */
const outside = (name: string, license: string | null | undefined): string =>
  license ? `outside:${name} (${license})` : `outside:${name}`;
