import { conflict } from '#kernel/errors.js';
import type { DatasetVersionRow } from './datasets.repository.js';
import { originsOf } from './origins.js';

type Declaration = Pick<DatasetVersionRow, 'declaredLicense' | 'declaredBy' | 'source' | 'attribution'> & {
  origins: unknown;
};

/** What was declared about a version stays: another declaration about the same content is a conflict. */
export function sameDeclaration(there: DatasetVersionRow, asked: Declaration): DatasetVersionRow {
  const fields = {
    license: 'declaredLicense',
    declared_by: 'declaredBy',
    attribution: 'attribution',
  } as const;
  const differing = Object.entries(fields).find(([, column]) => there[column] !== asked[column])?.[0];
  const [before, now] = [originsOf(there.origins), originsOf(asked.origins)];
  const param =
    differing ??
    (sorted(there.source) === sorted(asked.source) ? undefined : 'source') ??
    (['generated_by', 'derived_from'] as const).find((name) => !isSame(before[name], now[name]));
  if (!param) return there;
  throw conflict(
    'already_exists',
    `This content is version ${there.number} (${there.id}) of the dataset already, with another ${param}; versions do not change. Use another dataset.`,
    { param },
  );
}

const isSame = (a: readonly object[], b: readonly object[]): boolean =>
  a.map(sorted).sort().join() === b.map(sorted).sort().join();

const sorted = (source: unknown): string =>
  JSON.stringify(Object.entries(source as object).sort(([a], [b]) => (a < b ? -1 : 1)));
