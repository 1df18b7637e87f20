// Concerns: libs/registry, libs/deployments, libs/artifacts, libs/platform, libs/adapters/llamacpp, apps/worker, apps/api, jobs/serve
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isFinal } from '#jobs/job.js';
import { needed } from '../e2e/harness.js';
import { eventually } from '../e2e/wait.js';
import { aBase, aFinishedPipeline } from '../support/a-version.js';
import { FaultBench } from './bench.js';
import { withAdmin } from './invariants.js';
import { PROMOTE, PROMOTE_BY_API, PUBLISH, STOP_SERVING } from './points.js';

const MINUTE = 60_000;
const ALIAS = { model: 'tiny', alias: 'production', max_quantization_drop: 1 };
let bench: FaultBench;
let gguf: Buffer;
let base: { base: string; data: string };
beforeAll(async () => {
  bench = await FaultBench.open();
  const file = join(bench.service.dataDir, 'tiny.gguf');
  execFileSync(needed('LUTHIER_TEST_TRAIN_PYTHON'), ['test/support/tiny_gguf.py', file]);
  gguf = readFileSync(file);
  base = await aBase(bench.stage());
}, 2 * MINUTE);
afterAll(async () => {
  await bench?.close();
}, MINUTE);

const rows = (sql: string, values: unknown[] = []) => withAdmin(bench.service, (ask) => ask(sql, values));

/** A pipeline whose jobs are done and that asks to be published; made in several steps, so no worker may see it half made. */
async function finishedPipeline(): Promise<string> {
  await bench.killWorker();
  const { pipeline } = await aFinishedPipeline(bench.stage(), base, { model: 'tiny' }, 0.9, gguf);
  // answers that are gone: the version waits until somebody has found out that nobody can look at them
  await rows(
    `UPDATE job SET result = jsonb_set(result, '{artifacts}', '{"answers": "art_none"}')
     WHERE pipeline_id = $1 AND kind = 'evaluate'`,
    [pipeline],
  );
  return pipeline;
}

async function published(pipeline: string): Promise<void> {
  await eventually(
    () => rows('SELECT state, failure FROM pipeline WHERE id = $1', [pipeline]),
    ([row]) => row!['state'] !== 'running',
    60,
  );
  const versions = await rows(
    'SELECT v.id FROM model_version v JOIN job j ON j.id = v.source_job_id WHERE j.pipeline_id = $1',
    [pipeline],
  );
  expect(versions).toHaveLength(1);
}

async function promote(): Promise<string> {
  const response = await bench.service.call('POST', '/v1/promotions', ALIAS);
  const body = (await response.json()) as { id: string; state: string };
  expect({ status: response.status, state: body.state }).toMatchObject({ state: 'running' });
  return body.id;
}

/** The promotion has succeeded, its version is what the alias names, and one server answers for it. */
async function serves(promotion: string): Promise<void> {
  await eventually(
    () => rows('SELECT state, failure FROM promotion WHERE id = $1', [promotion]),
    ([row]) => row!['state'] === 'succeeded' || isFinal(row!['state'] as never),
    120,
  );
  expect(await rows('SELECT state, failure FROM promotion WHERE id = $1', [promotion])).toEqual([
    { state: 'succeeded', failure: null },
  ]);
  expect(
    await rows(
      `SELECT a.version_id = p.version_id AS same FROM promotion p
       JOIN model_alias a ON a.model_id = p.model_id AND a.alias = p.alias WHERE p.id = $1`,
      [promotion],
    ),
  ).toEqual([{ same: true }]);
  await eventually(
    () => rows(`SELECT id FROM deployment WHERE desired = 'serving' AND kind = 'alias'`),
    (found) => found.length === 1,
    60,
  );
  const said = await bench.service.call('POST', '/v1/chat/completions', {
    model: 'tiny:production',
    messages: [{ role: 'user', content: 'hi' }],
    max_tokens: 4,
  });
  expect(said.status).toBe(200);
}

describe('kill -9 of the worker while it publishes', () => {
  for (const point of PUBLISH) {
    it(
      `at ${point}: one version, one card`,
      async () => {
        const pipeline = await finishedPipeline();
        await bench.dieAt('worker', point);
        await bench.passClaims();
        await bench.startWorker();
        await published(pipeline);
        expect(await bench.settled()).toEqual([]);
      },
      3 * MINUTE,
    );
  }
});

describe('kill -9 of the api while it takes a promotion', () => {
  for (const point of PROMOTE_BY_API) {
    it(
      `at ${point}: there is none, and asked again it is carried out`,
      async () => {
        const before = await rows('SELECT id FROM promotion');
        await bench.dieAt('api', point, () => bench.service.call('POST', '/v1/promotions', ALIAS));
        await bench.startApi();
        expect(await rows('SELECT id FROM promotion')).toEqual(before);
        if (!bench.hasWorker) await bench.startWorker();
        await serves(await promote());
      },
      3 * MINUTE,
    );
  }
});

describe('kill -9 of the worker while it promotes', () => {
  for (const point of PROMOTE) {
    it(
      `at ${point}: the old one serves or the new one, then the new one`,
      async () => {
        const pipeline = await finishedPipeline();
        await bench.startWorker();
        await published(pipeline);
        await bench.killWorker();
        const promotion = await promote();
        await bench.dieAt('worker', point);
        const [alias] = await rows(`SELECT version_id FROM model_alias WHERE alias = 'production'`);
        expect(alias).toBeTruthy();
        await bench.passClaims();
        await bench.startWorker();
        await serves(promotion);
        expect(await bench.settled()).toEqual([]);
      },
      4 * MINUTE,
    );
  }
});

describe('kill -9 of the worker while it stops a server', () => {
  it(
    `at ${STOP_SERVING[0]}: the old server is gone, once`,
    async () => {
      const pipeline = await finishedPipeline();
      await bench.startWorker();
      await published(pipeline);
      const promotion = await promote();
      const moved = async () => {
        await eventually(
          () => rows('SELECT state FROM promotion WHERE id = $1', [promotion]),
          ([row]) => row!['state'] === 'succeeded',
          60,
        );
        await bench.passClaims(); // the old server's time to drain
      };
      await bench.dieAt('worker', STOP_SERVING[0], moved);
      await bench.passClaims();
      await bench.startWorker();
      await serves(promotion);
      // previews of the versions serve too: there is one server for each that is wished, and none besides
      const wished = () => rows(`SELECT id FROM deployment WHERE desired = 'serving'`);
      await eventually(
        async () => bench.servers().length - (await wished()).length,
        (tooMany) => tooMany === 0,
        90,
      );
    },
    4 * MINUTE,
  );
});
