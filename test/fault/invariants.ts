import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { canGo, isFinal, type JobState } from '#jobs/job.js';
import { adminUrl, ownProcesses, type Service } from '../e2e/harness.js';
import { auditReport, type Inside } from './inside.js';

/** Writes down every change of a job's state, so that the checker sees what happened and not only where it ended. */
export const TRANSITION_LOG = `
CREATE TABLE fault_transition (n bigserial PRIMARY KEY, job_id text, "from" text, "to" text, epoch int);
CREATE FUNCTION fault_note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  INSERT INTO fault_transition (job_id, "from", "to", epoch) VALUES (NEW.id, OLD.state, NEW.state, NEW.epoch);
  RETURN NULL;
END $$;
CREATE TRIGGER fault_note AFTER UPDATE OF state ON job FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
  EXECUTE FUNCTION fault_note();`;

type Row = Record<string, string | number | null>;
export type Ask = (sql: string, values?: unknown[]) => Promise<Row[]>;

export async function withAdmin<T>(service: Service, work: (ask: Ask) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrl(service.database.url) });
  await client.connect();
  try {
    return await work(async (sql, values) => (await client.query<Row>(sql, values)).rows);
  } finally {
    await client.end();
  }
}

/** Every breach of what a kill may never cause, in words; empty is what the suite asks for. `accepted`: jobs a client was told of. */
export function breaches(service: Service, inside: Inside, accepted: readonly string[]): Promise<string[]> {
  return withAdmin(service, async (ask) => [
    ...(await lostJobs(ask, accepted)),
    ...(await illegalMoves(ask)),
    ...(await leftovers(ask)),
    ...(await doubles(ask)),
    ...(await damagedArtifacts(ask, service)),
    ...overlaps(service),
    ...(await programsLeft(ask, service)),
    ...(await brokenAudit(inside)),
  ]);
}

async function lostJobs(ask: Ask, accepted: readonly string[]): Promise<string[]> {
  const rows = await ask(`SELECT id, state::text AS state FROM job WHERE id = ANY($1)`, [accepted]);
  const state = new Map(rows.map((row) => [row['id'], String(row['state'])]));
  return accepted
    .filter((id) => !isFinal((state.get(id) ?? 'queued') as JobState))
    .map((id) => `${id} was accepted and is ${state.get(id) ?? 'not there'}`);
}

async function illegalMoves(ask: Ask): Promise<string[]> {
  const moves = await ask(`SELECT * FROM fault_transition ORDER BY n`);
  const out = moves
    .filter((move) => !canGo(move['from'] as JobState, move['to'] as JobState))
    .map((move) => `${move['job_id']} went ${move['from']} -> ${move['to']}`);
  const ends = new Map<string, number>();
  for (const move of moves) {
    const id = String(move['job_id']);
    if (isFinal(move['to'] as JobState)) ends.set(id, (ends.get(id) ?? 0) + 1);
  }
  for (const [id, count] of ends) if (count !== 1) out.push(`${id} became final ${count} times`);
  return out;
}

/** What must be gone once all jobs are final. */
async function leftovers(ask: Ask): Promise<string[]> {
  const questions: [string, string][] = [
    ['a slot is still taken', `SELECT slot FROM compute_slot WHERE attempt_id IS NOT NULL`],
    [
      'an attempt is live behind a final job',
      `SELECT a.name FROM attempt a JOIN job j ON j.id = a.job_id
       WHERE a.live AND j.finished_at IS NOT NULL`,
    ],
    [
      'a final job has a lease',
      `SELECT id FROM job WHERE finished_at IS NOT NULL AND lease_token IS NOT NULL`,
    ],
    [
      'a job is stuck: no lease, no timer',
      `SELECT id FROM job WHERE finished_at IS NULL AND next_step_at IS NULL`,
    ],
    ['a bell was not rung', `SELECT topic, key FROM outbox WHERE created_at < now() - interval '5 seconds'`],
    [
      'a pipeline runs though its jobs are final',
      `SELECT p.id FROM pipeline p WHERE p.state = 'running' AND p.next_step_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM job j WHERE j.pipeline_id = p.id AND j.finished_at IS NULL)`,
    ],
  ];
  return found(ask, questions);
}

async function doubles(ask: Ask): Promise<string[]> {
  const twice = (what: string, table: string, by: string): [string, string] => [
    what,
    `SELECT ${by}, count(*) AS n FROM ${table} GROUP BY ${by} HAVING count(*) > 1`,
  ];
  return found(ask, [
    twice('an artifact was registered twice', 'artifact', 'job_id, name'),
    twice('a model version was made twice', 'model_version', 'model_id, source_job_id, step'),
    twice('an evaluation is there twice', 'evaluation', 'job_id'),
    twice('an event has the number of another', 'job_event', 'job_id, seq'),
    [
      'a step is told twice',
      `SELECT job_id, message FROM job_event WHERE type = 'metrics'
      GROUP BY job_id, message HAVING count(*) > 1`,
    ],
    [
      'a metric is there twice',
      `SELECT job_id, key, step FROM job_metric GROUP BY 1, 2, 3 HAVING count(*) > 1`,
    ],
    [
      'a model card belongs to no version',
      `SELECT a.id FROM artifact a WHERE a.kind = 'model_card'
      AND NOT EXISTS (SELECT 1 FROM model_version v WHERE v.card_id = a.id)`,
    ],
    [
      'an artifact of one kind is there twice for a job',
      `SELECT job_id, kind FROM artifact
      WHERE kind NOT IN ('model_card', 'checkpoint') GROUP BY 1, 2 HAVING count(*) > 1`,
    ],
    [
      'a job event series has a gap',
      `SELECT job_id FROM job_event GROUP BY job_id HAVING max(seq) <> count(*)`,
    ],
    [
      'an alias was moved twice by one promotion',
      `SELECT facts->>'version' AS version, target_id FROM audit_event
      WHERE action = 'promotion.succeeded' GROUP BY 1, 2 HAVING count(*) > 1`,
    ],
    [
      'a submitted job is not in the audit log once',
      `SELECT j.id FROM job j LEFT JOIN audit_event a
      ON a.target_id = j.id AND a.action = 'job.submitted' WHERE j.request_id <> 'test' GROUP BY j.id HAVING count(a.id) <> 1`,
    ],
  ]);
}

async function found(ask: Ask, questions: [string, string][]): Promise<string[]> {
  const out: string[] = [];
  for (const [what, sql] of questions) {
    for (const row of await ask(sql)) out.push(`${what}: ${JSON.stringify(row)}`);
  }
  return out;
}

/** Every file of every artifact lies in the store and has the bytes of its name. */
async function damagedArtifacts(ask: Ask, service: Service): Promise<string[]> {
  const rows = await ask(
    `SELECT DISTINCT f->>'sha256' AS sha256, f->>'path' AS path FROM artifact, jsonb_array_elements(manifest) f`,
  );
  const out: string[] = [];
  for (const { sha256, path } of rows) {
    const file = join(service.dataDir, 'objects/sha256', String(sha256).slice(0, 2), String(sha256));
    if (!existsSync(file)) out.push(`the object of ${path} is missing`);
    else if (createHash('sha256').update(readFileSync(file)).digest('hex') !== sha256)
      out.push(`the object of ${path} has other bytes`);
  }
  return out;
}

interface Span {
  start: number;
  end: number;
}

/** No attempt of a job began before the one before it had ended, and each started its program once. */
function overlaps(service: Service): string[] {
  const out: string[] = [];
  for (const job of folders(join(service.dataDir, 'jobs'))) {
    const spans = folders(job)
      .filter((path) => /\/a\d+$/.test(path))
      .map(spanOf)
      .filter((span) => span !== null)
      .sort((a, b) => a.start - b.start);
    spans.forEach((span, i) => {
      const next = spans[i + 1];
      if (next && next.start < span.end) out.push(`two attempts of ${job} ran at once`);
    });
    for (const attempt of folders(job)) {
      const starts = read(join(attempt, 'workspace/events.jsonl')).match(/"phase": "starting"/g)?.length ?? 0;
      if (starts > 1) out.push(`${attempt} started its program ${starts} times`);
    }
  }
  return out;
}

function spanOf(folder: string): Span | null {
  const started = json(join(folder, 'attempt.json'));
  if (!started) return null;
  const exit = json(join(folder, 'exit.json')); // none where the supervisor was killed too
  return { start: started['started_at']!, end: exit?.['finished_at'] ?? started['started_at']! };
}

/** Programs of attempts that are not live, and what the process target still remembers of final jobs. */
async function programsLeft(ask: Ask, service: Service): Promise<string[]> {
  const rows = await ask(`SELECT name FROM attempt WHERE live`);
  const live = new Set(rows.map((row) => String(row['name'])));
  const records = files(join(service.dataDir, 'run/attempts')).filter((name) => name.endsWith('.json'));
  const out = records
    .filter((name) => !live.has(name.replace(/\.json$/, '')))
    .map((name) => `the target still remembers ${name}`);
  for (const pid of live.size > 0 ? [] : ownProcesses(join(service.dataDir, 'jobs')))
    out.push(`process ${pid} is left: ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`);
  return out;
}

async function brokenAudit(inside: Inside): Promise<string[]> {
  const report = await auditReport(inside);
  return report.ok ? [] : [`the audit chain is broken: ${JSON.stringify(report.broken)}`];
}

const files = (path: string): string[] => (existsSync(path) ? readdirSync(path) : []);
const folders = (path: string): string[] => files(path).map((name) => join(path, name));
const read = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');
const json = (path: string): Record<string, number> | null =>
  existsSync(path) ? (JSON.parse(read(path)) as Record<string, number>) : null;
