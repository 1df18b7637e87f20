import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import type { Clock } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { conflict, invalid, notFound } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import { Db, type Tx } from '#platform/db.js';
import { Egress, EGRESS, EgressError } from '#platform/egress.js';
import { assertRevision } from '#platform/if-match.js';
import { keepAnswer } from '#platform/once.js';
import { CLOCK } from '#platform/tokens.js';
import { SecretBox } from '#platform/secret-box.js';
import { hintOf, newSecret } from './signature.js';
import type { CreateEndpoint, UpdateEndpoint } from './webhooks.contract.js';
import { type EndpointChange, type EndpointRow, WebhooksRepository } from './webhooks.repository.js';
import { endpointView } from './webhooks.view.js';

const MAX_ENDPOINTS = 50;
const OVERLAP_MS = 24 * 3600 * 1000;

/** Where a project's events are sent: each change is audited, and tells the secret once or not at all. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly db: Db,
    private readonly rows: WebhooksRepository,
    private readonly audit: AuditService,
    @Inject(EGRESS) private readonly egress: Egress,
    private readonly box: SecretBox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Events from now on are sent to it. Throws invalid for a URL that is never called, conflict beyond 50 endpoints. */
  async create(ctx: Ctx, body: CreateEndpoint) {
    this.assertUrl(body.url);
    const secret = newSecret();
    return this.db.tx(ctx, async (tx) => {
      await this.rows.lockProject(tx, ctx.projectId);
      if ((await this.rows.count(tx, ctx.projectId)) >= MAX_ENDPOINTS) throw tooMany();
      const { event_types: eventTypes, ...rest } = body;
      const id = newId('we_');
      const sinceSeq = await this.record(tx, ctx, { action: 'created', id, facts: { ...body } });
      await this.rows.startCursor(tx, ctx.projectId, sinceSeq);
      const now = this.clock.now();
      const row = await this.rows.insert(tx, {
        ...{ ...rest, id, eventTypes, sinceSeq, projectId: ctx.projectId, createdBy: ctx.member },
        ...{ secret: this.box.seal(secret, id), secretHint: hintOf(secret), createdAt: now, updatedAt: now },
      });
      return this.answer(tx, ctx, row, secret);
    });
  }

  async list(ctx: Ctx, page: PageQuery) {
    const rows = await this.db.tx(ctx, (tx) => this.rows.list(tx, ctx.projectId, page));
    return pageOf(rows, page.limit, endpointView);
  }

  get(ctx: Ctx, id: string) {
    return this.db.tx(ctx, async (tx) => endpointView(await this.found(this.rows.find(tx, id), id)));
  }

  /** Switched on again it takes events from then on; what waited goes on. An update that changes nothing is none. */
  update(ctx: Ctx, { id, ifMatch }: { id: string; ifMatch?: string }, body: UpdateEndpoint) {
    if (body.url !== undefined) this.assertUrl(body.url);
    return this.db.tx(ctx, async (tx) => {
      const row = await this.found(this.rows.lock(tx, id), id);
      if (ifMatch !== undefined) assertRevision(row.revision, ifMatch);
      const change = changeOf(row, body);
      if (Object.keys(change).length === 0) return endpointView(row);
      const isSwitched = change.enabled !== undefined;
      const action = isSwitched ? (body.enabled ? 'enabled' : 'disabled') : 'updated';
      const seq = await this.record(tx, ctx, { action, id, facts: { ...body } });
      const after = await this.rows.change(tx, id, {
        ...change,
        ...(isSwitched && body.enabled ? { sinceSeq: seq, failingSince: null, disabledReason: null } : {}),
        ...(isSwitched && !body.enabled ? { disabledReason: `switched off by ${ctx.member}` } : {}),
        ...{ revision: row.revision + 1, updatedAt: this.clock.now() },
      });
      const answer = endpointView(after);
      await keepAnswer(tx, ctx, answer);
      return answer;
    });
  }

  async remove(ctx: Ctx, id: string) {
    await this.db.tx(ctx, async (tx) => {
      const row = await this.found(this.rows.lock(tx, id), id);
      await this.record(tx, ctx, { action: 'deleted', id, facts: { name: row.name, url: row.url } });
      await this.rows.remove(tx, id);
    });
    return { id, object: 'webhook_endpoint.deleted' as const, deleted: true };
  }

  /** `keepOld`: for 24 hours both secrets sign; else the old one counts for nothing at once. */
  rotate(ctx: Ctx, id: string, keepOld: boolean) {
    const secret = newSecret();
    return this.db.tx(ctx, async (tx) => {
      const row = await this.found(this.rows.lock(tx, id), id);
      const now = this.clock.now();
      await this.record(tx, ctx, { action: 'secret_rotated', id, facts: { overlap: keepOld } });
      const after = await this.rows.change(tx, id, {
        ...{ secret: this.box.seal(secret, id), secretHint: hintOf(secret) },
        oldSecret: keepOld ? row.secret : null,
        oldSecretUntil: keepOld ? new Date(now.getTime() + OVERLAP_MS) : null,
        ...{ revision: row.revision + 1, updatedAt: now },
      });
      return this.answer(tx, ctx, after, secret);
    });
  }

  private async answer(tx: Tx, ctx: Ctx, row: EndpointRow, secret: string) {
    const view = endpointView(row);
    await keepAnswer(tx, ctx, { ...view, signing_secret: null });
    return { ...view, signing_secret: secret };
  }

  private assertUrl(url: string): void {
    try {
      this.egress.check(url);
    } catch (error) {
      if (!(error instanceof EgressError)) throw error;
      throw invalid('invalid_value', error.message, { param: 'url' });
    }
  }

  private async found(row: Promise<EndpointRow | null>, id: string): Promise<EndpointRow> {
    const found = await row;
    if (!found) throw notFound('webhook_endpoint_not_found', `No webhook endpoint '${id.slice(0, 80)}'.`);
    return found;
  }

  /** Answers the number of the audit row. */
  private async record(
    tx: Tx,
    ctx: Ctx,
    of: { action: string; id: string; facts: Record<string, unknown> },
  ): Promise<bigint> {
    const action = `webhook_endpoint.${of.action}`;
    await this.audit.append(tx, ctx, {
      ...{ action, targetType: 'webhook_endpoint', targetId: of.id, facts: of.facts },
    });
    return this.audit.headSeq(tx, ctx.projectId);
  }
}

/** What of the body differs from the row. */
function changeOf(row: EndpointRow, body: UpdateEndpoint): EndpointChange {
  const wanted: Record<string, unknown> = {
    ...{ name: body.name, url: body.url, eventTypes: body.event_types, description: body.description },
    ...{ format: body.format, enabled: body.enabled },
  };
  const differs = ([name, value]: [string, unknown]) =>
    value !== undefined && JSON.stringify(value) !== JSON.stringify(row[name as keyof EndpointRow]);
  return Object.fromEntries(Object.entries(wanted).filter(differs));
}

const tooMany = () =>
  conflict(
    'too_many_webhook_endpoints',
    `A project may have ${MAX_ENDPOINTS} webhook endpoints; delete one, or let one take more event types.`,
    { headers: { 'x-should-retry': 'false' } },
  );
