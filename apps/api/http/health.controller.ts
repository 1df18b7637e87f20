import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError, unavailable } from '#kernel/errors.js';
import type { Config } from '#platform/config.js';
import { Db } from '#platform/db.js';
import { OBJECT_STORE, type ObjectStorePort } from '#platform/object-store.port.js';
import { Queue } from '#platform/queue.js';
import { Route } from '#platform/route.js';
import { sameSecret } from '#platform/same-secret.js';
import { CONFIG } from '#platform/tokens.js';
import { ProjectsService } from '#projects/projects.service.js';
import { opens } from '#projects/scopes.js';
import * as contract from './health.contract.js';
import { Metrics } from './metrics.js';

const DEADLINE_MS = 3_000;
/** The sha256 of nothing that anybody stores: asking for it is a round trip. */
const ABSENT = '0'.repeat(64);

@Controller()
export class HealthController {
  constructor(
    private readonly db: Db,
    private readonly queue: Queue,
    private readonly projects: ProjectsService,
    private readonly numbers: Metrics,
    @Inject(OBJECT_STORE) private readonly store: ObjectStorePort,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Route(contract.livez)
  livez() {
    return { status: 'ok' };
  }

  @Route(contract.readyz)
  async readyz() {
    const [database, store, queue] = await Promise.all([
      answers(() => this.db.ping()),
      answers(() => this.store.has(ABSENT)),
      answers(() => this.queue.counts()),
    ]);
    const down = [...(database ? [] : ['database']), ...(store ? [] : ['object_store'])];
    if (down.length > 0) {
      throw unavailable('not_ready', `Down: ${down.join(', ')}.`, { headers: { 'retry-after': '2' } });
    }
    // without its queue the service goes on, a little slower: the sweep finds what nobody rings for
    return { status: 'ok', checks: { database: 'ok', object_store: 'ok', queue: queue ? 'ok' : 'down' } };
  }

  @Route(contract.metrics)
  async metrics(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    await this.assertMayScrape(request);
    await reply.type('text/plain; version=0.0.4; charset=utf-8').send(await this.numbers.text());
  }

  private async assertMayScrape(request: FastifyRequest): Promise<void> {
    const key = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const token = this.config.LUTHIER_METRICS_TOKEN;
    if (token && sameSecret(key, token)) return;
    const ctx = key ? await this.projects.authenticate(key, request.id) : null;
    if (!ctx?.roles.includes('admin') || !opens(ctx.scopes, contract.metrics)) {
      throw new AppError(
        'denied',
        'invalid_api_key',
        '/metrics needs LUTHIER_METRICS_TOKEN or an admin key.',
        { status: 401 },
      );
    }
  }
}

async function answers(check: () => Promise<unknown>): Promise<boolean> {
  const late = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error('deadline')), DEADLINE_MS).unref(),
  );
  return Promise.race([check(), late]).then(
    () => true,
    () => false,
  );
}
