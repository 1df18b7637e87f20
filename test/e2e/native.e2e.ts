import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { mkdtempSync, openAsBlob, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answer, type Luthier } from '#client/client.js';
import { ApiError } from '#client/errors.js';
import { eventsOf } from '#client/events.js';
import { CiPipeline } from './ci-pipeline.js';
import { needed, Service } from './harness.js';
import { openTinyHub, TINY, type TinyHub } from './tiny-hub.js';
import { eventually, isFinal } from './wait.js';

let hub: TinyHub;
let service: Service;
let ci: CiPipeline;
let client: Luthier;
/** What one step leaves for the next: the flow is one story. */
const made = { base: '', data: '', train: '', pipeline: '', version: '', openaiId: '', promotion: '' };

beforeAll(async () => {
  hub = await openTinyHub();
  ci = await CiPipeline.open();
  const { url } = ci.issuer;
  const env = { LUTHIER_OIDC_TRUSTED_ISSUERS: url, LUTHIER_EGRESS_ALLOW: new URL(url).host };
  service = await Service.start({ hubUrl: hub.url, env });
  client = service.client();
  await ci.trust(service);
}, 180_000);
afterAll(async () => {
  if (process.env['E2E_LOG']) console.log(service.tail(30));
  await service?.stop();
  await ci?.close();
  await hub?.stop();
}, 60_000);

const ASKED = 'my card was lost';
const fineTune = () => ({
  kind: 'finetune' as const,
  base_model: TINY.slug,
  dataset_version: made.data,
  adapter: { r: 4 },
  trainer: { n_epochs: 1, batch_size: 4, learning_rate: 0.003, max_seq_length: 128, n_checkpoints: 2 },
  seed: 7,
});

async function upload(path: string): Promise<string> {
  const form = new FormData();
  form.set('purpose', 'fine-tune');
  form.set('file', await openAsBlob(path), 'rows.jsonl');
  const file = await answer(
    client.POST('/v1/files', { body: form as never, bodySerializer: (b) => b as never }),
  );
  return file.id;
}

function cli(...args: string[]) {
  const env = {
    PATH: process.env['PATH'],
    LUTHIER_BASE_URL: service.baseUrl,
    LUTHIER_API_KEY: service.adminKey,
  };
  return promisify(execFile)(process.execPath, ['dist/apps/cli/main.js', ...args], { env });
}

async function pipeline(id: string) {
  return answer(client.GET('/v1/pipelines/{id}', { params: { path: { id } } }));
}

describe('the main job through the native door', () => {
  it('imports a base model at a pinned revision of the hub', async () => {
    const source = { type: 'hub' as const, repo: TINY.repo, revision: TINY.revision };
    const started = await answer(
      client.POST('/v1/base_models/import', { body: { slug: TINY.slug, source } }),
    );
    made.base = started.base_model.id;
    const base = await eventually(
      () => answer(client.GET('/v1/base_models/{id}', { params: { path: { id: TINY.slug } } })),
      (model) => model.state !== 'importing',
      120,
    );
    expect(base).toMatchObject({ id: made.base, state: 'ready', revision: TINY.revision, hub_id: TINY.repo });
    const again = await answer(client.POST('/v1/base_models/import', { body: { slug: TINY.slug, source } }));
    expect(again.job).toBeNull();
  }, 150_000);

  it('makes a dataset version by content, with its license, and previews it', async () => {
    const files = { train: await upload(hub.train), test: await upload(hub.test) };
    const dataset = await answer(client.POST('/v1/datasets', { body: { name: 'tiny-intents' } }));
    const body = { files, license: 'CC-BY-4.0', attribution: 'made on the spot' };
    const version = await answer(
      client.POST('/v1/datasets/{id}/versions', { params: { path: { id: dataset.id } }, body }),
    );
    made.data = version.id;
    expect(version.splits.train.sha256).toBe(
      createHash('sha256').update(readFileSync(hub.train)).digest('hex'),
    );
    expect(version.license).toMatchObject({ declared: 'CC-BY-4.0', license_id: 'CC-BY-4.0' });
    const seen = await answer(
      client.GET('/v1/dataset_versions/{id}/preview', {
        params: { path: { id: version.id }, query: { limit: '2' } },
      }),
    );
    expect(seen).toMatchObject({ total_rows: 60 });
    expect(seen.rows).toHaveLength(2);
  }, 60_000);

  it('refuses noncommercial data in a commercial project, naming the clause, and keeps no job', async () => {
    const dataset = await answer(client.POST('/v1/datasets', { body: { name: 'tiny-nc' } }));
    const body = { files: { train: await upload(hub.train) }, license: 'CC-BY-NC-4.0' };
    const version = await answer(
      client.POST('/v1/datasets/{id}/versions', { params: { path: { id: dataset.id } }, body }),
    );
    const before = (await service.kept()).rows['job'];
    const refused = await client
      .POST('/v1/jobs', { body: { ...fineTune(), dataset_version: version.id } })
      .then(
        () => null,
        (error: unknown) => error,
      );
    expect(refused).toBeInstanceOf(ApiError);
    const { status, code, facts } = refused as ApiError;
    expect({ status, code }).toEqual({ status: 403, code: 'license_forbids_use' });
    const findings = facts['findings'] as { license_id: string; clause: string }[];
    expect(findings.find((one) => one.license_id === 'CC-BY-NC-4.0')?.clause).toMatch(/NonCommercial/);
    const measure = {
      kind: 'evaluate',
      model: { base_model: made.base },
      dataset_version: version.id,
      split: 'train',
    };
    const measured = await service.call('POST', '/v1/jobs', measure);
    expect({ status: measured.status, text: await measured.text() }).toMatchObject({
      status: 403,
      text: expect.stringContaining('license_forbids_use') as unknown,
    });
    expect((await service.kept()).rows['job']).toBe(before);
  }, 60_000);

  it('refuses a job for a compute target that is not set up, and keeps no job', async () => {
    const before = (await service.kept()).rows['job'];
    for (const target of ['docker', 'moon']) {
      const response = await service.call('POST', '/v1/jobs', { ...fineTune(), target });
      const { error } = (await response.json()) as { error: { code: string; param: string } };
      expect({ status: response.status, param: error.param }).toEqual({ status: 400, param: 'target' });
    }
    expect((await service.kept()).rows['job']).toBe(before);
  });

  it('runs the whole pipeline and registers a version', async () => {
    const spec = {
      name: 'tiny',
      publish: { model: 'tiny-intents', suffix: 'e2e' },
      jobs: [
        { name: 'train', ...fineTune(), samples: { prompts: [ASKED], max_tokens: 8 } },
        { name: 'merge', kind: 'merge', adapter: { job: 'train' } },
        { name: 'quantize', kind: 'quantize', model: { job: 'merge' } },
        ask('tuned', { model: { job: 'merge' } }),
        ask('quantized', { model: { job: 'quantize' }, engine: 'llamacpp' }),
      ],
    };
    ci.declare('model.yaml', { apiVersion: 'luthier/v1', kind: 'Pipeline', name: 'tiny', spec });
    const applied = await declared();
    expect(applied).toMatchObject({ action: 'created', kind: 'Pipeline', name: 'tiny' });
    const started = await pipeline(applied.id);
    made.pipeline = started.id;
    made.train = started.jobs!.find((job) => job.kind === 'finetune')!.id;
    const ended = await eventually(
      () => pipeline(started.id),
      ({ state }) => isFinal(state),
      400,
    );
    expect({ state: ended.state, failure: ended.failure, jobs: ended.jobs!.map((job) => job.error) }).toEqual(
      {
        state: 'succeeded',
        failure: null,
        jobs: ended.jobs!.map(() => null),
      },
    );
    const asked = ended.jobs!.map(({ decision }) => decision);
    expect(new Set(asked.slice(0, 3)).size).toBe(1);
    expect([asked[3] === asked[4], asked[3] === asked[0]]).toEqual([true, false]);
    made.version = ended.model_version!;
    const version = await answer(
      client.GET('/v1/model_versions/{id}', { params: { path: { id: made.version } } }),
    );
    made.openaiId = version.openai_id;
    expect(Object.keys(version.artifacts).sort()).toEqual(['adapter', 'gguf', 'merged']);
    expect(version.openai_id).toMatch(/^ft:tiny-llama:personal:e2e:[0-9a-z]{8}$/);
  }, 420_000);

  it('tells what the training used, apart from what it told', async () => {
    const path = { id: made.train };
    const read = (of: 'system' | 'training') =>
      answer(client.GET('/v1/jobs/{id}/metrics', { params: { path, query: { of } } }));
    const used = (await read('system')).data;
    expect(new Set(used.map(({ key }) => key))).toEqual(
      new Set(
        [
          'cpu_percent',
          'memory_bytes',
          'read_bytes_per_second',
          'written_bytes_per_second',
          'disk_free_bytes',
        ].map((name) => `system/${name}`),
      ),
    );
    expect(used.some(({ key, value }) => key === 'system/memory_bytes' && value > 50e6)).toBe(true);
    expect((await read('training')).data.filter(({ key }) => key.startsWith('system'))).toEqual([]);
    expect((await cli('job', 'system', made.train)).stdout).toMatch(/cpu_percent +\d/);
  }, 60_000);

  it('tells what the training answered behind each checkpoint, and has no prompt in its signed papers', async () => {
    const path = { id: made.train };
    const { data } = await answer(client.GET('/v1/jobs/{id}/samples', { params: { path } }));
    expect(data.length).toBeGreaterThan(1);
    expect(data.every((one) => one.prompt === ASKED && one.index === 0 && one.tokens <= 8)).toBe(true);
    const steps = data.map(({ step }) => step);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    const query = { limit: '1', after: data[0]!.id, step: String(steps.at(-1)) };
    const page = await answer(client.GET('/v1/jobs/{id}/samples', { params: { path, query } }));
    expect(page.data).toEqual([data.at(-1)]);
    expect((await cli('samples', made.train)).stdout).toContain(`1. ${ASKED}\n  step ${steps[0]}\n    | `);
    const job = await answer(client.GET('/v1/jobs/{id}', { params: { path } }));
    const { adapter } = (job.result as { artifacts: Record<string, string> }).artifacts;
    const signed = await answer(
      client.GET('/v1/artifacts/{id}/attestation', { params: { path: { id: adapter! } } }),
    );
    const { provenance } = signed as unknown as { provenance: { dsseEnvelope: { payload: string } } };
    const papers = Buffer.from(provenance.dsseEnvelope.payload, 'base64').toString();
    expect(papers).toContain(made.train);
    expect(papers).not.toContain(ASKED);
  }, 60_000);

  it('answers the same training and quantisation with what has finished, at once', async () => {
    const { jobs } = await pipeline(made.pipeline);
    const [merge, quantize] = ['merge', 'quantize'].map((kind) => jobs!.find((job) => job.kind === kind)!);
    const trained = await answer(client.GET('/v1/jobs/{id}', { params: { path: { id: made.train } } }));
    const reuse = 'finished' as const;
    const again = await answer(client.POST('/v1/jobs', { body: { ...fineTune(), reuse } }));
    expect(again).toMatchObject({
      ...{ state: 'succeeded', reused_from: made.train, seed: trained.seed, attempts: 0 },
      result: { artifacts: trained.result!.artifacts },
    });
    const model = merge!.result!.artifacts!['merged']!;
    const file = await answer(client.POST('/v1/jobs', { body: { kind: 'quantize', model, reuse } }));
    expect(file).toMatchObject({ state: 'succeeded', reused_from: quantize!.id });
    const other = await answer(client.POST('/v1/jobs', { body: { ...fineTune(), reuse, seed: 8 } }));
    expect(other).toMatchObject({ state: 'validating', reused_from: null });
    const cancelled = await service.call('POST', `/v1/jobs/${other.id}/cancel`);
    expect(cancelled.status).toBe(200);
    const ended = await eventually(
      () => answer(client.GET('/v1/jobs/{id}', { params: { path: { id: other.id } } })),
      ({ state }) => isFinal(state),
      60,
    );
    expect(ended.ending).toMatchObject({ reason: 'cancelled', evidence: { by: expect.any(String) } });
    expect((await cli('job', 'why', other.id)).stdout).toMatch(/why: cancelled: Cancelled by /);
  }, 90_000);

  it('makes the adapter again, byte by byte, beside the first', async () => {
    const trained = await answer(client.GET('/v1/jobs/{id}', { params: { path: { id: made.train } } }));
    const adapter = trained.result!.artifacts!['adapter']!;
    // exit 1 where a file differs: the comparison is on stdout all the same
    const { stdout } = await cli('reproduce', adapter, '--wait', '--json').catch(
      (error: { stdout: string }) => error,
    );
    const found = JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, unknown>;
    expect(found).toMatchObject({ artifact: adapter, matches: true, expected: 'equal', differences: [] });
    expect(found['made']).not.toBe(adapter);
    const { made: record } = (await (await service.call('GET', `/v1/artifacts/${adapter}`)).json()) as {
      made: { environment: Record<string, unknown>; inputs: { name: string; revision: string | null }[] };
    };
    expect(record.environment).toMatchObject({
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      ...{ cpu: expect.any(String), threads: expect.any(Number), device: 'cpu' },
      packages: { torch: expect.any(String), peft: expect.any(String), trl: expect.any(String) },
    });
    expect(record.inputs).toContainEqual(
      expect.objectContaining({ name: 'base_model', revision: TINY.revision }),
    );
  }, 120_000);

  it('says what the training came to beside that of the base, and takes a declaration of it', async () => {
    const id = (await pipeline(made.pipeline)).jobs!.find((job) => job.kind === 'quantize')!.result!
      .artifacts!['gguf']!;
    const actOf = async () =>
      (await answer(client.GET('/v1/artifacts/{id}/lineage', { params: { path: { id } } }))).ai_act!;
    const before = await actOf();
    const trained = await answer(client.GET('/v1/jobs/{id}', { params: { path: { id: made.train } } }));
    // what was expected at submission stands beside what the program saw of itself
    expect(trained.actual).toMatchObject({ within: { memory_mb: true } });
    // what its program took, by the counters of this machine or said to be modelled
    const took = await answer(
      client.GET('/v1/jobs/{id}/usage', { params: { path: { id: made.train }, query: {} } }),
    );
    expect(took.usage).toEqual(trained.usage);
    expect(took.usage).toMatchObject({ attempts: 1, kg_co2e: null, cost: null });
    expect(took.usage!.watt_hours).toBeGreaterThan(0);
    expect(took.usage!.basis).toBe(took.usage!.share_of_machine === null ? 'modelled' : 'measured');
    const calibration = await answer(client.GET('/v1/estimates/calibration'));
    expect(calibration.groups).toContainEqual(
      expect.objectContaining({ family: 'LlamaForCausalLM', method: 'sft lora', target: 'process' }),
    );
    const training = trained.result!['training'] as Record<string, number>;
    const { tokens, parameters, trainable_parameters } = training;
    expect(before.flops).toBe(2 * tokens! * (2 * parameters! + trainable_parameters!));
    expect(before).toMatchObject({ compared_with: { is_assumed: true }, flag: null, at_least: false });
    expect(before.notes.map(({ code }) => code)).toEqual(['AI_ACT_BASE_UNKNOWN']);
    const source = 'https://example.org/report';
    const declared = { training_compute: { flops: before.flops! * 4, source } };
    const path = `/v1/base_models/${TINY.slug}`;
    expect((await service.call('PATCH', path, declared)).status).toBe(200);
    expect(await actOf()).toMatchObject({
      ratio: 0.25,
      flag: 'near',
      bases: [{ source: 'declared', url: source }],
    });
    expect((await service.call('PATCH', path, { training_compute: null })).status).toBe(200);
    expect(await actOf()).toEqual(before);
  }, 30_000);

  it('streams every event of the training once, and resumes behind the one it is told', async () => {
    const all = await events({});
    const ids = all.map((event) => event.id);
    expect(new Set(ids).size).toBe(ids.length);
    const steps = all
      .filter((event) => event.type === 'metrics')
      .map((event) => JSON.parse(event.data) as { data: { step: number } });
    expect(steps.map(({ data }) => data.step)).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
    const middle = ids[Math.floor(ids.length / 2)]!;
    const rest = await events({ after: middle });
    expect(rest.map((event) => event.id)).toEqual(ids.slice(ids.indexOf(middle) + 1));
  }, 30_000);

  it('keeps every answer, and the score can be recomputed from them', async () => {
    const { jobs } = await pipeline(made.pipeline);
    for (const job of jobs!.filter(({ kind }) => kind === 'evaluate')) {
      const params = { path: { id: job.id } };
      const evaluation = await answer(client.GET('/v1/evaluations/{id}', { params }));
      const { data } = await answer(client.GET('/v1/evaluations/{id}/answers', { params }));
      const expected = readFileSync(hub.test, 'utf8')
        .trimEnd()
        .split('\n')
        .map((row) => (JSON.parse(row) as { messages: { content: string }[] }).messages.at(-1)!.content);
      expect(data.map((row) => row.expected)).toEqual(expected);
      const right = data.filter((row) => row.answer === row.expected).length;
      expect(evaluation.metrics!['exact_match']).toBeCloseTo(right / expected.length, 9);
    }
  }, 30_000);

  it('compares two models on the same rows, with an interval, and refuses other rows', async () => {
    const evaluations = (await pipeline(made.pipeline)).jobs!.filter(({ kind }) => kind === 'evaluate');
    const [tuned, quantized] = evaluations.map(({ id }) => id);
    const { stdout } = await cli('eval', 'compare', tuned!, quantized!, '--json');
    const found = JSON.parse(stdout) as {
      rows: number;
      metrics: { name: string; difference: number; low: number; high: number }[];
      flipped_rows: number;
      flipped: unknown[];
    };
    const exact = found.metrics.find(({ name }) => name === 'exact_match')!;
    expect(found.rows).toBe(readFileSync(hub.test, 'utf8').trimEnd().split('\n').length);
    expect(exact.low).toBeLessThanOrEqual(exact.difference);
    expect(exact.high).toBeGreaterThanOrEqual(exact.difference);
    expect(found.flipped).toHaveLength(found.flipped_rows);
    const other = await service.call('GET', `/v1/evaluations/${tuned}/compare?with=none`);
    expect(other.status).toBe(404);
  }, 30_000);

  it('finds which evaluated rows were trained on, as a search through both files does', async () => {
    const { jobs } = await pipeline(made.pipeline);
    const { id } = jobs!.find(({ kind }) => kind === 'evaluate')!;
    const { stdout } = await cli('eval', 'contamination', id, '--json');
    const { report } = JSON.parse(stdout) as {
      report: { rows: number; exact_rows: number; complete: boolean; trained_on: object[] };
    };
    const rows = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n');
    const trained = new Set(rows(hub.train));
    expect(report).toMatchObject({
      rows: rows(hub.test).length,
      exact_rows: rows(hub.test).filter((row) => trained.has(row)).length,
      complete: true,
      trained_on: [{ dataset_version: made.data, split: 'train', rows: 60, unread: null }],
    });
    expect((await cli('eval', 'contamination', id)).stdout).toContain('were trained on');
    const strict = cli('eval', 'contamination', id, '--max-share', '2');
    await expect(strict).rejects.toMatchObject({ code: 2 });
  }, 30_000);

  it('gives a card that names base, data and license', async () => {
    const response = await service.call('GET', `/v1/model_versions/${made.version}/card`);
    const card = await response.text();
    expect(response.headers.get('content-type')).toMatch(/^text\/markdown/);
    expect(card).toContain(`base_model: ${TINY.repo}`);
    expect(card).toContain('CC-BY-4.0');
    expect(card).toMatch(/Training saw none of these rows|Warning: training saw \d+ of these/);
  });

  it('is born with a bill of materials that names base, data, packages and every file', async () => {
    const response = await service.call('GET', `/v1/model_versions/${made.version}/bom`);
    expect(response.headers.get('content-type')).toMatch(/^application\/vnd\.cyclonedx\+json/);
    const bill = (await response.json()) as { components: { 'bom-ref': string; purl?: string }[] };
    const refs = bill.components.map((one) => one['bom-ref']);
    expect(refs).toEqual(expect.arrayContaining([`base:${made.base}`, `data:${made.data}`]));
    expect(refs.some((ref) => ref.startsWith('pkg:pypi/torch@2.'))).toBe(true);
    expect(JSON.stringify(bill)).toContain('"name":"gguf/');
    // the same figure stands in the bill, in the signed provenance and at the job
    const { usage } = await answer(client.GET('/v1/jobs/{id}', { params: { path: { id: made.train } } }));
    const considered = (bill as any).metadata.component.modelCard.considerations.environmentalConsiderations;
    const [training] = considered.energyConsumptions;
    expect(training).toMatchObject({
      activity: 'fine-tuning',
      activityEnergyCost: { value: Number((usage!.watt_hours! / 1000).toPrecision(6)), unit: 'kWh' },
    });
    expect(new Set(considered.energyConsumptions.map((one: any) => one.activity))).toEqual(
      new Set(['fine-tuning', 'validation', 'other']),
    );
    const version = await answer(
      client.GET('/v1/model_versions/{id}', { params: { path: { id: made.version } } }),
    );
    const signed = await service.call('GET', `/v1/artifacts/${version.artifacts['adapter']}/attestation`);
    const { provenance } = (await signed.json()) as any;
    const statement = JSON.parse(Buffer.from(provenance.dsseEnvelope.payload, 'base64').toString('utf8'));
    expect(statement.predicate.runDetails.byproducts).toContainEqual({ name: 'usage', content: usage });
  });

  it('can be checked by anybody: by luthier verify and by the public model-signing tool, to the byte', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'luthier-pull-')), 'adapter');
    await cli('pull', made.openaiId, '-o', folder);
    await cli('verify', made.openaiId);
    const key = `${folder}.pub`;
    const tool = () =>
      promisify(execFile)(
        needed('LUTHIER_TEST_TRAIN_PYTHON'),
        ['-m', 'model_signing', 'verify', 'key', folder, '--signature', `${folder}.sig`, '--public_key', key],
        {
          env: {
            ...process.env,
            PYTHONPATH: needed('LUTHIER_TEST_SIGNING_DIR'),
            PYTHONDONTWRITEBYTECODE: '1',
          },
        },
      );
    expect((await cli('verify', folder, '--key', key)).stdout).toMatch(/^whole: /);
    await tool();
    const weights = join(folder, 'adapter_model.safetensors');
    const bytes = readFileSync(weights);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(weights, bytes);
    await expect(tool()).rejects.toThrow();
    await expect(cli('verify', folder)).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('adapter_model.safetensors: has other bytes'),
    });
  }, 60_000);

  it('blocks a promotion below the score it asks for, and says what to do', async () => {
    const body = { model: 'tiny-intents', alias: 'production', min_score: 1 };
    const blocked = await answer(client.POST('/v1/promotions', { body }));
    expect(blocked.state).toBe('blocked');
    const gate = blocked.gates.find(({ kind }) => kind === 'eval')!;
    expect(gate).toMatchObject({ status: 'unmet' });
    expect(gate.fix).toBeTruthy();
  });

  it('blocks it in a CI pipeline too: exit 3 of the script in docs/ci.md, and nothing is trained again', async () => {
    const before = (await service.kept()).rows;
    const ran = await ci.promote(service, ['model.yaml', 'tiny-intents'], { MIN_SCORE: '1' });
    expect(ran).toMatchObject({ code: 3, err: expect.stringMatching(/✖ evaluation: [\s\S]*fix: /) });
    expect(await declared()).toMatchObject({ action: 'unchanged', id: made.pipeline, state: 'succeeded' });
    const { job, pipeline: pipelines } = (await service.kept()).rows;
    expect({ job, pipelines }).toEqual({ job: before['job'], pipelines: before['pipeline'] });
    const other = await ci.promote(service, ['model.yaml', 'tiny-intents'], {
      claims: { ref: 'refs/heads/x' },
    });
    expect({ code: other.code, err: other.err }).toMatchObject({
      code: 4,
      err: expect.stringContaining('no trust policy'),
    });
  }, 60_000);

  it('promotes from a CI pipeline, moves the alias and answers chat through the gateway', async () => {
    const numbers = { MIN_SCORE: '0', MAX_QUANTIZATION_DROP: '1' };
    const ran = await ci.promote(service, ['model.yaml', 'tiny-intents'], numbers);
    expect(ran).toMatchObject({
      code: 0,
      out: expect.stringMatching(/succeeded: tiny-intents:production/),
    });
    expect((await ci.run(service, ['luthier', 'ls'], {})).code).toBe(4); // the key is gone with the job
    const { data } = await answer(
      client.GET('/v1/promotions', { params: { query: { state: 'succeeded' } } }),
    );
    made.promotion = data[0]!.id;
    const model = await answer(
      client.GET('/v1/registered_models/{name}', { params: { path: { name: 'tiny-intents' } } }),
    );
    expect(model.aliases).toEqual({ production: made.version });
    for (const name of ['tiny-intents:production', 'tiny-intents', made.openaiId]) {
      const said = (await (await chat(name)).json()) as {
        object: string;
        choices: { message: { role: string } }[];
      };
      expect({ name, object: said.object, role: said.choices[0]!.message.role }).toEqual({
        name,
        object: 'chat.completion',
        role: 'assistant',
      });
    }
  }, 150_000);

  it('counts what it answered, with the energy of it, beside a price per token', async () => {
    const price = ['--price-in-per-1m', '0.15', '--price-out-per-1m', '0.6', '--hour-price', '0.08'];
    const served = async () =>
      JSON.parse((await cli('cost', 'served', made.openaiId, ...price, '--json')).stdout) as Record<
        string,
        any
      >;
    let told = await served();
    // an api process writes every five seconds, the worker reads the engine every ten
    for (let i = 0; i < 60 && !(told['requests'] >= 3 && told['up_seconds'] > 0); i += 1) {
      await new Promise((wake) => setTimeout(wake, 500));
      told = await served();
    }
    expect(told).toMatchObject({
      requests: 3,
      uncounted_requests: 0,
      comparison: { own_cost: expect.any(Number) },
    });
    expect(told['output_tokens']).toBeGreaterThan(0);
    expect(told['output_tokens']).toBeLessThanOrEqual(24);
    expect(told['prompt_tokens']).toBeGreaterThan(10);
    expect(told['watt_hours_per_1k_tokens']).toBeGreaterThan(0);
    expect(told['source']).toMatch(/^CPU: (rapl|10 W x CPU seconds, modelled: )/);
    const { stdout } = await cli('cost', 'served', made.openaiId, ...price);
    expect(stdout).toMatch(/energy of 1,000 tokens .* Wh[\s\S]*even from \d+ tokens an hour on/);
    const card = await (await service.call('GET', `/v1/model_versions/${made.version}/card`)).text();
    expect(card).toContain('## Served');
  }, 60_000);

  it('has an audit chain that is whole', async () => {
    const report = await answer(client.GET('/v1/audit_events/verify'));
    expect(report).toMatchObject({ ok: true });
    expect(report.checked).toBeGreaterThan(20);
  });
});

/** What `luthier apply` says about model.yaml. */
async function declared(): Promise<{ id: string; action: string }> {
  const args = ['luthier', 'apply', '-f', 'model.yaml', '--json'];
  const { code, out, err } = await ci.run(service, args, { LUTHIER_API_KEY: service.adminKey });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const { documents } = JSON.parse(out) as { documents: { id: string; action: string }[] };
  return documents[0]!;
}

const ask = (name: string, subject: object) => ({
  name,
  kind: 'evaluate',
  dataset_version: made.data,
  max_new_tokens: 8,
  ...subject,
});

async function events(query: { after?: string }) {
  const params = { path: { id: made.train }, query };
  const { data } = await client.GET('/v1/jobs/{id}/events/stream', { params, parseAs: 'stream' });
  const seen = [];
  for await (const event of eventsOf(data as ReadableStream<Uint8Array>)) seen.push(event);
  return seen;
}

function chat(model: string): Promise<Response> {
  const messages = [{ role: 'user', content: 'anna asks 1: i lost my card?' }];
  return service.call('POST', '/v1/chat/completions', { model, messages, max_tokens: 8, temperature: 0 });
}
