import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Ctx } from '#kernel/context.js';
import { idBody } from '#kernel/ids.js';
import { redact } from '#platform/logger.js';
import { JOB_DEFAULTS, type JobDefaults } from './defaults.js';
import { isFinal } from './job.js';
import { JobsService } from './jobs.service.js';

const POLL_MS = 400;
const HEARTBEAT_MS = 15_000;
const BATCH = 100;

/** What flows: a job's events as server-sent events, its output as text. */
@Injectable()
export class JobsStream {
  constructor(
    private readonly jobs: JobsService,
    @Inject(JOB_DEFAULTS) private readonly defaults: JobDefaults,
  ) {}

  /** `id:` is the event's id; resumes behind `after` without a gap or a repeat; ends after the last event of a final job. */
  async events(ctx: Ctx, jobId: string, from: { after?: string }, reply: FastifyReply): Promise<void> {
    const job = await this.jobs.getJob(ctx, jobId);
    let after = from.after;
    const next = () =>
      this.jobs.events(ctx, job.id, { limit: BATCH, order: 'asc', ...(after ? { after } : {}) });
    let batch = await next(); // a wrong Last-Event-ID is refused before the stream starts
    const out = reply.raw;
    reply.hijack();
    out.writeHead(200, {
      ...plain(reply.getHeaders()),
      'content-type': 'text/event-stream',
      'x-accel-buffering': 'no',
    });
    out.write('retry: 2000\n\n');
    let beat = Date.now();
    while (!out.destroyed) {
      for (const event of batch.data) {
        out.write(`id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
        after = event.id;
        beat = Date.now();
      }
      if (batch.data.length === 0) {
        const { state, fineTunedModel, pipelineId } = await this.jobs.getJob(ctx, job.id);
        const registering =
          state === 'succeeded' &&
          pipelineId !== null &&
          fineTunedModel === null &&
          (await this.registering(ctx, pipelineId));
        if (isFinal(state) && !registering && (await next()).data.length === 0) break;
        if (Date.now() - beat > HEARTBEAT_MS) {
          out.write(': still here\n\n');
          beat = Date.now();
        }
        await sleep(POLL_MS);
      }
      batch = await next();
    }
    out.end();
  }

  private async registering(ctx: Ctx, pipelineId: string): Promise<boolean> {
    const { pipeline } = await this.jobs.getPipeline(ctx, pipelineId);
    return pipeline.publish !== null && pipeline.state === 'running';
  }

  /** Output of the newest attempt from a byte offset, secrets cut; an empty body where nothing ran yet. */
  async log(ctx: Ctx, jobId: string, offset: number, reply: FastifyReply): Promise<void> {
    const job = await this.jobs.getJob(ctx, jobId);
    const attempt = await this.jobs.lastAttempt(ctx, job.id);
    const path = attempt && join(this.defaults.jobsDir, idBody(job.id), `a${attempt.number}`, 'output.log');
    const bytes = path === null ? Buffer.alloc(0) : await readFrom(path, offset);
    await reply
      .headers({
        'content-type': 'text/plain; charset=utf-8',
        'x-next-offset': String(offset + bytes.length),
      })
      .send(redact(bytes.toString('utf8')));
  }
}

const MAX_LOG_BYTES = 1 << 20;

async function readFrom(path: string, start: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of createReadStream(path, { start, end: start + MAX_LOG_BYTES - 1 }))
      chunks.push(chunk as Buffer);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return Buffer.concat(chunks);
}

function plain(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
