import type { Command } from 'commander';
import { answer } from '#client/client.js';
import type { FinetuneBody, PipelineBody } from '#client/pipeline.js';
import type { operations } from '#client/schema.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { assertAllowed, type EstimateAnswer, estimateText } from '../estimate-text.js';
import { published, PUBLISH_OPTIONS } from '../publishing.js';
import type { Session } from '../session.js';
import { bodyOf, JOB_OPTIONS, readBody } from '../training-options.js';

export function addEstimateCommand(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'estimate [file]',
    about:
      'Say what a job or pipeline would come to, job by job with where each number comes from, whether it fits and may proceed; exit 3 where a license or quota forbids it',
    examples: [
      'luthier estimate --base smollm2-135m-instruct --data support',
      'luthier estimate --base smollm2-135m-instruct --data support --publish support-bot --quantize q4_k_m',
      'luthier estimate -f job.yaml --json',
    ],
    options: [
      ['-f, --file <path>', 'YAML or JSON, as POST /v1/jobs, /v1/pipelines or /v1/fine_tuning/jobs takes it'],
      ...JOB_OPTIONS,
      ...PUBLISH_OPTIONS,
    ],
    run: async (session, [file], options) => {
      const body = await askedBody(session, file, options);
      const made = await estimateOf(session, body);
      session.print(made, estimateText(made, body));
      assertAllowed(made);
    },
  });
}

/** What `finetune` with the same options would send. */
export async function askedBody(
  session: Session,
  positional: string | undefined,
  options: Options,
): Promise<FinetuneBody | PipelineBody> {
  const file = textOf(options, 'file') ?? positional;
  return published(session, file ? readBody(file) : await bodyOf(session, options), options);
}

type Query = operations['estimates_create']['parameters']['query'];

/** Asks what it would come to; makes nothing. */
export function estimateOf(
  session: Session,
  body: FinetuneBody | PipelineBody,
  query: Query = {},
): Promise<EstimateAnswer> {
  // a body of the OpenAI door has no kind, and may have none
  const { kind, ...rest } = body as Record<string, unknown>;
  const asked = 'training_file' in body || 'jobs' in body ? rest : { kind, ...rest };
  return answer(session.client.POST('/v1/estimates', { params: { query }, body: asked }));
}
