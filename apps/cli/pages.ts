interface Page {
  limit: string;
  after?: string;
}

/** As many ids as the API takes in one question. */
const MOST_IDS = 20;

/** Every item of a list, page by page. */
export async function everyOf<T extends { id: string }>(
  read: (page: Page) => Promise<{ data: T[]; has_more: boolean }>,
): Promise<T[]> {
  const found: T[] = [];
  for (let after: string | undefined; ;) {
    const { data, has_more: more } = await read({ limit: '100', ...(after ? { after } : {}) });
    found.push(...data);
    after = data.at(-1)?.id;
    if (!more || !after) return found;
  }
}

/** The same of a list that is asked for by ids, however many. */
export async function everyOfIds<T extends { id: string }>(
  ids: readonly string[],
  read: (ids: string[], page: Page) => Promise<{ data: T[]; has_more: boolean }>,
): Promise<T[]> {
  const found: T[] = [];
  for (let at = 0; at < ids.length; at += MOST_IDS)
    found.push(...(await everyOf((page) => read(ids.slice(at, at + MOST_IDS), page))));
  return found;
}
