/** Cursor paging in OpenAI's words: `after`/`before` are ids, `has_more` ends the walk. */
export interface PageQuery {
  limit: number;
  after?: string;
  before?: string;
  order: 'asc' | 'desc';
  created_at?: CreatedAt;
}

/** Bounds in Unix seconds; all that are given hold. */
export interface CreatedAt {
  gte?: number;
  gt?: number;
  lte?: number;
  lt?: number;
}

export interface Page<T> {
  object: 'list';
  data: T[];
  first_id: string | null;
  last_id: string | null;
  has_more: boolean;
}

/** Wraps up to `limit` rows (the caller reads limit + 1) into a list answer. */
export function pageOf<R, T extends { id: string }>(rows: R[], limit: number, view: (row: R) => T): Page<T> {
  const data = rows.slice(0, limit).map(view);
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: rows.length > limit,
  };
}
