import { invalid } from '#kernel/errors.js';
import { isId } from '#kernel/ids.js';
import type { CreatedAt, PageQuery } from '#kernel/page.js';
import { Prisma, type Tx } from '#platform/db.js';

/**
 * Order, bounds and size of one page by time-ordered id: a keyset, so that pages are stable under inserts. Throws
 * `invalid_value` for a cursor that names nothing here: page one instead would send a client round and round.
 */
export async function pageArgs(tx: Tx, page: PageQuery, of: { table: string; prefix: string }) {
  if (page.after !== undefined && page.before !== undefined)
    throw invalid('invalid_value', "A page lies 'after' one item or 'before' one: send only one of them.", {
      param: 'before',
    });
  for (const param of ['after', 'before'] as const) {
    const id = page[param];
    if (id !== undefined && !(isId(of.prefix, id) && (await isThere(tx, of.table, id)))) {
      throw invalid(
        'invalid_value',
        `'${id}' is no id of this list; '${param}' takes one that starts with '${of.prefix}'.`,
        { param },
      );
    }
  }
  const backwards = page.before !== undefined;
  const order = backwards ? (page.order === 'asc' ? 'desc' : 'asc') : page.order;
  const bound = page.after ?? page.before;
  return {
    within: {
      id: bound === undefined ? undefined : order === 'desc' ? { lt: bound } : { gt: bound },
      createdAt: page.created_at && datesOf(page.created_at),
    },
    orderBy: { id: order } as const,
    take: page.limit + 1,
    /** Puts the rows of a `before` page back into the asked order, the surplus row last. */
    arrange: <R>(rows: R[]): R[] =>
      backwards ? [...rows.slice(0, page.limit).reverse(), ...rows.slice(page.limit)] : rows,
  };
}

/** Ids of up to `most` rows of each owner, those with the highest number. `owner`: the column that names it. */
export async function newestIds(
  tx: Tx,
  of: { table: string; owner: string; owners: string[]; most: number },
): Promise<string[]> {
  const [table, owner] = [of.table, of.owner].map((name) => Prisma.raw(`"${name}"`));
  const found = await tx.$queryRaw<{ id: string }[]>`
    SELECT v.id FROM unnest(${of.owners}::text[]) AS o(id) CROSS JOIN LATERAL
      (SELECT id FROM ${table} WHERE ${owner} = o.id ORDER BY number DESC LIMIT ${of.most}) v`;
  return found.map(({ id }) => id);
}

/** A filter that takes each of the values; undefined takes all. */
export const anyOf = <T>(values: readonly T[] | undefined) => values && { in: [...values] };

/** Answers show whole seconds, rounded down: a bound means the second that is shown. */
export function datesOf({ gte, gt, lte, lt }: CreatedAt): { gte?: Date; lt?: Date } {
  const from = Math.max(gte ?? 0, gt === undefined ? 0 : gt + 1);
  const until = Math.min(lt ?? Infinity, lte === undefined ? Infinity : lte + 1);
  return {
    ...(from > 0 ? { gte: new Date(from * 1000) } : {}),
    ...(until < Infinity ? { lt: new Date(until * 1000) } : {}),
  };
}

/** Row-level security makes another project's id an unknown one. */
async function isThere(tx: Tx, table: string, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`SELECT 1 FROM ${Prisma.raw(`"${table}"`)} WHERE id = ${id}`;
  return rows.length > 0;
}
