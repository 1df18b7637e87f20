import pg from 'pg';
import type { TestDatabase } from './database.js';

/** Rows as the worker would have left them: what a page shows of a job costs no training. */
export class ConsoleRows {
  private constructor(
    private readonly client: pg.Client,
    private readonly project: string,
  ) {}

  static async open(t: TestDatabase): Promise<ConsoleRows> {
    const admin = new URL(process.env['LUTHIER_TEST_DATABASE_URL']!);
    admin.pathname = new URL(t.url).pathname;
    const client = new pg.Client({ connectionString: admin.href });
    await client.connect();
    const { rows } = await client.query<{ id: string }>('SELECT id FROM project LIMIT 1');
    return new ConsoleRows(client, rows[0]!.id);
  }

  close(): Promise<void> {
    return this.client.end();
  }

  /** Trainings that have succeeded, `count` of them, newest first by their ids. */
  async manyJobs(count: number): Promise<void> {
    await this.client.query(
      `INSERT INTO job (id, project_id, kind, state, spec, needs, target, seed, request_id, created_by, created_at, started_at,
         finished_at, next_step_at)
       SELECT 'job_' || lpad(n::text, 26, '0'), $1, 'finetune', 'succeeded', $2, '{}', 'process', n, 'req_x', 'key_x',
         now() - interval '1 day' + n * interval '1 ms', now() - interval '1 hour', now() - interval '58 min', NULL
       FROM generate_series(1, $3::int) n`,
      [this.project, SPEC, count],
    );
  }

  /** Pipelines that have succeeded, but for the oldest, which runs. */
  async manyPipelines(count: number): Promise<void> {
    await this.client.query(
      `INSERT INTO pipeline (id, project_id, state)
       SELECT 'pipe_' || lpad(n::text, 26, '0'), $1, CASE n WHEN 1 THEN 'running' ELSE 'succeeded' END
       FROM generate_series(1, $2::int) n`,
      [this.project, count],
    );
    await this.client.query('VACUUM ANALYZE pipeline');
  }

  async job(of: { id: string; state: 'running' | 'failed'; progress?: object }): Promise<void> {
    const isFailed = of.state === 'failed';
    await this.client.query(
      `INSERT INTO job (id, project_id, kind, state, spec, needs, target, seed, request_id, created_by, started_at, finished_at,
         next_step_at, progress, attempt_count, failure_reason, failure_message, failure_evidence)
       VALUES ($1, $2, 'finetune', $3::"JobState", $4, '{}', 'process', 7, 'req_x', 'key_x', now() - interval '2 min', $5, NULL,
         $6, 1, $7, $8, $9)`,
      [
        ...[of.id, this.project, of.state, SPEC, isFailed ? new Date() : null, of.progress ?? null],
        ...(isFailed ? ['out_of_memory', 'It ran out of memory at step 12.', EVIDENCE] : [null, null, null]),
      ],
    );
  }

  /** One step of a run: its points, and the event that tells of it. */
  async step(job: string, step: number, loss: number): Promise<void> {
    const data = { step, total_steps: 60, train_loss: loss, learning_rate: 1e-3, eta_seconds: 60 - step };
    for (const key of ['train_loss', 'learning_rate'] as const)
      await this.client.query(
        'INSERT INTO job_metric (job_id, project_id, key, step, value) VALUES ($1, $2, $3, $4, $5)',
        [job, this.project, key, step, data[key]],
      );
    await this.client.query(
      `INSERT INTO job_event (id, project_id, job_id, seq, level, type, message, data)
       VALUES ('ftevent-' || lpad($3::int::text, 26, '0'), $1, $2, $3::int, 'info', 'metrics', $4, $5)`,
      [this.project, job, step, `Step ${step}/60: training loss=${loss}`, data],
    );
    await this.client.query('UPDATE job SET event_seq = $2 WHERE id = $1', [job, step]);
  }

  /** A run that ended while nobody looked. */
  async fail(job: string): Promise<void> {
    await this.client.query(
      `UPDATE job SET state = 'failed', finished_at = now(), next_step_at = NULL, failure_reason = 'out_of_memory',
         failure_message = 'It ran out of memory.' WHERE id = $1`,
      [job],
    );
  }

  /** Points of a long training, `steps` of each key. */
  async points(job: string, keys: readonly string[], steps: number): Promise<void> {
    await this.client.query(
      `INSERT INTO job_metric (job_id, project_id, key, step, value)
       SELECT $1, $2, key, step, 3 / sqrt(step) + random() / 4
       FROM unnest($3::text[]) key, generate_series(1, $4::int) step`,
      [job, this.project, keys, steps],
    );
    await this.client.query('VACUUM ANALYZE job_metric');
  }

  /** What its program used at one second since its start; two minutes ago as `job` has it. */
  async used(job: string, second: number, values: Record<string, number>): Promise<void> {
    for (const [name, value] of Object.entries(values))
      await this.client.query(
        `INSERT INTO job_system_metric (job_id, project_id, key, step, value, at)
         VALUES ($1, $2, $3, $4::int, $5, now() - interval '2 min' + $4::int * interval '1 s')`,
        [job, this.project, `system/${name}`, second, value],
      );
  }

  /** An answer of a training behind a checkpoint. */
  async sample(
    job: string,
    of: { step: number; index: number; prompt: string; text: string },
  ): Promise<void> {
    const id = `smp_${String(of.step * 8 + of.index).padStart(26, '0')}`;
    await this.client.query(
      `INSERT INTO job_sample (id, project_id, job_id, step, "index", prompt, text, is_cut, finish_reason, tokens, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, false, 'stop', $8, now())`,
      [id, this.project, job, of.step, of.index, of.prompt, of.text, of.text.split(' ').length],
    );
  }

  /** Attempts of a job, one after the other; the last goes on. */
  async attempts(
    job: string,
    all: readonly { reason?: string; message?: string; resumedFrom?: number }[],
  ): Promise<void> {
    for (const [at, { reason = null, message = null, resumedFrom = null }] of all.entries())
      await this.client.query(
        `INSERT INTO attempt (id, project_id, job_id, number, name, target, live, reason, message, resumed_from, started_at)
         VALUES ($1, $2, $3, $4::int, $5, 'process', $6, $7, $8, $9, now() - interval '2 min' + $4::int * interval '20 s')`,
        [
          ...[
            `att_${String(at).padStart(25, '0')}${job.at(-1)}`,
            this.project,
            job,
            at + 1,
            `lu-${job}-a${at + 1}`,
          ],
          ...[at === all.length - 1, reason, message, resumedFrom],
        ],
      );
    await this.client.query('UPDATE job SET attempt_count = $2 WHERE id = $1', [job, all.length]);
  }

  /** Trainings over a grid of ranks and the choice of the best, as a pipeline of its own. */
  async sweep(pipeline: string, ranks: readonly number[]): Promise<void> {
    const ids = ranks.map((_, at) => `job_${pipeline.slice(-1)}${String(at).padStart(25, '0')}`);
    const choice = `job_${pipeline.slice(-1).repeat(26)}`;
    for (const id of [...ids, choice]) await this.turn(id, { pipeline });
    const cells = ids.map((job, at) => ({ job, settings: { r: ranks[at] } }));
    const spec = { kind: 'select', best_by: { metric: 'valid_loss', goal: 'minimize' }, cells };
    const result = { winner: ids[0], tied: [], artifacts: {}, metrics: { valid_loss: 0.25 } };
    await this.client.query(`UPDATE job SET kind = 'select', spec = $2, result = $3 WHERE id = $1`, [
      ...[choice, spec, result],
    ]);
  }

  /** As if nobody had come for long. */
  async endSessions(): Promise<void> {
    await this.client.query('UPDATE login_session SET ended_at = now()');
  }

  /** Makes another of a job that is there. */
  async turn(
    id: string,
    to: { state?: string; isFinal?: boolean; kind?: string; pipeline?: string },
  ): Promise<void> {
    const { state = 'succeeded', isFinal = true, kind = 'finetune', pipeline = null } = to;
    await this.client.query('DELETE FROM job WHERE id = $1', [id]);
    if (pipeline !== null)
      await this.client.query(
        'INSERT INTO pipeline (id, project_id) VALUES ($1, $2) ON CONFLICT DO NOTHING',
        [pipeline, this.project],
      );
    await this.client.query(
      `INSERT INTO job (id, project_id, kind, state, spec, needs, target, seed, request_id, created_by, started_at, finished_at,
         next_step_at, pipeline_id, failure_reason, failure_message)
       VALUES ($1, $2, $3, $4::"JobState", $5, '{}', 'process', 7, 'req_x', 'key_x', now(), $6, $7, $8, $9, $9)`,
      [
        ...[id, this.project, kind, state, SPEC, isFinal ? new Date() : null, isFinal ? null : new Date()],
        ...[pipeline, state === 'failed' ? 'internal' : null],
      ],
    );
  }

  /** What autovacuum does within a minute of as many rows. */
  async settle(): Promise<void> {
    await this.client.query('VACUUM ANALYZE job');
  }
}

const SPEC = {
  kind: 'finetune',
  params: { method: 'sft', adapter: { type: 'lora', r: 16 }, trainer: { learning_rate: 0.001 } },
};
const EVIDENCE = {
  exit_code: 137,
  oom_killed: true,
  last_step: { step: 12, of: 60 },
  log: ['\u001b[31mtorch.OutOfMemoryError\u001b[0m', '<script>alert(1)</script>'],
};
