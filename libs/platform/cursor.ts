import { invalid } from '#kernel/errors.js';
import { isId } from '#kernel/ids.js';
import type { PageQuery } from '#kernel/page.js';
import { Prisma, type Tx } from '#platform/db.js';

/**
 * Order, bounds and size of one page by time-ordered id: a keyset, so that pages are stable under inserts. Throws
 * `invalid_value` for a cursor that names nothing here: page one instead would send a client round and round.
 */
export async function pageArgs(tx: Tx, page: PageQuery, of: { table: string; prefix: string }) {
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
  const backwards = page.before !== undefined && page.after === undefined;
  const order = backwards ? (page.order === 'asc' ? 'desc' : 'asc') : page.order;
  const bound = page.after ?? page.before;
  return {
    id: bound === undefined ? undefined : order === 'desc' ? { lt: bound } : { gt: bound },
    orderBy: { id: order } as const,
    take: page.limit + 1,
    /** Puts the rows of a `before` page back into the asked order, the surplus row last. */
    arrange: <R>(rows: R[]): R[] =>
      backwards ? [...rows.slice(0, page.limit).reverse(), ...rows.slice(page.limit)] : rows,
  };
}

/** Row-level security makes another project's id an unknown one. */
async function isThere(tx: Tx, table: string, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`SELECT 1 FROM ${Prisma.raw(`"${table}"`)} WHERE id = ${id}`;
  return rows.length > 0;
}
