import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { systemCtx } from '#kernel/context.js';
import { JOB_STATES } from '#jobs/job.js';
import { Db } from '#platform/db.js';

/** Prometheus numbers: labels are route templates and states, never ids. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'http_server_request_duration_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });
  private readonly jobs = new Gauge({
    name: 'ft_jobs',
    help: 'Jobs by state',
    labelNames: ['state'],
    registers: [this.registry],
  });
  private readonly outbox = new Gauge({
    name: 'ft_outbox_pending',
    help: 'Committed doorbells not rung yet',
    registers: [this.registry],
  });

  constructor(private readonly db: Db) {
    collectDefaultMetrics({ register: this.registry });
  }

  observe(method: string, route: string, status: number, seconds: number): void {
    this.requests.observe({ method, route, status: String(status) }, seconds);
  }

  async text(): Promise<string> {
    const counts = await this.db.tx(systemCtx(), (tx) => tx.job.groupBy({ by: ['state'], _count: true }));
    for (const state of JOB_STATES)
      this.jobs.set({ state }, counts.find((row) => row.state === state)?._count ?? 0);
    this.outbox.set(await this.db.client.outbox.count({ where: { rungAt: null } }));
    return this.registry.metrics();
  }
}
