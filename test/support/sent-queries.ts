import pg from 'pg';

export interface SentQuery {
  text: string;
  values: unknown[];
}
type Ask = string | { text: string; values?: unknown[] };
type Query = (this: pg.Client, ask: Ask, ...rest: unknown[]) => unknown;

/** What this process sends to PostgreSQL while `work` goes on, text and values as the driver has them. */
export async function sentBy(work: () => Promise<unknown>): Promise<SentQuery[]> {
  const sent: SentQuery[] = [];
  const driver = pg.Client.prototype as unknown as { query: Query };
  const query = driver.query;
  driver.query = function (ask, ...rest) {
    const of = typeof ask === 'string' ? { text: ask } : ask;
    const [values] = rest;
    sent.push({ text: of.text, values: Array.isArray(values) ? values : (of.values ?? []) });
    return query.call(this, ask, ...rest);
  };
  try {
    await work();
  } finally {
    driver.query = query;
  }
  return sent;
}

interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: Node[];
}

/** Rows of a table that PostgreSQL looks at to answer a query within a project, as it runs it; and how. */
export async function readBy(
  client: pg.Client,
  project: string,
  { text, values }: SentQuery,
  table: string,
): Promise<{ rows: number; nodes: string[] }> {
  await client.query('BEGIN');
  try {
    await client.query(`SELECT set_config('luthier.project', $1, true)`, [project]);
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
      values,
    );
    const all = [rows[0]!['QUERY PLAN'][0].Plan];
    for (const node of all) all.push(...(node.Plans ?? []));
    const scans = all.filter((node) => node['Relation Name'] === table);
    const looked = (node: Node) =>
      node['Actual Loops'] *
      (node['Actual Rows'] +
        (node['Rows Removed by Filter'] ?? 0) +
        (node['Rows Removed by Index Recheck'] ?? 0));
    return {
      rows: scans.reduce((sum, node) => sum + looked(node), 0),
      nodes: all.map((node) => node['Node Type']),
    };
  } finally {
    await client.query('ROLLBACK');
  }
}
