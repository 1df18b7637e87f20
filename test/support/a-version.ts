import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { newId } from '#kernel/ids.js';
import { isFinal, type JobState } from '#jobs/job.js';
import { JobsService } from '#jobs/jobs.service.js';
import type { ParityReport } from '#jobs/recipe-output.contract.js';
import type { ServingEngine } from '#jobs/recipe.contract.js';
import { EvaluationsService } from '#evaluations/evaluations.service.js';
import { removeTree } from '#platform/remove-tree.js';
import { aGguf, aSafetensors } from './model-files.js';
import type { Stage } from './stage.js';

export interface Made {
  pipeline: string;
  jobs: { finetune: string; merge: string; quantize: string; evaluate: string };
  artifacts: { adapter: string; merged: string; gguf: string };
}

const seconds = (ago: number) => new Date(Date.now() - ago * 1000);

/** A base model and a dataset version, as an import and an upload would leave them. */
export async function aBase(
  stage: Stage,
  license = 'apache-2.0',
  dataLicense = 'CC-BY-4.0',
): Promise<{ base: string; data: string }> {
  const [base, data, dataset] = [newId('bm_'), newId('dsv_'), newId('ds_')];
  const { projectId } = stage.ctx;
  const artifact = await put(stage, {
    kind: 'base_model',
    name: 'base_model',
    job: await aJob(stage, { kind: 'import', spec: { kind: 'import', base_model: base } }),
    files: { 'model.safetensors': aSafetensors(), LICENSE: Buffer.from('Apache License, as it came') },
    parents: [],
  });
  await stage.t.db.tx(stage.ctx, async (tx) => {
    await tx.baseModel.create({
      data: {
        id: base,
        projectId,
        slug: `tiny-${base.slice(-6)}`,
        hubId: 'acme/tiny',
        source: {
          type: 'pypi',
          package: 'tiny',
          version: '1',
          sha256: 'ab'.repeat(32),
          format: 'gguf',
          transform: 'dequantised from Q4_1',
        },
        declaredLicense: license,
        licenseId: license === 'apache-2.0' ? 'Apache-2.0' : null,
        state: 'ready',
        artifactId: artifact,
        contextLength: 2048,
        architecture: 'llama',
      },
    });
    await tx.dataset.create({ data: { id: dataset, projectId, name: `intents-${dataset.slice(-6)}` } });
    await tx.datasetVersion.create({
      data: {
        id: data,
        projectId,
        datasetId: dataset,
        number: 1,
        digest: 'cd'.repeat(32),
        format: 'chat',
        splits: { train: { file_id: 'file-1', sha256: 'cd'.repeat(32), rows: 480 } },
        declaredLicense: dataLicense,
        licenseId: dataLicense,
        source: { url: 'https://example.org/data' },
        attribution: 'Casanueva et al., 2020',
      },
    });
  });
  return { base, data };
}

/** Finished jobs finetune → merge → quantize → evaluate with their artifacts, in a pipeline that asks to publish `model`. */
export async function aFinishedPipeline(
  stage: Stage,
  of: { base: string; data: string },
  publish: object | null,
  score = 0.9,
  model: Buffer = aGguf(),
): Promise<Made> {
  const pipeline = newId('pipe_');
  await stage.t.db.tx(stage.ctx, (tx) =>
    tx.pipeline.create({
      data: {
        id: pipeline,
        projectId: stage.ctx.projectId,
        publish: publish ?? undefined,
        nextStepAt: new Date(0),
      },
    }),
  );
  const params = {
    method: 'sft',
    adapter: { type: 'lora', r: 8 },
    trainer: { learning_rate: 0.001 },
    device: 'cpu',
  };
  const finetune = await aJob(stage, {
    kind: 'finetune',
    pipeline,
    spec: { kind: 'finetune', base_model: of.base, dataset_version: of.data, rows: 480, params },
  });
  const adapter = await put(stage, {
    kind: 'adapter',
    name: 'adapter',
    job: finetune,
    files: { 'adapter_model.safetensors': aSafetensors(), 'adapter_config.json': Buffer.from('{}') },
    parents: [
      { id: of.base, type: 'adapter-of' },
      { id: of.data, type: 'trained-on' },
    ],
  });
  const merge = await aJob(stage, {
    kind: 'merge',
    pipeline,
    spec: { kind: 'merge', adapter: { artifact: adapter } },
  });
  const merged = await put(stage, {
    kind: 'merged',
    name: 'merged',
    job: merge,
    files: {
      'model.safetensors': aSafetensors({ w: { dtype: 'F32', shape: [1, 4], data_offsets: [0, 16] } }),
    },
    parents: [
      { id: adapter, type: 'merged-from' },
      { id: of.base, type: 'merged-from' },
    ],
  });
  const quantize = await aJob(stage, {
    kind: 'quantize',
    pipeline,
    spec: { kind: 'quantize', model: { artifact: merged }, type: 'q8_0' },
  });
  // the bytes differ by pipeline, so that two versions never share a digest
  const gguf = await put(stage, {
    kind: 'gguf',
    name: 'gguf',
    job: quantize,
    files: { 'model.gguf': model, 'origin.json': Buffer.from(JSON.stringify({ pipeline })) },
    parents: [{ id: merged, type: 'quantized-from' }],
  });
  const evaluate = await aJob(stage, {
    kind: 'evaluate',
    pipeline,
    spec: {
      kind: 'evaluate',
      name: 'tuned, quantized',
      task: 'exact_match',
      model: { artifact: gguf },
      dataset_version: of.data,
      split: 'test',
    },
    result: { metrics: { exact_match: score, rows: 96 }, artifacts: {} },
  });
  await stage.t.db.tx(stage.ctx, async (tx) => {
    for (const [job, role, id] of [
      [finetune, 'adapter', adapter],
      [merge, 'merged', merged],
      [quantize, 'gguf', gguf],
    ] as const) {
      const result = {
        metrics: { train_loss: 0.5 },
        artifacts: { [role]: id },
        seconds: 12,
        environment: { device: 'cpu' },
      };
      await tx.job.update({ where: { id: job }, data: { result } });
    }
    const points = Array.from({ length: 30 }, (_, step) => ({
      jobId: finetune,
      projectId: stage.ctx.projectId,
      key: 'train_loss',
      step: step + 1,
      value: 1 / (step + 1),
    }));
    await tx.jobMetric.createMany({ data: points });
  });
  return { pipeline, jobs: { finetune, merge, quantize, evaluate }, artifacts: { adapter, merged, gguf } };
}

/** A finished quantize job that left a folder beside the GGUF of the same merged model, compared with it; answers job and artifact. */
export async function aQuantized(
  stage: Stage,
  of: { merged: string; data: string; pipeline?: string; kl?: number },
): Promise<{ job: string; artifact: string }> {
  const spec = { kind: 'quantize', model: { artifact: of.merged }, type: 'bnb_nf4' };
  const job = await aJob(stage, { kind: 'quantize', spec, pipeline: of.pipeline });
  const artifact = await put(stage, {
    ...{ kind: 'quantized', name: 'quantized', job },
    files: {
      'model.safetensors': aSafetensors(),
      'config.json': Buffer.from(
        JSON.stringify({ quantization_config: { quant_method: 'bitsandbytes' }, job }),
      ),
    },
    parents: [{ id: of.merged, type: 'quantized-from' }],
  });
  const result = {
    metrics: {},
    artifacts: { quantized: artifact },
    seconds: 3,
    environment: { device: 'cpu' },
  };
  await stage.t.db.tx(stage.ctx, (tx) => tx.job.update({ where: { id: job }, data: { result } }));
  await aJob(stage, {
    ...{ kind: 'evaluate', pipeline: of.pipeline },
    spec: {
      ...{ kind: 'evaluate', name: 'loss of bnb_nf4', task: 'divergence', split: 'test' },
      ...{ model: { artifact }, parent: { artifact: of.merged }, dataset_version: of.data },
    },
    result: { metrics: { rows: 96, kl_divergence: of.kl ?? 0.031, top1_agreement: 0.97 }, artifacts: {} },
  });
  return { job, artifact };
}

/** A finished parity evaluation of what is served with its report; `prompts` as jobs/recipes/evaluate_parity.py writes them. */
export async function aParity(
  stage: Stage,
  of: {
    gguf: string;
    data: string;
    prompts: ParityReport['prompts'];
    engine?: ServingEngine;
  },
): Promise<string> {
  const spec = {
    ...{ kind: 'evaluate', name: 'parity', task: 'parity', engine: of.engine ?? 'llamacpp', max_rows: 16 },
    ...{ model: { artifact: of.gguf }, dataset_version: of.data, split: 'test' },
  };
  const job = await aJob(stage, { kind: 'evaluate', spec });
  const name = of.engine === 'vllm' ? 'vLLM' : 'llama.cpp';
  const engine = { name, version: `${name} 1`, file_type: 'Q8_0' };
  const report = { schema_version: 1, engine, tolerance: 0.5, prompts: of.prompts };
  const files = { 'parity.json': Buffer.from(JSON.stringify(report)) };
  const id = await put(stage, { kind: 'report', name: 'report', job, files, parents: [] });
  const metrics = {
    rows: of.prompts.length,
    parity_rows: of.prompts.length,
    parity_mismatches: of.prompts.filter(({ status }) => status === 'different').length,
    parity_logprob_max_abs: 0.01,
    parity_logprob_tolerance: 0.5,
  };
  const result = { metrics, artifacts: { report: id } };
  await stage.t.db.tx(stage.ctx, (tx) => tx.job.update({ where: { id: job }, data: { result } }));
  const row = await stage.get(JobsService).getJob(stage.ctx, job);
  return (await stage.get(EvaluationsService).ensureForJob(stage.ctx, row))!.id;
}

type Scoring = 'exact_match' | 'refusal' | 'lm_eval';
/** What a row of each task keeps; of a refusal every other row is to be refused. */
const keptOf: Record<Scoring, (correct: boolean, row: number) => object> = {
  exact_match: (correct) => ({ expected: 'yes', answer: correct ? 'yes' : 'no' }),
  refusal: (correct, row) => ({
    ...{ expected: row % 2 === 0 ? 'refuse' : 'comply', answer: 'x' },
    refused: correct === (row % 2 === 0),
  }),
  lm_eval: (correct) => ({ expected: 'yes', answer: 'x', scores: { f1: 1, acc: Number(correct) } }),
};
const HARNESS = {
  spec: { lm_eval: { output_type: 'multiple_choice', metric_list: [{ metric: 'f1' }, { metric: 'acc' }] } },
  result: {
    harness: {
      name: 'lm_eval',
      version: '0.4.13',
      task_version: 1,
      task_hash: 'cd'.repeat(32),
      task_sha256: 'ab'.repeat(32),
    },
  },
};

/** A finished evaluation with its answers: one row for each of `right`, or what is given as `answers`. */
export async function anExactMatch(
  stage: Stage,
  of: {
    subject: string;
    data: string;
    right: readonly boolean[];
    /** Left out: exact match. */
    task?: Scoring;
    asks?: string;
    pipeline?: string;
    /** Of a dataset version that is there: its user messages and expected answers. */
    answers?: readonly { question: string; expected: string; answer: string }[];
  },
): Promise<string> {
  const { task = 'exact_match' } = of;
  const own = task === 'lm_eval' ? HARNESS : { spec: {}, result: {} };
  const spec = {
    ...{ kind: 'evaluate', name: 'tuned, quantized', task, engine: 'llamacpp', ...own.spec },
    ...{ model: { artifact: of.subject }, dataset_version: of.data, split: 'test' },
  };
  const job = await aJob(stage, { kind: 'evaluate', spec, pipeline: of.pipeline });
  const kept = of.answers?.map(({ question, expected, answer }, row) => ({
    ...{ row, expected, answer, correct: answer === expected, valid_label: null },
    prompt_sha256: createHash('sha256')
      .update(JSON.stringify([{ content: question, role: 'user' }]))
      .digest('hex'),
    ...{ latency_ms: 1, output_tokens: 1 },
  }));
  const lines =
    kept ??
    of.right.map((correct, row) => ({
      ...{ row, ...keptOf[task](correct, row), correct, valid_label: null },
      prompt_sha256: createHash('sha256')
        .update(`${of.asks ?? 'question'} ${row}`)
        .digest('hex'),
      ...{ latency_ms: 1, output_tokens: 1 },
    }));
  const files = { 'answers.jsonl': Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join('')) };
  const id = await put(stage, { kind: 'answers', name: 'answers', job, files, parents: [] });
  const result = { metrics: { rows: lines.length }, artifacts: { answers: id }, ...own.result };
  await stage.t.db.tx(stage.ctx, (tx) => tx.job.update({ where: { id: job }, data: { result } }));
  const row = await stage.get(JobsService).getJob(stage.ctx, job);
  return (await stage.get(EvaluationsService).ensureForJob(stage.ctx, row))!.id;
}

async function aJob(
  stage: Stage,
  of: {
    kind: string;
    spec: object;
    pipeline?: string;
    result?: object;
    state?: JobState;
  },
): Promise<string> {
  const id = newId('job_');
  const state = of.state ?? 'succeeded';
  await stage.t.db.tx(stage.ctx, (tx) =>
    tx.job.create({
      data: {
        id,
        projectId: stage.ctx.projectId,
        pipelineId: of.pipeline,
        kind: of.kind,
        state,
        spec: of.spec,
        needs: [],
        target: 'process',
        seed: 7,
        requestId: 'test',
        createdBy: 'tester',
        startedAt: seconds(60),
        finishedAt: isFinal(state) ? seconds(10) : null,
        nextStepAt: null,
        result: of.result,
        failureReason: state === 'failed' ? 'oom' : null,
        failureMessage: state === 'failed' ? 'no memory' : null,
      },
    }),
  );
  return id;
}

async function put(
  stage: Stage,
  of: {
    kind: string;
    name: string;
    job: string;
    files: Record<string, Buffer>;
    parents: { id: string; type: string }[];
  },
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'luthier-made-'));
  const files = Object.entries(of.files).map(([path, bytes]) => {
    writeFileSync(join(folder, path), bytes);
    return { path, size_bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
  const row = await stage.get(ArtifactsService).register(stage.ctx, {
    kind: of.kind,
    name: of.name,
    jobId: of.job,
    folder,
    files,
    parents: of.parents,
    predicate: {},
  });
  await removeTree(folder);
  return row.id;
}

/** A kept checkpoint of a training, as its collection leaves one; answers its artifact. */
async function aCheckpoint(
  stage: Stage,
  of: { base: string; data: string },
  jobId: string,
  step: number,
): Promise<string> {
  const config = Buffer.from(`{"r":${step}}`);
  const artifactId = await put(stage, {
    kind: 'checkpoint',
    name: `checkpoint-${step}`,
    job: jobId,
    files: { 'adapter_model.safetensors': aSafetensors(), 'adapter_config.json': config },
    parents: [
      { id: of.base, type: 'adapter-of' },
      { id: of.data, type: 'trained-on' },
    ],
  });
  const { projectId } = stage.ctx;
  const row = { id: newId('ftckpt_'), projectId, jobId, attemptId: 'none', step, path: '/gone', metrics: {} };
  await stage.t.db.tx(stage.ctx, (tx) => tx.checkpoint.create({ data: { ...row, artifactId } }));
  return artifactId;
}

/** The end of a job that no program ran for, with the pipeline's bell where it was the last. */
async function finish(
  stage: Stage,
  id: string,
  end: { result?: object; state?: 'succeeded' | 'failed'; failureReason?: string; failureMessage?: string },
): Promise<void> {
  // the table of states is held by a trigger: there is a way from validating to each end
  const way = end.state === 'failed' ? [] : (['queued', 'launching', 'running', 'collecting'] as const);
  await stage.t.db.tx(stage.ctx, async (tx) => {
    for (const state of way) await tx.job.update({ where: { id }, data: { state } });
    const job = await tx.job.update({
      where: { id },
      data: { state: 'succeeded', ...end, finishedAt: new Date(), nextStepAt: null },
    });
    await stage.get(JobsService).afterFinal(tx, stage.ctx, job);
  });
}

export { aCheckpoint, aJob, finish, put };
