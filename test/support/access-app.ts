import type { AddressInfo } from 'node:net';
import { type DynamicModule, Global, Module, type Type } from '@nestjs/common';
import { pino } from 'pino';
import type { Role } from '#kernel/context.js';
import { systemCtx } from '#kernel/context.js';
import { Db } from '#platform/db.js';
import { CLOCK, CONFIG, LOGGER } from '#platform/tokens.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { ProjectsService } from '#projects/projects.service.js';
import { createApp } from '../../apps/api/http/app.js';
import { Idempotency } from '../../apps/api/http/idempotency.js';
import { openTestDatabase } from './database.js';

export type AccessApp = Awaited<ReturnType<typeof openAccessApp>>;
export interface Answer {
  status: number;
  body: Record<string, unknown> & { error?: { code: string; message: string; param: string | null } };
}

/** The doors of access behind the real HTTP application, on a database of their own and a clock that the test moves. */
export async function openAccessApp(
  options: {
    maxDays?: number;
    modules?: (Type | DynamicModule)[];
    provide?: { provide: string; useValue: unknown }[];
  } = {},
) {
  const t = await openTestDatabase();
  const time = { now: new Date() };
  const lines: string[] = [];
  const providers = [
    { provide: Db, useValue: t.db },
    { provide: LOGGER, useValue: pino({ level: 'info' }, { write: (line) => void lines.push(line) }) },
    { provide: CLOCK, useValue: { now: () => time.now } },
    { provide: CONFIG, useValue: { LUTHIER_API_KEY_MAX_DAYS: options.maxDays ?? 0 } },
    ...(options.provide ?? []),
  ];
  class Outside {}
  Global()(Outside);
  Module({ providers, exports: providers.map((one) => one.provide) })(Outside);
  class Root {}
  Module({
    imports: [Outside, ProjectsModule, ...(options.modules ?? [])],
    providers: [Idempotency],
  })(Root);
  const app = await createApp(Root, pino({ level: 'info' }, { write: (line) => void lines.push(line) }));
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const base = `http://127.0.0.1:${port}`;
  let count = 0;

  async function call(method: string, path: string, key: string | null, body?: unknown): Promise<Answer> {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: {
        ...(key ? { authorization: `Bearer ${key}` } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }
  return {
    t,
    app,
    base,
    /** Every line of the log so far. */
    lines,
    call,
    /** The clock, that much later. */
    later(seconds: number) {
      time.now = new Date(time.now.getTime() + seconds * 1000);
    },
    /** The clock, back at the real time, at which issuers sign. */
    today() {
      time.now = new Date();
    },
    now: () => Math.floor(time.now.getTime() / 1000),
    async project() {
      const name = `p-${(count += 1)}-${port}`;
      const made = await app.get(ProjectsService).create(systemCtx(), { name, declared_use: {} });
      const admin = made.api_key;
      const make = (body: object, by = admin) => call('POST', '/v1/api_keys', by, { name: 'k', ...body });
      return {
        id: made.id,
        name,
        admin,
        make,
        async key(roles: Role[], more: object = {}) {
          const { status, body } = await make({ roles, ...more });
          if (status !== 200) throw new Error(JSON.stringify(body));
          return { id: body['id'] as string, key: body['key'] as string };
        },
        async audited(action: string) {
          const { body } = await call('GET', `/v1/audit_events?action=${action}`, admin);
          return body['data'] as { actor: string; target: { id: string }; facts: Record<string, unknown> }[];
        },
      };
    },
    async close() {
      await app.close();
      await t.drop();
    },
  };
}
