import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { type AppError, denied, invalid, unavailable } from '#kernel/errors.js';
import { type DeploymentRow, DeploymentsService } from '#deployments/deployments.service.js';
import { lapsed } from '#deployments/lapse.js';
import { RoutingCheck } from '#deployments/routing-check.service.js';
import type { ServerAddress } from '#deployments/serving.port.js';
import { type FrozenInputs, LicensesService } from '#licenses/licenses.service.js';
import { CheckpointModels } from '#registry/checkpoint-models.service.js';
import { RegistryService, type VersionRow } from '#registry/registry.service.js';
import { engineRequest } from './engine-request.js';
import type { ChatBody } from './gateway.contract.js';
import { clientGone, endingOf, engineTimeout, refusalOf, unknownModel } from './refusals.js';
import { type Metered, ServingMeter } from './serving-meter.service.js';

/** How long the first call of a cold model is held. */
export const COLD_WAIT_MS = 30_000;
/** How long an engine may take to begin its answer: less than the 300 s after which Node gives up by itself. */
const ENGINE_WAIT_MS = 290_000;
const CHECKPOINT_POLL_MS = 500;
const DEFAULT_ALIAS = 'production';

export interface Routed {
  version: VersionRow;
  deployment: DeploymentRow;
  response: Response;
  /** To be ended by who reads the answer. */
  metered: Metered;
}

/** From a model's name to the engine that answers for it. */
@Injectable()
export class GatewayService {
  coldWaitMs = COLD_WAIT_MS;
  engineWaitMs = ENGINE_WAIT_MS;

  constructor(
    private readonly registry: RegistryService,
    private readonly deployments: DeploymentsService,
    private readonly check: RoutingCheck,
    private readonly licenses: LicensesService,
    private readonly checkpoints: CheckpointModels,
    private readonly meter: ServingMeter,
  ) {}

  /**
   * Sends the request to the model's engine; the answer's body is not read yet. Throws 404 `model_not_found`, 403
   * `license_review_required`, `license_forbids_use` or `quarantined`, 503 while the engine is cold or down and for what is not as it was signed
   * (`deployment_refused`), 400 for what the engine refuses.
   */
  async chat(ctx: Ctx, body: ChatBody, signal: AbortSignal): Promise<Routed> {
    const came = this.meter.now();
    const { version, deployment } = await this.route(ctx, body.model, signal);
    const { ready, address } = await this.reach(ctx, deployment, body, signal).catch((error: unknown) => {
      this.meter.missed(deployment, came, endingOf(error, signal.aborted));
      throw error;
    });
    const metered = this.meter.begin(ready, came);
    try {
      const response = await this.ask(ctx, ready, address, { body, signal });
      if (response.ok) return { version, deployment: ready, response, metered };
      throw await refusalOf(response);
    } catch (error) {
      metered.dropped(endingOf(error, signal.aborted));
      throw error;
    }
  }

  /** The engine may be gone: the worker looks at it, and the caller is told to try again. */
  async down(ctx: Ctx, row: DeploymentRow): Promise<AppError> {
    await this.deployments.reportDown(ctx, row);
    return unavailable(
      'engine_unreachable',
      'The engine of this model does not answer; it is being started again.',
      { headers: { 'retry-after': '5' } },
    );
  }

  /** `ft:…`, `<model>:<alias>`, or `<model>` for its production alias. */
  private async route(
    ctx: Ctx,
    name: string,
    signal: AbortSignal,
  ): Promise<{ version: VersionRow; deployment: DeploymentRow }> {
    if (name.startsWith('ft:')) return this.routeVersion(ctx, name, signal);
    const [model = '', alias = DEFAULT_ALIAS, ...rest] = name.split(':');
    const found = rest.length > 0 ? null : await this.registry.findAlias(ctx, model, alias);
    if (!found)
      throw unknownModel(
        name,
        'It is no registered model; a base model can be chatted with once a version of it is deployed.',
      );
    if (!found.alias)
      throw unknownModel(
        name,
        `The model '${model}' has no alias '${alias}'; promote a version to it, or call a version by its ft: id.`,
      );
    const deployment = await this.deployments.forAlias(ctx, found.alias);
    if (!deployment) await this.check.assertNoStray(ctx, found.model, found.alias);
    const version = (await this.registry.findVersionById(ctx, found.alias.versionId))?.version;
    if (version && !deployment) await this.deployments.assertFree(ctx, version);
    if (!deployment) await this.assertNotLapsed(ctx, name, found.alias);
    if (!deployment || !version)
      throw unavailable('model_not_served', `Nothing serves '${name}' now; promote it again.`, {
        headers: { 'retry-after': '30' },
      });
    await this.check.assert(ctx, { model: found.model, version, deployment, alias: found.alias });
    return { version, deployment };
  }

  /** Nothing serves the alias: 403 where that is because its decision holds no more. */
  private async assertNotLapsed(
    ctx: Ctx,
    name: string,
    alias: { versionId: string; decisionId: string },
  ): Promise<void> {
    const last = await this.deployments.lastForAlias(ctx, alias);
    const [lapse] = last ? await this.deployments.lapsesOf(ctx, last) : [];
    if (lapse) throw lapsed(name, lapse, alias.decisionId);
  }

  private async routeVersion(ctx: Ctx, openaiId: string, signal: AbortSignal) {
    const known =
      (await this.registry.findVersionByOpenaiId(ctx, openaiId)) ??
      (await this.versionOfCheckpoint(ctx, openaiId, signal));
    const found = known && (await this.registry.findVersionById(ctx, known.id));
    if (!found) throw unknownModel(openaiId, 'GET /v1/models lists what there is.');
    const deployment = await this.deployments.forVersion(ctx, found.model, found.version);
    if (!deployment)
      throw unknownModel(
        openaiId,
        'It was registered without a GGUF file, which is what the engine here, llama.cpp, loads: add a quantize job of a GGUF type.',
      );
    if (deployment.state === 'ready') await this.check.assert(ctx, { ...found, deployment, alias: null });
    return { version: found.version, deployment };
  }

  /** The first call of a checkpoint has it made, and is held for as long as that of any cold model. */
  private async versionOfCheckpoint(ctx: Ctx, name: string, signal: AbortSignal): Promise<VersionRow | null> {
    const end = Date.now() + this.coldWaitMs;
    for (;;) {
      const checkpoint = await this.checkpoints.find(ctx, name);
      if (!checkpoint) return null;
      await this.checkpoints.make(ctx, checkpoint);
      const version = await this.registry.findVersionByOpenaiId(ctx, name);
      if (version) return version;
      if (signal.aborted) throw clientGone();
      if (Date.now() >= end)
        throw unavailable(
          'model_loading',
          'This checkpoint is being merged and quantised for its first call; try again shortly.',
          { headers: { 'retry-after': '15' } },
        );
      await sleep(CHECKPOINT_POLL_MS);
    }
  }

  /** The engine, ready and able to take the request. */
  private async reach(
    ctx: Ctx,
    deployment: DeploymentRow,
    body: ChatBody,
    signal: AbortSignal,
  ): Promise<{ ready: DeploymentRow; address: ServerAddress }> {
    const ready = await this.warm(ctx, deployment, signal);
    const address = await this.deployments.connect(ready);
    if (!address) throw await this.down(ctx, ready);
    await this.deployments.touch(ctx, ready);
    await this.assertTools(ctx, ready, address, body);
    return { ready, address };
  }

  private async warm(ctx: Ctx, deployment: DeploymentRow, signal: AbortSignal): Promise<DeploymentRow> {
    if (deployment.state === 'blocked') throw await this.blocked(ctx, deployment);
    const now = await this.deployments.awaitReady(ctx, deployment, this.coldWaitMs, signal);
    if (signal.aborted) throw clientGone();
    if (now.state === 'ready') return now;
    const message =
      now.state === 'failed'
        ? `The model cannot be served: ${now.failure ?? 'its server failed'}`
        : 'The model is being started; try again shortly.';
    throw unavailable(now.state === 'failed' ? 'deployment_failed' : 'model_loading', message.slice(0, 500), {
      headers: { 'retry-after': '10' },
    });
  }

  private async blocked(ctx: Ctx, deployment: DeploymentRow): Promise<AppError> {
    const decision = await this.licenses.getDecision(ctx, deployment.decisionId);
    const code = decision.verdict === 'deny' ? 'license_forbids_use' : 'license_review_required';
    const { findings, verdict, inputs } = decision;
    const { graph } = inputs as unknown as FrozenInputs;
    const asked = { findings, verdict, graph } as unknown as Parameters<LicensesService['sentence']>[1];
    const why = await this.licenses.sentence(ctx, asked);
    const review = await this.licenses.reviewOf(ctx, decision.id);
    return denied(code, `The model may not be called: ${why} ${review?.next ?? ''}`.trim(), {
      param: 'model',
      review: review?.id ?? null,
      decision: decision.id,
      findings: decision.findings,
    });
  }

  /** A model that is never told of its tools would answer as if it had none: refused, not ignored. */
  private async assertTools(
    ctx: Ctx,
    row: DeploymentRow,
    address: ServerAddress,
    { tools, tool_choice: choice }: ChatBody,
  ): Promise<void> {
    if (!tools?.length || choice === 'none') return;
    const abilities = await this.deployments.abilities(address).catch(() => null);
    if (!abilities) throw await this.down(ctx, row);
    if (abilities.tools) return;
    throw invalid(
      'not_supported',
      "The chat template of this model has no place for tools; leave out 'tools'.",
      {
        param: 'tools',
      },
    );
  }

  private async ask(
    ctx: Ctx,
    row: DeploymentRow,
    { endpoint, apiKey }: ServerAddress,
    of: { body: ChatBody; signal: AbortSignal },
  ): Promise<Response> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), this.engineWaitMs);
    try {
      return await fetch(`${endpoint}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
        body: JSON.stringify(engineRequest(of.body, row.openaiId)),
        signal: AbortSignal.any([of.signal, late.signal]),
        redirect: 'error',
      });
    } catch {
      if (of.signal.aborted) throw clientGone();
      const down = await this.down(ctx, row);
      throw late.signal.aborted ? engineTimeout() : down;
    } finally {
      clearTimeout(timer);
    }
  }
}
