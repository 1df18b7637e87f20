import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { resolveSft } from '#jobs/hyperparameters.js';
import { adapterBody, trainerBody } from '#jobs/finetune.contract.js';
import { EstimatesService } from '#jobs/estimates.service.js';
import { JobsLedger } from '#jobs/jobs.ledger.js';
import { idBody, newId } from '#kernel/ids.js';
import { put, aBase, aJob } from '../../test/support/a-version.js';
import { chatFile } from '../../test/support/datasets-app.js';
import { openStage, type Stage } from '../../test/support/stage.js';

let stage: Stage;
let base: string;
let data: string;
beforeAll(async () => {
  stage = await openStage();
  ({ base } = await aBase(stage));
  data = await dataset('intents', 480);
  const config = { hiddenSize: 576, layers: 30, vocabSize: 49_152 };
  const known = { parameterCount: 134_515_008n, config, architecture: 'LlamaForCausalLM' };
  await stage.t.db.tx(stage.ctx, (tx) => tx.baseModel.update({ where: { id: base }, data: known }));
}, 60_000);
afterAll(() => stage?.close());

interface Answer {
  status: number;
  body: Record<string, never> & { error?: { code: string; param: string | null } };
}
async function post(path: string, body: object, key = stage.key): Promise<Answer> {
  const response = await fetch(`${stage.url}/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}
async function upload(content: string): Promise<string> {
  const form = new FormData();
  form.set('purpose', 'fine-tune');
  form.set('file', new Blob([content]), 'a.jsonl');
  const headers = { authorization: `Bearer ${stage.key}` };
  const sent = await fetch(`${stage.url}/v1/files`, { method: 'POST', headers, body: form });
  return ((await sent.json()) as { id: string }).id;
}
async function dataset(name: string, rows: number, license = 'CC-BY-4.0'): Promise<string> {
  const { body } = await post('/datasets', { name });
  const files = { train: await upload(chatFile(rows, name)) };
  const made = await post(`/datasets/${String(body['id'])}/versions`, {
    files,
    license,
    attribution: 'us',
  });
  return String(made.body['id']);
}
const tune = (extra: object = {}) => ({
  kind: 'finetune',
  base_model: base,
  dataset_version: data,
  ...extra,
});
const count = () =>
  stage.t.db.tx(stage.ctx, async (tx) => [
    await tx.job.count(),
    await tx.licenseDecision.count(),
    await tx.auditEvent.count(),
    await tx.datasetVersion.count(),
  ]);

/** A finished training, as its collection leaves one; the numbers are those of real runs on two cores. */
async function trained(of: {
  tokens: number;
  seconds: number;
  peak: number;
  rows?: number;
}): Promise<string> {
  const rows = of.rows ?? 480;
  const params = resolveSft(adapterBody.parse({}), trainerBody.parse({}), {
    rows,
    parameterCount: 134_515_008,
    contextLength: 2048,
  });
  const id = await aJob(stage, {
    kind: 'finetune',
    spec: { kind: 'finetune', base_model: base, dataset_version: newId('dsv_'), rows, params },
    result: {
      seconds: of.seconds,
      peak_memory_mb: of.peak,
      metrics: { steps: 60 },
      environment: { device: 'cpu', dtype: 'float32' },
    },
  });
  const trainedTokens = BigInt(of.tokens);
  await stage.t.db.tx(stage.ctx, (tx) => tx.job.update({ where: { id }, data: { trainedTokens } }));
  return id;
}

describe('POST /v1/estimates', () => {
  it('asks everything that a submission asks, and keeps nothing', async () => {
    const before = await count();
    const { status, body } = await post('/estimates', tune());
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ object: 'estimate', kind: 'finetune', base_model: base, then: [], cost: null },
      steps: { value: 60, basis: 'formula' },
      target: { name: 'process', device: null, memory_mb: null },
      ...{ fits: null, allowed_to_proceed: true, unavailable_reason: null },
    });
    expect(await count()).toEqual(before);
  });

  it('says what the target has, once a worker has seen it', async () => {
    const machine = { cpus: 2, memoryMb: 8192, gpus: 0, gpuMemoryMb: null, slots: 1, seenAt: new Date() };
    await stage.t.db.tx(stage.ctx, (tx) =>
      tx.computeTarget.create({ data: { target: 'process', ...machine } }),
    );
    const { body } = await post('/estimates', tune());
    expect(body).toMatchObject({
      target: { device: 'cpu', memory_mb: 8192 },
      memory_mb: { basis: 'formula', parts: { weights: 513, logits: expect.any(Number) } },
    });
    const long = await post('/estimates', tune({ trainer: { batch_size: 64, max_seq_length: 2048 } }));
    expect(long.body).toMatchObject({ fits: false });
    expect(String(long.body['fits_reason'])).toMatch(/8192 MiB.*: /);
  });

  it("counts tokens by the bytes of OpenAI's file, and says so", async () => {
    const declared = {
      defaultDatasetLicense: 'LicenseRef-own-data',
      defaultDatasetLicenseDeclaredBy: 'Dana',
    };
    const where = { id: stage.ctx.projectId };
    await stage.t.db.tx(stage.ctx, (tx) => tx.project.update({ where, data: declared }));
    const content = chatFile(40, 'bytes');
    const file = await upload(content);
    const before = await count();
    const { body } = await post('/estimates', { model: base, training_file: file });
    expect(body).toMatchObject({
      kind: 'finetune',
      tokens: { value: Math.ceil((5 * Buffer.byteLength(content)) / 4), basis: 'formula' },
      then: [
        { kind: 'merge', base_model: base },
        { kind: 'quantize', base_model: base },
        { kind: 'evaluate', base_model: base }, // its parity
      ],
    });
    expect(await count()).toEqual(before);
  });

  it('takes the tokens of a finished report instead', async () => {
    const inspect = await aJob(stage, {
      kind: 'inspect',
      spec: { kind: 'inspect', base_model: base, dataset_version: data, max_seq_length: 2048 },
    });
    const tokens = { total: 24_000, trained_on: 24_000, max: 90 };
    const artifact = await put(stage, {
      kind: 'report',
      name: 'report',
      job: inspect,
      files: { 'report.json': Buffer.from(JSON.stringify({ splits: { train: { rows: 480, tokens } } })) },
      parents: [],
    });
    const result = { artifacts: { report: artifact } };
    await stage.t.db.tx(stage.ctx, (tx) => tx.job.update({ where: { id: inspect }, data: { result } }));
    const { body } = await post('/estimates', tune());
    expect(body).toMatchObject({ tokens: { value: 24_000, basis: 'measured' } });
    const cut = await post('/estimates', tune({ trainer: { max_seq_length: 64 } }));
    expect(cut.body).not.toMatchObject({ tokens: { basis: 'measured' } });
  });

  it('is calibrated by finished jobs of the same base on the same target', async () => {
    const byFormula = (await post('/estimates', tune())).body as unknown as { seconds: { basis: string } };
    expect(byFormula.seconds.basis).toBe('formula');
    for (const [tokens, seconds] of [
      [6_000, 72],
      [12_000, 114],
      [48_000, 366],
    ] as const)
      await trained({ tokens, seconds, peak: 1900 });
    const { body } = await post('/estimates', tune());
    // 30 s to start and 7 ms a token, which is what those three lie on
    expect(body).toMatchObject({
      seconds: { value: 198, basis: 'measured' },
      memory_mb: { value: 1812, basis: 'measured' },
      fits: true,
    });
    expect(await post('/estimates', tune({ adapter: { type: 'qlora' } }))).toMatchObject({
      body: { seconds: { basis: 'formula' } },
    });
  });

  it("answers a license's no in place of refusing", async () => {
    const closed = await aBase(stage, 'cc-by-nc-4.0');
    const before = await count();
    const job = { kind: 'finetune', base_model: closed.base, dataset_version: data };
    const refused = await post('/jobs', job);
    expect(refused).toMatchObject({ status: 403, body: { error: { code: 'license_forbids_use' } } });
    const after = await count();
    const { status, body } = await post('/estimates', job);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      allowed_to_proceed: false,
      unavailable_reason: {
        code: 'license_forbids_use',
        findings: [expect.objectContaining({ remedy: expect.stringMatching(/./) })],
        message: expect.stringMatching(/rev_[0-9a-z]{26} is open/), // the refused submission has opened it
      },
      steps: { value: 60 },
    });
    expect(await count()).toEqual(after);
    expect(after[0]).toBe(before[0]);
  });

  it('says what is owed for the outcome, each thing once, and nothing where it is refused', async () => {
    const train = tune({ name: 'train' });
    const merge = { name: 'merge', kind: 'merge', adapter: { job: 'train' } };
    const owed = async (body: object): Promise<{ node: string; what: string }[]> =>
      (await post('/estimates', body)).body['obligations']!;
    const found = await owed({ jobs: [train, merge] });
    expect(found).toContainEqual(
      expect.objectContaining({
        type: 'attribution-record',
        node: data,
        license: 'CC-BY-4.0',
        level: 'required',
      }),
    );
    const told = found.map(({ node, what }) => `${node} ${what}`);
    expect(new Set(told).size).toBe(told.length);
    const closed = await aBase(stage, 'cc-by-nc-4.0');
    expect(await owed(tune({ base_model: closed.base }))).toEqual([]);
  });

  it('names no review that only a submission would open', async () => {
    const closed = await aBase(stage, 'cc-by-nc-4.0');
    const job = (name: string) => ({
      name,
      kind: 'finetune',
      base_model: closed.base,
      dataset_version: data,
    });
    const { body } = await post('/estimates', { jobs: [job('one'), job('two')] });
    const { message } = body['unavailable_reason'] as unknown as { message: string };
    expect(message).toMatch(/ A review would be opened\.$/);
    expect(JSON.stringify(body)).not.toContain('rev_');
  });

  it('asks a license question once, by nothing that is not there, and names the review that asks it already', async () => {
    const ours = await dataset('ours', 20, 'our-tickets');
    const reviews = await stage.t.db.tx(stage.ctx, (tx) =>
      tx.review.findMany({ where: { subjectId: ours } }),
    );
    const open = reviews.map(({ id }) => id);
    expect(open).toHaveLength(1);
    const train = tune({ name: 'train', dataset_version: ours });
    const merge = { name: 'merge', kind: 'merge', adapter: { job: 'train' } };
    const check = { name: 'check', kind: 'evaluate', model: { job: 'merge' }, dataset_version: ours };
    const { body } = await post('/estimates', { jobs: [train, merge, { ...check, split: 'train' }] });
    expect(body['warnings']).toEqual([
      expect.stringMatching(
        new RegExp(
          `‘our-tickets’ that was declared is not known: ${ours}.* beside ${open[0]}, which asks for the same license`,
        ),
      ),
    ]);
    expect(JSON.stringify(body['warnings'])).not.toMatch(/job_|reached by/);
  });

  it('estimates every job of a pipeline in its order, names the job of a fault, and keeps nothing', async () => {
    const jobs = [
      { name: 'train', ...tune() },
      { name: 'merge', kind: 'merge', adapter: { job: 'train' } },
    ];
    const before = await count();
    const { status, body } = await post('/estimates', { name: 'all', jobs });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ kind: 'finetune', steps: { value: 60 }, allowed_to_proceed: true },
      then: [{ kind: 'merge', base_model: base }],
    });
    const second = { name: 'more', ...tune({ base_model: 'none' }) };
    for (const path of ['/estimates', '/pipelines'])
      expect(await post(path, { jobs: [...jobs, second] })).toMatchObject({
        status: 404,
        body: { error: { code: 'base_model_not_found', param: 'jobs[2].base_model' } },
      });
    expect(await count()).toEqual(before);
  });

  it('refuses what a submission refuses, in the same words', async () => {
    for (const [body, status, code, param] of [
      [{}, 400, 'missing_required_parameter', 'model'],
      [{ kind: 'train' }, 400, 'invalid_value', 'kind'],
      [tune({ sed: 1 }), 400, 'unknown_parameter', 'sed'],
      [tune({ base_model: 'none' }), 404, 'base_model_not_found', 'base_model'],
      [{ model: base, training_file: 'file-none' }, 404, 'file_not_found', 'training_file'],
    ] as const)
      expect(await post('/estimates', body)).toMatchObject({ status, body: { error: { code, param } } });
  });
});

describe('GET /v1/jobs/{id}', () => {
  it('keeps what was expected, and shows what came of it beside it', async () => {
    const made = await post('/jobs', tune());
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ estimate: { seconds: { value: 198 } }, actual: null });
    const id = String(made.body['id']);
    const result = { seconds: 297, peak_memory_mb: 1900, metrics: { steps: 60 } };
    await stage.t.db.tx(stage.ctx, (tx) =>
      tx.job.update({ where: { id }, data: { result, trainedTokens: 24_000n } }),
    );
    const headers = { authorization: `Bearer ${stage.key}` };
    const seen = (await (await fetch(`${stage.url}/v1/jobs/${id}`, { headers })).json()) as object;
    expect(seen).toMatchObject({
      estimate: { seconds: { value: 198, basis: 'measured' } },
      actual: { seconds: 297, of_estimate: { tokens: 1, steps: 1, seconds: 1.5, memory_mb: 1 } },
    });
  });
});

async function get(path: string): Promise<Record<string, never>> {
  const response = await fetch(`${stage.url}/v1${path}`, {
    headers: { authorization: `Bearer ${stage.key}` },
  });
  return (await response.json()) as Record<string, never>;
}

describe('a plan on GPUs', () => {
  it('says of each what fits, in what time, with what energy, and costs only what was priced', async () => {
    const { status, body } = await post(
      '/estimates?gpus=rtx-4090,t4,h100&gpu_prices=h100=2.50 USD',
      tune({ adapter: { r: 8 } }),
    );
    expect(status).toBe(200);
    const range = { value: expect.any(Number), low: expect.any(Number), high: expect.any(Number) };
    expect(body['gpus']).toMatchObject([
      {
        ...{
          gpu: 'rtx-4090',
          verdict: 'fits',
          memory_mb: range,
          seconds: range,
          energy_kwh: range,
          cost: null,
        },
        unavailable: [{ what: 'cost', reason: expect.stringContaining('gpu_prices') }],
      },
      { gpu: 't4', verdict: 'fits', seconds: null, energy_kwh: null },
      { gpu: 'h100', verdict: 'fits', cost: { currency: 'USD' }, unavailable: [] },
    ]);
    expect((await post('/estimates', tune())).body['gpus']).toBeNull();
    const all = await post('/estimates?gpus=all&gpu_count=2&zero=3&full=true&checkpointing=false', tune());
    expect((all.body['gpus'] as unknown as unknown[]).length).toBeGreaterThanOrEqual(12);
  });

  it('refuses what it does not know, naming what there is', async () => {
    for (const [query, param, says] of [
      ['gpus=rtx-9090', 'gpus', /rtx-9090.*rtx-4090/],
      ['gpus=l4&gpu_prices=l4=cheap', 'gpu_prices', /l4=cheap/],
      ['gpus=l4&gpu_count=0', 'gpu_count', /gpu_count/],
      ['gpus=l4&zero=4', 'zero', /zero/],
      ['gpu=l4', 'gpu', /gpu/],
    ] as const) {
      const { status, body } = await post(`/estimates?${query}`, tune());
      expect({ status, param: body.error?.param }).toEqual({ status: 400, param });
      expect((body.error as unknown as { message: string }).message).toMatch(says);
    }
  });

  it('says what is missing of a base model that nobody has described', async () => {
    const { base: bare } = await aBase(stage);
    const where = { id: bare };
    const unknown = { parameterCount: 1_000_000n, config: {} };
    await stage.t.db.tx(stage.ctx, (tx) => tx.baseModel.update({ where, data: unknown }));
    const job = { kind: 'finetune', base_model: bare, dataset_version: data };
    const { body } = await post('/estimates?gpus=l4', job);
    expect(body['gpus']).toMatchObject([
      { verdict: null, memory_mb: null, unavailable: [{ reason: expect.stringContaining('hidden_size') }] },
    ]);
    expect(body['unavailable']).toContainEqual({
      ...{ what: 'memory_mb', reason: expect.stringContaining('hidden_size') },
    });
  });
});

describe('GET /v1/estimates/calibration', () => {
  it('holds past estimates against their jobs, and corrects the next', async () => {
    const before = (await post('/estimates', tune({ adapter: { type: 'qlora' } }))).body as never as {
      memory_mb: { value: number; low: number; high: number; basis: string };
      formula: { memory_mb: number };
    };
    expect(before.memory_mb.basis).toBe('formula');
    for (const r of [2, 4, 8]) {
      const body = tune({ adapter: { type: 'qlora', r } });
      const estimate = (await post('/estimates', body)).body as never as { formula: { memory_mb: number } };
      const spec = (await post('/jobs', body)).body['spec'] as unknown as object;
      const peak = (1.5 * before.formula.memory_mb * 2 ** 20) / 1e6;
      const result = {
        ...{ seconds: 100, peak_memory_mb: peak, metrics: {} },
        environment: { device: 'cpu', dtype: 'float32' },
      };
      const id = await aJob(stage, { kind: 'finetune', spec, result });
      const kept = { ...estimate, formula: { ...estimate.formula, memory_mb: before.formula.memory_mb } };
      await stage.t.db.tx(stage.ctx, (tx) => tx.job.update({ where: { id }, data: { estimate: kept } }));
    }
    const after = (await post('/estimates', tune({ adapter: { type: 'qlora' } })))
      .body as never as typeof before;
    expect(after.memory_mb.basis).toBe('calibrated');
    // 3 jobs against the 4 that the formula is worth
    expect(after.memory_mb.value / before.memory_mb.value).toBeCloseTo(1.5 ** (3 / 7), 1);
    expect(after.memory_mb.high / after.memory_mb.low).toBeLessThan(
      before.memory_mb.high / before.memory_mb.low,
    );
    const report = await get('/estimates/calibration');
    expect(report).toMatchObject({ object: 'estimate_calibration', memory_mb: { coverage: 1 } });
    expect(report['groups']).toContainEqual({
      ...{ kind: 'finetune', target: 'process', family: 'LlamaForCausalLM', method: 'sft qlora' },
      memory_mb: expect.objectContaining({ jobs: 3, correction: expect.objectContaining({ jobs: 3 }) }),
      seconds: expect.objectContaining({ jobs: 3 }),
    });
  });
});

describe('an out-of-memory', () => {
  it('gives the numbers and settings that would fit, at both doors', async () => {
    const wide = tune({ trainer: { batch_size: 64, max_seq_length: 2048 }, adapter: { r: 64 } });
    const made = await post('/jobs', wide);
    const id = String(made.body['id']);
    const ledger = stage.get(JobsLedger);
    const lease = (await ledger.claim(id))!;
    const details = (await stage.get(EstimatesService).afterOom(lease.job))!;
    await ledger.fail(lease, { reason: 'oom', message: 'The memory limit was reached.', details }, 137);
    const { error } = (await get(`/jobs/${id}`)) as unknown as {
      error: { advice: string; details: typeof details };
    };
    expect(error).toMatchObject({ code: 'out_of_memory', reason: 'oom', details: { available_mb: 8192 } });
    expect(error.details.needed_mb).toBeGreaterThan(8192);
    expect(error.details.settings).toHaveLength(3);
    for (const setting of error.details.settings) expect(setting.memory_mb).toBeLessThanOrEqual(8192);
    expect(error.advice).toMatch(/^It needed about \d+ MiB and had 8192 MiB\..*\(1\).*\(2\).*\(3\)/);
    const openai = await get(`/fine_tuning/jobs/ftjob-${idBody(id)}`);
    expect(openai['error']).toMatchObject({
      ...{
        code: 'out_of_memory',
        param: null,
        message: expect.stringContaining('By the estimator these fit'),
      },
    });
    // the first of them is taken, and is expected to fit
    const [first] = error.details.settings;
    const taken = {
      ...wide,
      adapter: { r: 64 } as object,
      trainer: { batch_size: 64, max_seq_length: 2048 } as object,
    };
    for (const { param, to } of first!.changes) {
      const [group, name] = param.split('.') as ['adapter' | 'trainer', string];
      taken[group] = { ...taken[group], [name]: to };
    }
    expect((await post('/estimates', taken)).body).toMatchObject({ fits: true });
  });
});
