import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import * as events from './job-events.contract.js';
import * as contract from './jobs.contract.js';
import { JobsService } from './jobs.service.js';
import { JobsStream } from './jobs.stream.js';
import { jobView, pointView } from './jobs.view.js';
import { PauseService } from './pause.service.js';
import * as pipelines from './pipelines.contract.js';
import { Submissions } from './submissions.service.js';

@Controller()
export class JobsController {
  constructor(
    private readonly jobs: JobsService,
    private readonly submissions: Submissions,
    @Inject(JobsStream) private readonly stream: JobsStream,
    private readonly pausing: PauseService,
  ) {}

  @Route(contract.createJob)
  create(@Input() { ctx, body }: InputOf<typeof contract.createJob>) {
    return this.submissions.submit(ctx, body);
  }

  @Route(contract.listJobs)
  list(@Input() { ctx, query }: InputOf<typeof contract.listJobs>) {
    const metadata = query.metadata === 'null' ? null : query.metadata;
    return this.jobs.list(ctx, query, { ...query, metadata });
  }

  @Route(contract.getJob)
  get(@Input() { ctx, params }: InputOf<typeof contract.getJob>) {
    return this.jobs.get(ctx, params.id);
  }

  @Route(contract.cancelJob)
  async cancel(@Input() { ctx, params }: InputOf<typeof contract.cancelJob>) {
    return jobView(await this.jobs.cancel(ctx, params.id));
  }

  @Route(contract.pauseJob)
  async pause(@Input() { ctx, params }: InputOf<typeof contract.pauseJob>) {
    return jobView(await this.pausing.pause(ctx, params.id));
  }

  @Route(contract.resumeJob)
  async resume(@Input() { ctx, params }: InputOf<typeof contract.resumeJob>) {
    return jobView(await this.pausing.resume(ctx, params.id));
  }

  @Route(contract.jobAttempts)
  attempts(@Input() { ctx, params }: InputOf<typeof contract.jobAttempts>) {
    return this.jobs.attempts(ctx, params.id);
  }

  @Route(events.jobEvents)
  events(@Input() { ctx, params, query }: InputOf<typeof events.jobEvents>) {
    return this.jobs.events(ctx, params.id, query);
  }

  @Route(events.jobStream)
  follow(
    @Input() { ctx, params, query }: InputOf<typeof events.jobStream>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const lastId = request.headers['last-event-id'];
    return this.stream.events(
      ctx,
      params.id,
      { after: typeof lastId === 'string' && lastId ? lastId : query.after },
      reply,
    );
  }

  @Route(events.jobMetrics)
  async metrics(@Input() { ctx, params, query }: InputOf<typeof events.jobMetrics>) {
    const job = await this.jobs.getJob(ctx, params.id);
    const { key, of, from_step: from, to_step: to, points } = query;
    const rows = await this.jobs.curve(ctx, job.id, { key, of, from, to, points });
    return { object: 'list', has_more: false, data: rows.map(pointView) };
  }

  @Route(events.jobLogs)
  logs(@Input() { ctx, params, query }: InputOf<typeof events.jobLogs>, @Res() reply: FastifyReply) {
    return this.stream.log(ctx, params.id, query.offset ?? 0, reply);
  }

  @Route(pipelines.createPipeline)
  createPipeline(@Input() { ctx, body }: InputOf<typeof pipelines.createPipeline>) {
    return this.submissions.submitPipeline(ctx, body);
  }

  @Route(pipelines.listPipelines)
  listPipelines(@Input() { ctx, query }: InputOf<typeof pipelines.listPipelines>) {
    return this.jobs.listPipelines(ctx, query);
  }

  @Route(pipelines.getPipeline)
  getPipeline(@Input() { ctx, params }: InputOf<typeof pipelines.getPipeline>) {
    return this.jobs.pipeline(ctx, params.id);
  }

  @Route(pipelines.cancelPipeline)
  cancelPipeline(@Input() { ctx, params }: InputOf<typeof pipelines.cancelPipeline>) {
    return this.jobs.cancelPipeline(ctx, params.id);
  }
}
