import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Ctx } from '#kernel/context.js';
import { idBody } from '#kernel/ids.js';
import { redact } from '#platform/logger.js';
import { JOB_DEFAULTS, type JobDefaults } from './defaults.js';
import { isFinal } from './job.js';
import { JobChanges } from './job-changes.service.js';
import { JobsService } from './jobs.service.js';
import { pageOf, shownOf } from './log-page.js';

const HEARTBEAT_MS = 15_000;
const STALLED_MS = 30_000;
const BATCH = 100;

type Batch = Awaited<ReturnType<JobsService['events']>>;

/** What flows: a job's events as server-sent events, its output as text. */
@Injectable()
export class JobsStream {
  private readonly asked = new Map<string, Promise<Batch>>();
  private readonly ending = new Map<string, Promise<boolean>>();

  constructor(
    private readonly jobs: JobsService,
    private readonly changes: JobChanges,
    @Inject(JOB_DEFAULTS) private readonly defaults: JobDefaults,
  ) {}

  /**
   * `id:` is the event's id; resumes behind `after` without a gap or a repeat; ends after the last event of a final job. A reader
   * that does not read, or a database that does not answer, ends it too: clients come back with Last-Event-ID.
   */
  async events(ctx: Ctx, jobId: string, from: { after?: string }, reply: FastifyReply): Promise<void> {
    const job = await this.jobs.getJob(ctx, jobId);
    const watch = this.changes.watch(job.id);
    const out = reply.raw;
    out.once('close', () => watch.close());
    try {
      let after = from.after;
      let batch = await this.after(ctx, job.id, after, watch.version()); // a wrong Last-Event-ID is refused before the stream starts
      begin(reply);
      await written(out, 'retry: 2000\n\n');
      while (!out.destroyed) {
        if (batch.data.length > 0) await written(out, batch.data.map(lineOf).join(''));
        else if (await this.isOver(ctx, job.id, after, watch.version())) break;
        else if (!(await watch.next(HEARTBEAT_MS))) await written(out, ': still here\n\n');
        after = batch.data.at(-1)?.id ?? after;
        if (!out.destroyed) batch = await this.after(ctx, job.id, after, watch.version());
      }
      out.end();
    } finally {
      watch.close();
    }
  }

  /**
   * The events behind `after`: what several streams ask for at the same time is asked for once. `version` keeps one that was woken
   * from an answer that was read before what woke it.
   */
  private after(ctx: Ctx, jobId: string, after: string | undefined, version: number): Promise<Batch> {
    const query = { limit: BATCH, order: 'asc' as const, ...(after === undefined ? {} : { after }) };
    const key = [ctx.projectId, jobId, after, version].join(' ');
    return shared(this.asked, key, () => this.jobs.events(ctx, jobId, query));
  }

  /** Whether the job is final and has told its last event. */
  private isOver(ctx: Ctx, jobId: string, after: string | undefined, version: number): Promise<boolean> {
    const key = [ctx.projectId, jobId, after, version].join(' ');
    return shared(this.ending, key, async () => {
      const { state, fineTunedModel, pipelineId } = await this.jobs.getJob(ctx, jobId);
      if (!isFinal(state)) return false;
      const unnamed = state === 'succeeded' && fineTunedModel === null && pipelineId !== null;
      if (unnamed && (await this.registering(ctx, pipelineId))) return false;
      // asked anew: an answer that is on its way may be older than the state
      const query = { limit: 1, order: 'asc' as const, ...(after === undefined ? {} : { after }) };
      return (await this.jobs.events(ctx, jobId, query)).data.length === 0;
    });
  }

  private async registering(ctx: Ctx, pipelineId: string): Promise<boolean> {
    const { pipeline } = await this.jobs.getPipeline(ctx, pipelineId);
    return pipeline.publish !== null && pipeline.state === 'running';
  }

  /**
   * Output of the newest attempt from a byte offset, at most a MiB, secrets cut; an empty body where nothing ran yet. While it runs
   * a line is sent once it has ended.
   */
  async log(ctx: Ctx, jobId: string, offset: number, reply: FastifyReply): Promise<void> {
    const job = await this.jobs.getJob(ctx, jobId);
    const attempt = await this.jobs.lastAttempt(ctx, job.id);
    const path = attempt && join(this.defaults.jobsDir, idBody(job.id), `a${attempt.number}`, 'output.log');
    const start = Math.max(0, offset - CONTEXT_BYTES);
    const read = path === null ? Buffer.alloc(0) : await readFrom(path, start, offset + MAX_LOG_BYTES);
    const isOver = isFinal(job.state) || attempt?.live === false;
    const page = pageOf(read.subarray(offset - start), { fullBytes: MAX_LOG_BYTES, isOver });
    await reply
      .headers({
        'content-type': 'text/plain; charset=utf-8',
        'x-next-offset': String(offset + page.length),
      })
      .send(shownOf(read.subarray(0, offset - start), page, redact));
  }
}

function shared<T>(going: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const known = going.get(key);
  if (known) return known;
  const asking = ask().finally(() => going.delete(key));
  going.set(key, asking);
  return asking;
}

function begin(reply: FastifyReply): void {
  reply.hijack();
  reply.raw.writeHead(200, {
    ...plain(reply.getHeaders()),
    'content-type': 'text/event-stream',
    'x-accel-buffering': 'no',
  });
}

const lineOf = (event: Batch['data'][number]): string =>
  `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

/** Resolves when the reader takes more; one that takes nothing for half a minute is cut off. */
async function written(out: ServerResponse, text: string): Promise<void> {
  if (out.destroyed || out.write(text)) return;
  const stalled = setTimeout(() => out.destroy(), STALLED_MS);
  await new Promise<void>((go) => {
    const on = () => {
      out.off('drain', on).off('close', on);
      go();
    };
    out.on('drain', on).on('close', on);
  });
  clearTimeout(stalled);
}

const MAX_LOG_BYTES = 1 << 20;
/** Read in front of a page, to know a secret that begins there. */
const CONTEXT_BYTES = 64 * 1024;

async function readFrom(path: string, start: number, end: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of createReadStream(path, { start, end: end - 1 })) chunks.push(chunk as Buffer);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return Buffer.concat(chunks);
}

function plain(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
