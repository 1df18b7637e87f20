import { answer } from '#client/client.js';
import { type Id, idBody, newId } from '#kernel/ids.js';
import { Service, type ServiceOptions } from './harness.js';

const ROLES = ['viewer', 'engineer', 'reviewer', 'deployer', 'admin'] as const;
type Role = (typeof ROLES)[number];

/** A project with one of everything that has an id: what a key of another project must never see. */
export interface Tenant {
  project: string;
  keys: Record<Role, string>;
  made: Made;
  /** Every id of the above, and names. */
  ids: string[];
}

export interface Made {
  file: string;
  upload: string;
  operation: string;
  dataset: string;
  version: string;
  base: string;
  slug: string;
  job: string;
  evaluateJob: string;
  pipeline: string;
  artifact: string;
  evaluation: string;
  decision: string;
  review: string;
  reviewLink: string;
  member: string;
  override: string;
  model: string;
  modelName: string;
  modelVersion: string;
  openaiId: string;
  promotion: string;
  deployment: string;
  recall: string;
  invitation: string;
  trust: string;
  key: string;
  webhook: string;
  delivery: string;
  judgement: string;
}

export interface Tenants {
  service: Service;
  own: Tenant;
  other: Tenant;
  stop(): Promise<void>;
}

/** The real api, without a worker, and two projects in it. */
export async function openTenants(options: ServiceOptions = {}): Promise<Tenants> {
  const service = await Service.start({ programs: ['api'], ...options });
  try {
    const current = await (await service.call('GET', '/v1/projects/current')).json();
    const own = await openTenant(service, (current as { id: string }).id, service.adminKey, 'own');
    const made = await service.call('POST', '/v1/projects', {
      name: 'other',
      declared_use: { purpose: 'internal', commercial: true },
    });
    const { id, api_key: key } = (await made.json()) as { id: string; api_key: string };
    const other = await openTenant(service, id, key, 'other');
    return { service, own, other, stop: () => service.stop() };
  } catch (error) {
    await service.stop();
    throw error;
  }
}

export const rows = (count: number, tag = 'a'): string =>
  Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      messages: [
        { role: 'user', content: `${tag} ${i}` },
        { role: 'assistant', content: `answer ${i}` },
      ],
    }),
  ).join('\n') + '\n';

export async function upload(
  service: Service,
  key: string,
  content: string | Uint8Array<ArrayBuffer>,
  name = 'rows.jsonl',
): Promise<Response> {
  const form = new FormData();
  form.set('purpose', 'fine-tune');
  form.set('file', new Blob([content]), name);
  return service.call('POST', '/v1/files', form, key);
}

async function openTenant(service: Service, project: string, key: string, tag: string): Promise<Tenant> {
  const client = service.client(key);
  const sent = await upload(service, key, rows(12, tag));
  const file = ((await sent.json()) as { id: string }).id;
  const part = { bytes: 2, filename: `${tag}.jsonl`, mime_type: 'text/jsonl', purpose: 'fine-tune' as const };
  const begun = (await answer(client.POST('/v1/uploads', { body: part }))).id;
  const dataset = (await answer(client.POST('/v1/datasets', { body: { name: `${tag}-data` } }))).id;
  const version = (
    await answer(
      client.POST('/v1/datasets/{id}/versions', {
        params: { path: { id: dataset } },
        body: { files: { train: file }, license: 'CC-BY-4.0', attribution: 'us' },
      }),
    )
  ).id;
  const source = {
    from: { type: 'file' as const, file },
    name: `${tag}-rows`,
    license: 'CC-BY-4.0',
    attribution: 'us',
  };
  const operation = (await answer(client.POST('/v1/datasets/import', { body: source }))).id;
  const keys = {} as Record<Role, string>;
  for (const role of ROLES)
    keys[role] = (await answer(client.POST('/v1/api_keys', { body: { name: role, roles: [role] } })))[
      'key'
    ] as string;
  const spare = await answer(client.POST('/v1/api_keys', { body: { name: 'spare', roles: ['viewer'] } }));
  const member = spare.member;
  const invited = { email: `${tag}@example.org`, roles: ['viewer' as const] };
  const invitation = (await answer(client.POST('/v1/invitations', { body: invited }))).id;
  const trust = await insertTrust(service, { project, member, tag });
  const made = {
    member,
    invitation,
    trust,
    file,
    upload: begun,
    operation,
    dataset,
    version,
    key: spare.id,
    ...(await insertRest(service, project, { tag, version })),
  };
  return { project, keys, made, ids: [project, ...Object.values(made)] };
}

/** What only a worker makes, written as it would: base model, finished jobs, artifacts, a registered and served version. */
async function insertRest(service: Service, projectId: string, of: { tag: string; version: string }) {
  const { tag, version } = of;
  const id = <P extends string>(prefix: P): Id<P> => newId(prefix);
  const base = id('bm_');
  const job = id('job_');
  const evaluateJob = id('job_');
  const pipeline = id('pipe_');
  const artifact = id('art_');
  const decision = id('dec_');
  const review = id('rev_');
  const reviewLink = id('rvl_');
  const override = id('lov_');
  const model = id('rm_');
  const modelVersion = id('mv_');
  const promotion = id('prm_');
  const recall = id('rcl_');
  const webhook = id('we_');
  const event = id('evt_');
  const delivery = id('whd_');
  const judgement = id('jdg_');
  const deployment = id('dep_');
  const slug = `${tag}-base`;
  const modelName = `${tag}-model`;
  const openaiId = `ft:${slug}:personal:${tag}:${idBody(modelVersion).slice(-8)}`;
  const digest = 'a'.repeat(64);
  const finished = {
    projectId,
    target: 'process',
    seed: 1,
    requestId: 'req_none',
    createdBy: 'system',
    nextStepAt: null,
    state: 'succeeded' as const,
    finishedAt: new Date(),
  };
  const params = {
    method: 'sft',
    adapter: { type: 'lora', r: 4 },
    trainer: {
      ...{ n_epochs: 1, batch_size: 4, learning_rate: 0.001, max_seq_length: 512 },
      gradient_accumulation_steps: 1,
    },
  };
  await service.database.db.tx({ projectId: '*' }, async (tx) => {
    await tx.baseModel.create({
      data: {
        id: base,
        projectId,
        slug,
        hubId: `acme/${slug}`,
        revision: 'c0'.repeat(20),
        source: { type: 'hub' },
        declaredLicense: 'apache-2.0',
        licenseId: 'Apache-2.0',
        state: 'ready',
        artifactId: artifact,
        parameterCount: 140_000n,
        contextLength: 512,
      },
    });
    await tx.pipeline.create({
      data: { id: pipeline, projectId, name: tag, state: 'succeeded', versionId: modelVersion },
    });
    await tx.job.create({
      data: {
        ...finished,
        id: job,
        pipelineId: pipeline,
        kind: 'finetune',
        spec: { kind: 'finetune', base_model: base, dataset_version: version, rows: 12, params },
        fineTunedModel: openaiId,
      },
    });
    await tx.job.create({
      data: {
        ...finished,
        id: evaluateJob,
        kind: 'evaluate',
        spec: {
          kind: 'evaluate',
          name: 'exact match',
          task: 'exact_match',
          model: { base_model: base },
          dataset_version: version,
        },
      },
    });
    await tx.jobEvent.create({
      data: {
        id: id('ftevent-'),
        projectId,
        jobId: job,
        seq: 1,
        level: 'info',
        type: 'message',
        message: `secret of ${tag}`,
      },
    });
    await tx.artifact.create({
      data: {
        id: artifact,
        projectId,
        kind: 'gguf',
        name: 'gguf',
        digest,
        manifest: [{ path: 'model.gguf', size_bytes: 1, sha256: digest }],
        sizeBytes: 1n,
        jobId: job,
        provenance: {},
      },
    });
    await tx.evaluation.create({
      data: {
        id: `eval_${idBody(evaluateJob)}`,
        projectId,
        jobId: evaluateJob,
        name: 'exact match',
        task: 'exact_match',
        subjectId: base,
        datasetVersionId: version,
        state: 'succeeded',
        answersId: artifact,
      },
    });
    await tx.licenseDecision.create({
      data: {
        id: decision,
        projectId,
        gate: 'G4',
        subjectType: 'model_version',
        subjectId: modelVersion,
        verdict: 'allow',
        fixable: false,
        findings: [],
        obligations: [],
        inputs: {
          ...{ gate: 'G4', use: {}, subject: artifact },
          graph: { nodes: [{ id: artifact, kind: 'adapter' }], edges: [] },
        },
        catalogueVersion: '1',
        envelope: { payload: Buffer.from('{}').toString('base64') },
      },
    });
    await tx.review.create({
      data: {
        id: review,
        projectId,
        gate: 'G5',
        subjectType: 'artifact',
        subjectId: artifact,
        lineageHash: digest,
        decisionId: decision,
        catalogueVersion: '1',
        severity: 'needs-review',
        findings: [],
        requiredApprovals: 1,
        requestedBy: [],
      },
    });
    await tx.reviewLink.create({
      data: {
        ...{ id: reviewLink, projectId, reviewId: review, label: 'counsel', createdBy: 'mem_none' },
        ...{ tokenSha256: reviewLink, createdAt: new Date(), expiresAt: new Date(Date.now() + 86_400_000) },
      },
    });
    await tx.licenseOverride.create({
      data: {
        id: override,
        projectId,
        ordinal: 1,
        repo: `${tag}/model`,
        licenseIds: ['MIT'],
        textSha256: digest,
        clause: 'LICENSE',
        reason: `secret of ${tag}`,
        addedBy: 'system',
      },
    });
    await tx.registeredModel.create({ data: { id: model, projectId, name: modelName } });
    await tx.modelVersion.create({
      data: {
        id: modelVersion,
        projectId,
        modelId: model,
        number: 1,
        sourceJobId: job,
        baseModelId: base,
        artifacts: { gguf: artifact },
        licenseId: 'Apache-2.0',
        openaiId,
        tags: {},
        evaluations: [],
        cardId: artifact,
      },
    });
    await tx.modelAlias.create({
      data: { projectId, modelId: model, alias: 'production', versionId: modelVersion, decisionId: decision },
    });
    await tx.deployment.create({
      data: {
        id: deployment,
        projectId,
        kind: 'alias',
        versionId: modelVersion,
        openaiId,
        engine: 'llamacpp',
        state: 'stopped',
        desired: 'stopped',
        artifactId: artifact,
        artifactDigest: digest,
        decisionId: decision,
        nextStepAt: null,
      },
    });
    const at = new Date();
    await tx.integration.create({
      data: {
        ...{ projectId, type: 'wandb', baseUrl: 'https://api.wandb.ai', secret: new Uint8Array(64) },
        ...{ hint: '0000', updatedBy: tag, createdAt: at, updatedAt: at },
      },
    });
    const asked = { project: tag, name: null, entity: null, tags: [] };
    await tx.integrationRun.create({
      data: {
        ...{ id: id('irun_'), projectId, jobId: job, position: 0, type: 'wandb', asked, state: 'done' },
        ...{ createdAt: at, finishedAt: at },
      },
    });
    await tx.judgement.create({
      data: {
        ...{
          id: judgement,
          projectId,
          evaluationId: `eval_${idBody(evaluateJob)}`,
          rubric: `secret of ${tag}`,
        },
        ...{
          judgeHost: 'judge.example.com',
          judgeModel: 'm',
          allRows: 1,
          rows: 1,
          maxCalls: 1,
          maxTokens: 1,
        },
        ...{ state: 'failed', failure: 'x', requestedBy: tag, createdAt: at, finishedAt: at },
      },
    });
    await tx.judgementCall.create({
      data: {
        ...{
          judgementId: judgement,
          projectId,
          row: 0,
          swapped: false,
          grade: 5,
          reason: `secret of ${tag}`,
        },
        ...{ promptTokens: 1, completionTokens: 1, createdAt: at },
      },
    });
    await tx.webhookEndpoint.create({
      data: {
        ...{ id: webhook, projectId, name: tag, url: 'https://hooks.example.com/', eventTypes: ['job.*'] },
        ...{ format: 'standard', secret: new Uint8Array(64), secretHint: 'whsec_…', sinceSeq: 1_000_000n },
        ...{ createdBy: tag, createdAt: at, updatedAt: at },
      },
    });
    await tx.webhookEvent.create({
      data: {
        id: event,
        projectId,
        seq: 1n,
        type: 'job.failed',
        data: { id: job, object: 'job' },
        createdAt: at,
      },
    });
    await tx.webhookDelivery.create({
      data: {
        ...{ id: delivery, projectId, endpointId: webhook, eventId: event, state: 'delivered', attempts: 1 },
        ...{ giveUpAt: at, createdAt: at, finishedAt: at, status: 200, latencyMs: 1 },
      },
    });
    await tx.recall.create({
      data: {
        id: recall,
        projectId,
        kind: 'record',
        subject: 'ab'.repeat(32),
        reason: tag,
        dryRun: true,
        state: 'found',
        requestedBy: tag,
      },
    });
    await tx.promotion.create({
      data: {
        id: promotion,
        projectId,
        modelId: model,
        versionId: modelVersion,
        alias: 'production',
        state: 'succeeded',
        gates: { checks: [] },
        decisionId: decision,
        deploymentId: deployment,
        requestedBy: 'system',
        nextStepAt: null,
        finishedAt: new Date(),
      },
    });
  });
  return {
    base,
    slug,
    job,
    evaluateJob,
    pipeline,
    artifact,
    evaluation: `eval_${idBody(evaluateJob)}`,
    decision,
    review,
    reviewLink,
    override,
    model,
    modelName,
    modelVersion,
    openaiId,
    promotion,
    recall,
    webhook,
    delivery,
    judgement,
    deployment,
  };
}

/** No issuer is trusted here: a policy comes by the database alone. */
async function insertTrust(
  { database }: Service,
  of: { project: string; member: string; tag: string },
): Promise<string> {
  const id = newId('trust_');
  await database.db.tx({ projectId: of.project }, (tx) =>
    tx.oidcTrust.create({
      data: {
        ...{ id, projectId: of.project, memberId: of.member, name: of.tag, createdBy: of.member },
        ...{ issuer: 'https://issuer.example', audience: of.tag, claims: { sub: 'secret of another' } },
        ...{ roles: ['viewer'], createdAt: new Date() },
      },
    }),
  );
  return id;
}
