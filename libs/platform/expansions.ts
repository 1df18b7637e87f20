import type { Ctx } from '#kernel/context.js';

export interface Resource {
  id: string;
  object: string;
}

/** What belongs into one field of each of these resources, by their id; those that are missing keep what they have. One query for all. */
export type Load = (ctx: Ctx, rows: readonly Resource[]) => Promise<ReadonlyMap<string, unknown>>;

export interface Expansion {
  /** What the values call themselves in `object`. */
  to: string;
  load: Load;
}

/** What a slice can put into fields of resources: by the resource's `object`, then by field. Each provider of this class is asked. */
export abstract class Expansions {
  abstract readonly of: Readonly<Record<string, Readonly<Record<string, Expansion>>>>;
}

/** Loads the resources whose ids stand in `field`. */
export const behind =
  (field: string, find: (ctx: Ctx, ids: string[]) => Promise<readonly Resource[]>): Load =>
  async (ctx, rows) => {
    const idIn = (row: Resource) => (row as unknown as Record<string, unknown>)[field];
    const ids = [...new Set(rows.map(idIn).filter((id) => typeof id === 'string'))];
    const found = new Map((ids.length === 0 ? [] : await find(ctx, ids)).map((one) => [one.id, one]));
    return new Map(
      rows.flatMap((row) => {
        const hit = found.get(idIn(row) as string);
        return hit ? [[row.id, hit] as const] : [];
      }),
    );
  };

/** Values by the resource that they belong to, each resource with a list. */
export function listsOf<V>(rows: readonly Resource[], values: readonly V[], ownerOf: (value: V) => string) {
  const lists = new Map<string, V[]>(rows.map(({ id }) => [id, []]));
  for (const value of values) lists.get(ownerOf(value))?.push(value);
  return lists;
}
