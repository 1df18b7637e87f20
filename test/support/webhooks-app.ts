import { randomBytes } from 'node:crypto';
import { Global, Module } from '@nestjs/common';
import { pino } from 'pino';
import { AuditService } from '#audit/audit.service.js';
import { type Role, systemCtx } from '#kernel/context.js';
import { Db } from '#platform/db.js';
import { parseAllowRule } from '#platform/egress-address.js';
import { Egress, EGRESS } from '#platform/egress.js';
import type { Handler } from '#platform/handler.js';
import { CLOCK, LOGGER } from '#platform/tokens.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { ProjectsService } from '#projects/projects.service.js';
import { DeliveriesLedger, DISABLE_DAYS } from '#webhooks/deliveries.ledger.js';
import { DeliveriesProcessor } from '#webhooks/deliveries.processor.js';
import { EventExpiry } from '#webhooks/event-expiry.processor.js';
import { EventRelay } from '#webhooks/event-relay.processor.js';
import { WEBHOOK_KEY } from '#platform/secret-box.js';
import { WebhooksModule } from '#webhooks/webhooks.module.js';
import { createApp } from '../../apps/api/http/app.js';
import { Idempotency } from '../../apps/api/http/idempotency.js';
import { openTestDatabase } from './database.js';
import { Receiver } from './receiver.js';

const log = pino({ level: 'silent' });

/** The webhooks behind the real HTTP application with a real receiver, on a database of their own. */
export async function openWebhooksApp() {
  const t = await openTestDatabase();
  const receiver = await Receiver.open();
  const time = { now: new Date() };
  const allow = [parseAllowRule(receiver.host), parseAllowRule('127.0.0.1:9')];
  const providers = [
    { provide: Db, useValue: t.db },
    { provide: LOGGER, useValue: log },
    { provide: CLOCK, useValue: { now: () => time.now } },
    { provide: EGRESS, useValue: new Egress({ ports: [443], allow }) },
    { provide: WEBHOOK_KEY, useValue: randomBytes(32) },
    { provide: DISABLE_DAYS, useValue: 5 },
  ];
  class Outside {}
  Global()(Outside);
  Module({ providers, exports: providers.map((one) => one.provide) })(Outside);
  class Root {}
  Module({ imports: [Outside, ProjectsModule, WebhooksModule], providers: [Idempotency] })(Root);
  const app = await createApp(Root, log);
  await app.init();
  const projects = app.get(ProjectsService);
  const handlers: Handler[] = [app.get(EventRelay), app.get(DeliveriesProcessor)];

  async function project(role: Role = 'admin') {
    const name = `p-${randomBytes(5).toString('hex')}`;
    const { id, api_key } = await projects.create(systemCtx(), { name });
    const { member } = (await projects.authenticate(api_key, 'req_test'))!;
    const ctx = {
      projectId: id,
      actor: 'key_test',
      member,
      roles: ['admin'] as Role[],
      requestId: 'req_test',
    };
    const key =
      role === 'admin' ? api_key : (await projects.createKey(ctx, { name: role, roles: [role] })).key;
    return { id, ctx, key };
  }
  type Project = Awaited<ReturnType<typeof project>>;

  /** Inserts what the sweep of one worker would find, and works on it once. */
  const sweep = async (): Promise<void> => {
    for (const handler of handlers) await Promise.all((await handler.due(50)).map((id) => handler.step(id)));
  };
  return {
    ...{ t, app, receiver, time, project, sweep },
    relay: app.get(EventRelay),
    deliveries: app.get(DeliveriesProcessor),
    expiry: app.get(EventExpiry),
    ledger: app.get(DeliveriesLedger),
    advance: (seconds: number) => {
      time.now = new Date(time.now.getTime() + seconds * 1000);
    },
    async call(method: string, path: string, of: { key: string }, body?: object, headers = {}) {
      const answer = await app.inject({
        method: method as 'GET',
        url: `/v1${path}`,
        headers: { authorization: `Bearer ${of.key}`, ...headers },
        ...(body ? { payload: body } : {}),
      });
      return { status: answer.statusCode, headers: answer.headers, body: answer.json<never>() };
    },
    /** What a slice does when something happens: it appends to the chain in its own transaction. */
    happens({ ctx }: Project, action: string, targetId: string, facts: Record<string, unknown> = {}) {
      const entry = { action, targetType: action.split('.')[0]!, targetId, facts };
      return t.db.tx(ctx, (tx) => app.get(AuditService).append(tx, ctx, entry));
    },
    async close() {
      await app.close();
      await receiver.close();
      await t.drop();
    },
  };
}
export type WebhooksApp = Awaited<ReturnType<typeof openWebhooksApp>>;
