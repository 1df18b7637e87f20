import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Envelope, Signer, type Statement } from '#platform/dsse.js';
import { needed } from '../e2e/harness.js';
import { eventually } from '../e2e/wait.js';
import { aBase, aFinishedPipeline } from '../support/a-version.js';
import { FaultBench } from './bench.js';
import { withAdmin } from './invariants.js';

const MINUTE = 60_000;
let bench: FaultBench;
/** Of the promoted version and of another one, which is registered and serves nobody. */
let [promoted, other] = [] as unknown as [Row, Row];
type Row = Record<string, string>;

const rows = (sql: string, values: unknown[] = []) =>
  withAdmin(bench.service, async (ask) => {
    await ask('SET session_replication_role = replica');
    return (await ask(sql, values)) as Row[];
  });
/** With the api's own password and nothing else: triggers, keys and row-level security hold. */
async function asApi(sql: string, values: unknown[]): Promise<void> {
  const client = new pg.Client({ connectionString: bench.service.database.url });
  await client.connect();
  try {
    await client.query(`SET luthier.project = '*'`);
    expect((await client.query(sql, values)).rowCount).toBe(1);
  } finally {
    await client.end();
  }
}
const artifactsOf = (version: string) =>
  rows(
    `SELECT v.id AS version, v.openai_id, a.id AS artifact, a.digest, a.manifest->0->>'sha256' AS file
     FROM model_version v JOIN artifact a ON a.id = v.artifacts->>'gguf' WHERE v.id = $1`,
    [version],
  );
const said = () =>
  bench.service.call('POST', '/v1/chat/completions', {
    model: 'tiny:production',
    messages: [{ role: 'user', content: 'hi' }],
    max_tokens: 4,
  });

async function stopAll(): Promise<void> {
  await Promise.all([bench.killWorker(), bench.killApi()]);
  for (const pid of bench.servers()) process.kill(pid, 'SIGKILL');
  await eventually(
    async () => bench.servers().length,
    (left) => left === 0,
    20,
  );
}
async function startAll(): Promise<void> {
  await rows(`UPDATE deployment SET next_step_at = now() WHERE id = $1`, [promoted['id']]);
  await Promise.all([bench.startApi(), bench.startWorker()]);
}

beforeAll(async () => {
  bench = await FaultBench.open();
  const file = join(bench.service.dataDir, 'tiny.gguf');
  execFileSync(needed('LUTHIER_TEST_TRAIN_PYTHON'), ['test/support/tiny_gguf.py', file]);
  const gguf = readFileSync(file);
  const base = await aBase(bench.stage());
  const of = { model: 'tiny' };
  const pipelines: string[] = [];
  for (let i = 0; i < 2; i += 1)
    pipelines.push((await aFinishedPipeline(bench.stage(), base, of, 0.9, gguf)).pipeline);
  await bench.startWorker();
  const versions = () => rows(`SELECT id FROM model_version ORDER BY number`);
  const [first, second] = await eventually(versions, (found) => found.length === 2, 60);
  const asked = { model: 'tiny', alias: 'production', version: first!['id'], max_quantization_drop: 1 };
  const answered = await bench.service.call('POST', '/v1/promotions', asked);
  const { id } = (await answered.json()) as { id: string };
  const states = () => rows(`SELECT state, failure FROM promotion WHERE id = $1`, [id]);
  await eventually(states, ([row]) => row!['state'] !== 'running', 90);
  expect(await states()).toEqual([{ state: 'succeeded', failure: null }]);
  const alias = () => rows(`SELECT id, decision_id AS decision FROM deployment WHERE kind = 'alias'`);
  promoted = { ...(await artifactsOf(first!['id']!))[0]!, ...(await alias())[0]!, promotion: id };
  const previews = () =>
    rows(`SELECT decision_id AS decision FROM deployment WHERE version_id = $1`, [second!['id']]);
  const [preview] = await eventually(previews, (found) => found.length > 0, 30);
  other = { ...(await artifactsOf(second!['id']!))[0]!, ...preview! };
  await rows(`UPDATE deployment SET desired = 'stopped', next_step_at = now() WHERE kind = 'preview'`);
  await eventually(
    async () => bench.servers().length,
    (running) => running === 1,
    30,
  );
}, 3 * MINUTE);
afterAll(async () => {
  await bench?.close();
}, MINUTE);

/** Ends all processes, changes something, starts them, and undoes the change; the engine must not have started meanwhile. */
async function attacked(code: string, change: () => Promise<() => unknown>): Promise<void> {
  await stopAll();
  const [before] = await rows(`SELECT to_jsonb(d) AS row FROM deployment d WHERE id = $1`, [promoted['id']]);
  const [seen] = await rows(`SELECT COALESCE(max(seq), 0) AS seq FROM audit_event`);
  const undo = await change();
  try {
    await startAll();
    const state = () => rows(`SELECT state, failure FROM deployment WHERE id = $1`, [promoted['id']]);
    const servers: number[] = [];
    await eventually(
      async () => {
        servers.push(...bench.servers());
        return state();
      },
      ([row]) => row!['state'] === 'failed',
      40,
    );
    expect((await state())[0]!['failure']).toContain(`verification: ${code}:`);
    const audited = await rows(
      `SELECT target_id, facts->>'code' AS code FROM audit_event WHERE action = 'deployment.refused' AND seq > $1`,
      [seen!['seq']],
    );
    expect(audited).toEqual([{ target_id: promoted['id'], code }]);
    expect((await said()).status).toBe(503);
    expect([...servers, ...bench.servers()]).toEqual([]);
  } finally {
    await Promise.all([bench.killWorker(), bench.killApi()]);
    await undo();
    await rows(
      `UPDATE deployment SET (artifact_id, artifact_digest, decision_id, openai_id, state, desired, failure, handle) =
       (SELECT artifact_id, artifact_digest, decision_id, openai_id, 'starting', 'serving', NULL, '{}'::jsonb
        FROM jsonb_populate_record(NULL::deployment, $2)) WHERE id = $1`,
      [promoted['id'], before!['row']],
    );
  }
}
const edited = (sql: string, values: unknown[]) => async () => {
  await asApi(sql, values);
  return () => undefined;
};

/** A decision row of one's own, and every row that names the real one pointed at it. */
const forged = (envelope: (real: Envelope, id: string) => Envelope) => async () => {
  const id = `dec_${'0'.repeat(20)}${String(Math.random()).slice(2, 8)}`;
  const [real] = await rows(`SELECT envelope FROM license_decision WHERE id = $1`, [promoted['decision']]);
  const made = envelope(real!['envelope'] as never, id);
  await asApi(
    `INSERT INTO license_decision SELECT ($1::text), project_id, gate, subject_type, subject_id, subject_digest, verdict,
     fixable, findings, obligations, inputs, catalogue_version, $3::jsonb, now() FROM license_decision WHERE id = $2`,
    [id, promoted['decision'], JSON.stringify(made)],
  );
  const point = async (to: string | undefined) => {
    await asApi(`UPDATE deployment SET decision_id = $2 WHERE id = $1`, [promoted['id'], to]);
    await asApi(`UPDATE promotion SET decision_id = $2 WHERE id = $1`, [promoted['promotion'], to]);
    await asApi(`UPDATE model_alias SET decision_id = $2 WHERE version_id = $1`, [promoted['version'], to]);
  };
  await point(id);
  return () => point(promoted['decision']);
};
const stranger = new Signer(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
const signedByStranger = (real: Envelope, id: string): Envelope => {
  const statement = JSON.parse(Buffer.from(real.payload, 'base64').toString()) as Statement;
  return stranger.sign({ ...statement, predicate: { ...(statement.predicate as object), id } });
};

/** Same size, one byte another. */
const swapped = (path: string) => async () => {
  const good = readFileSync(path);
  const bad = Buffer.from(good);
  bad[bad.length - 1]! ^= 1;
  const write = (bytes: Buffer) => {
    chmodSync(path, 0o600);
    writeFileSync(path, bytes);
    chmodSync(path, 0o444);
  };
  write(bad);
  return () => write(good);
};
const modelFile = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.gguf'))
    .map((name) => join(folder, name))[0]!;

describe('after every process has ended, no engine starts', () => {
  it(
    "on a verdict that was edited in its decision's row",
    () =>
      attacked('decision_verdict', async () => {
        const set = (verdict: string) =>
          rows(`UPDATE license_decision SET verdict = $2 WHERE id = $1`, [promoted['decision'], verdict]);
        const [row] = await rows(`SELECT verdict FROM license_decision WHERE id = $1`, [
          promoted['decision'],
        ]);
        await set('allow' === row!['verdict'] ? 'deny' : 'allow');
        return () => set(row!['verdict']!);
      }),
    MINUTE,
  );
  it(
    'on a digest that was edited',
    () =>
      attacked(
        'decision_mismatch',
        edited(`UPDATE deployment SET artifact_digest = $2 WHERE id = $1`, [promoted['id'], other['digest']]),
      ),
    MINUTE,
  );
  it(
    "on another version's artifact",
    () =>
      attacked(
        'version_mismatch',
        edited(`UPDATE deployment SET artifact_id = $2, artifact_digest = $3 WHERE id = $1`, [
          promoted['id'],
          other['artifact'],
          other['digest'],
        ]),
      ),
    MINUTE,
  );
  it(
    "on a decision that was forged with the api's database password and a key of one's own",
    () => attacked('decision_signature', forged(signedByStranger)),
    MINUTE,
  );
  it(
    "on one that names the installation's key as its own",
    () =>
      attacked(
        'decision_signature',
        forged((real, id) => {
          const { payload, payloadType, signatures } = signedByStranger(real, id);
          return {
            payload,
            payloadType,
            signatures: [{ ...signatures[0]!, keyid: real.signatures[0]!.keyid }],
          };
        }),
      ),
    MINUTE,
  );
  it(
    'on one with the real envelope copied into it',
    () =>
      attacked(
        'decision_mismatch',
        forged((real) => real),
      ),
    MINUTE,
  );
  it(
    'on the decision of another artifact',
    () =>
      attacked(
        'decision_mismatch',
        edited(`UPDATE deployment SET decision_id = $2 WHERE id = $1`, [promoted['id'], other['decision']]),
      ),
    MINUTE,
  );
  it(
    'on an alias that was pointed elsewhere',
    () =>
      attacked('alias_mismatch', async () => {
        const point = (to: Row) =>
          asApi(`UPDATE model_alias SET version_id = $1, decision_id = $2 WHERE alias = 'production'`, [
            to['version'],
            to['decision'],
          ]);
        await point(other);
        return () => point(promoted);
      }),
    MINUTE,
  );
  it(
    'on a file that was swapped in the object store',
    () => {
      const sha = promoted['file']!;
      return attacked('artifact_signature', () =>
        swapped(join(bench.service.dataDir, 'objects/sha256', sha.slice(0, 2), sha))(),
      );
    },
    MINUTE,
  );
  it(
    'on a file that was swapped in the staged folder',
    () =>
      attacked('file_digest', () =>
        swapped(
          modelFile(join(bench.service.dataDir, 'run/cache/artifacts', promoted['digest']!, 'files')),
        )(),
      ),
    MINUTE,
  );

  it(
    'and with everything as it was signed, it starts and answers',
    async () => {
      await stopAll();
      await startAll();
      await eventually(
        () => rows(`SELECT state FROM deployment WHERE id = $1`, [promoted['id']]),
        ([row]) => row!['state'] === 'ready',
        60,
      );
      expect((await said()).status).toBe(200);
      expect(bench.servers()).toHaveLength(1);
    },
    2 * MINUTE,
  );
});
