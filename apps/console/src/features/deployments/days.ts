import type { Told } from '../../pieces/told.js';
import { type Deployment, idIn } from './history.js';
import type { Recent } from './traffic-words.js';

/** As many as the API takes in one question. */
const MOST_VERSIONS = 20;

/** The versions of deployments, as many in each part as one question takes. */
export function partsOf(deployments: readonly Pick<Deployment, 'version'>[]): string[][] {
  const versions = [...new Set(deployments.map(({ version }) => idIn(version)!))].toSorted();
  return Array.from({ length: Math.ceil(versions.length / MOST_VERSIONS) }, (_, at) =>
    versions.slice(at * MOST_VERSIONS, (at + 1) * MOST_VERSIONS),
  );
}

export type Day = Told<{ data: readonly Pick<Deployment, 'id' | 'traffic'>[] }>;
/** The last 24 hours by deployment, each from the answer about its own part; undefined where that was read and lacks it. */
export function daysIn(parts: readonly (readonly string[])[], answers: readonly Day[]) {
  return ({ id, version }: Pick<Deployment, 'id' | 'version'>): Told<Recent> | undefined => {
    const { data: part, error } = answers[parts.findIndex((one) => one.includes(idIn(version)!))] ?? {};
    const data = part?.data.find((one) => one.id === id)?.traffic;
    return data || !part ? { data, error } : undefined;
  };
}
