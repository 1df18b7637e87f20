/** A model as the tracker should show it. */
export interface MirroredModel {
  id: string;
  projectId: string;
  /** Its name there. */
  name: string;
  versions: { id: string; number: string; aliases: readonly string[] }[];
  aliases: { alias: string; versionId: string }[];
}

export interface Drift {
  alias: string;
  /** The tracker's version; null: it has no such alias. */
  found: string | null;
  expected: string;
}

/**
 * Aliases that somebody else moved in the tracker. It may lag behind a promotion, so what was mirrored last is no drift; an
 * alias that the registry does not have is its owner's own.
 */
export function driftOf(model: MirroredModel, seen: Readonly<Record<string, string>>): Drift[] {
  return model.aliases.flatMap(({ alias, versionId }) => {
    const expected = model.versions.find((version) => version.id === versionId)?.number;
    const mirrored = model.versions.filter((version) => version.aliases.includes(alias));
    if (expected === undefined || mirrored.length === 0) return [];
    const found = Object.hasOwn(seen, alias) ? seen[alias]! : null;
    const known = found === expected || mirrored.some((version) => version.number === found);
    return known ? [] : [{ alias, found, expected }];
  });
}
