import { type Options, textOf } from './command.js';
import type { Session } from './session.js';

interface Page {
  limit: string;
  after?: string;
}

interface Found<T extends { id: string }> {
  data: T[];
  has_more: boolean;
}

interface Ended {
  data: readonly { id: string | null }[];
  has_more: boolean;
}

/** As many items as the API gives in one answer. */
const LONGEST_PAGE = 100;
/** As many ids as the API takes in one question. */
const MOST_IDS = 20;

/** Every item of a list, page by page. */
export async function everyOf<T extends { id: string }>(
  read: (page: Page) => Promise<Found<T>>,
): Promise<T[]> {
  const found: T[] = [];
  for (let after: string | undefined; ;) {
    const { data, has_more: more } = await read({ limit: String(LONGEST_PAGE), ...(after ? { after } : {}) });
    found.push(...data);
    after = data.at(-1)?.id;
    if (!more || !after) return found;
  }
}

/** A list that is short by its nature, as one page. */
export async function wholeOf<T extends { id: string }>(read: (page: Page) => Promise<Found<T>>) {
  const data = await everyOf(read);
  const [first_id, last_id] = [data[0]?.id ?? null, data.at(-1)?.id ?? null];
  return { object: 'list' as const, data, first_id, last_id, has_more: false };
}

/** Every item of a list that is asked for by ids, however many. */
export async function everyOfIds<T extends { id: string }>(
  ids: readonly string[],
  read: (ids: string[], page: Page) => Promise<Found<T>>,
): Promise<T[]> {
  const found: T[] = [];
  for (let at = 0; at < ids.length; at += MOST_IDS)
    found.push(...(await everyOf((page) => read(ids.slice(at, at + MOST_IDS), page))));
  return found;
}

/** What a list takes that is read a page at a time. */
export const pageOptions = (limit: number): [string, string][] => [
  ['--limit <n>', `at most so many (default ${limit})`],
  ['--after <id>', 'those behind this one, the last of the list before'],
];

export function pageOf(options: Options, limit: number): Page {
  const after = textOf(options, 'after');
  return { limit: textOf(options, 'limit') ?? String(limit), ...(after === undefined ? {} : { after }) };
}

/** Tells people that a list goes on, and how to read on. */
export function sayMore(session: Session, { data, has_more: more }: Ended): void {
  const last = data.at(-1);
  if (!more || !last || session.json) return;
  const longer = data.length < LONGEST_PAGE ? `--limit N (at most ${LONGEST_PAGE}), or ` : '';
  session.say(`… more: ${longer}--after ${last.id}`);
}
