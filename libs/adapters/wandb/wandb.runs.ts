import { type EgressAnswer, type Egress, EgressError } from '#platform/egress.js';
import {
  type OpenRun,
  type RunBatch,
  type RunPlace,
  type RunTracker,
  TrackerFault,
  type TrackerServer,
} from '#integrations/run-tracker.port.js';

const CONNECT_MS = 5_000;
const TOTAL_MS = 20_000;
const MAX_BYTES = 256 * 1024;

/** The mutation that wandb's own client sends (core/api/graphql, MIT), less what we leave empty. */
const UPSERT = `mutation UpsertBucket($name: String, $project: String, $entity: String, $displayName: String, $config: JSONString, $jobType: String, $tags: [String!]) {
  upsertBucket(input: {name: $name, modelName: $project, entityName: $entity, displayName: $displayName, config: $config, jobType: $jobType, tags: $tags}) {
    bucket { id name project { name entity { name } } }
    inserted
  }
}`;

interface Upserted {
  bucket?: { name?: string; project?: { name?: string; entity?: { name?: string } } };
}

/**
 * W&B's public protocol as its own client speaks it: `upsertBucket` by GraphQL makes or finds a run by its name, and the file
 * stream takes lines of `wandb-history.jsonl` by their offset, so that both may be said again.
 */
export class WandbRuns implements RunTracker {
  constructor(private readonly egress: Egress) {}

  async open(server: TrackerServer, run: OpenRun): Promise<RunPlace> {
    const { runId: name, project, entity, name: displayName, tags } = run;
    const config = JSON.stringify(
      Object.fromEntries(Object.entries(run.config).map(([key, value]) => [key, { value }])),
    );
    const variables = { name, project, entity, displayName, config, jobType: 'finetune', tags };
    const answer = await this.post(server, '/graphql', {
      ...{ query: UPSERT, variables, operationName: 'UpsertBucket' },
    });
    const { data, errors } = answer as {
      data?: { upsertBucket?: Upserted };
      errors?: { message?: string }[];
    };
    if (errors?.length) throw graphqlFault(errors[0]?.message ?? '');
    const made = data?.upsertBucket?.bucket?.project;
    if (!made?.name || !made.entity?.name) throw strange();
    const place = { entity: made.entity.name, project: made.name };
    return {
      ...place,
      url: `${appUrl(server.baseUrl)}/${pathOf([place.entity, place.project, 'runs', name])}`,
    };
  }

  async send(server: TrackerServer, at: RunPlace & { runId: string }, batch: RunBatch): Promise<void> {
    const files = {
      ...(batch.lines.length > 0
        ? {
            'wandb-history.jsonl': {
              offset: batch.offset,
              content: batch.lines.map((line) => JSON.stringify(line)),
            },
          }
        : {}),
      ...(batch.summary
        ? { 'wandb-summary.json': { offset: 0, content: [JSON.stringify(batch.summary)] } }
        : {}),
    };
    const body = {
      ...(Object.keys(files).length > 0 ? { files } : {}),
      ...(batch.exitCode === null ? {} : { complete: true, exitcode: batch.exitCode }),
    };
    const path = pathOf(['files', at.entity, at.project, at.runId, 'file_stream']);
    await this.post(server, `/${path}`, body);
  }

  private async post({ baseUrl, key }: TrackerServer, path: string, body: object): Promise<unknown> {
    const headers = {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`api:${key}`).toString('base64')}`,
      'user-agent': 'luthier',
    };
    const answer = await this.egress
      .send({
        ...{ url: `${baseUrl}${path}`, method: 'POST', headers, body: Buffer.from(JSON.stringify(body)) },
        ...{ connectMs: CONNECT_MS, totalMs: TOTAL_MS, maxBytes: MAX_BYTES },
      })
      .catch((error: unknown) => {
        if (!(error instanceof EgressError)) throw error;
        throw new TrackerFault(error.fault === 'refused' ? 'refused' : 'unreachable', `${error.message}`);
      });
    if (answer.status < 200 || answer.status >= 300) throw statusFault(answer);
    try {
      return JSON.parse(answer.body.toString('utf8')) as unknown;
    } catch {
      throw strange();
    }
  }
}

/** As wandb's client makes it (wandb/util.py, api_to_app_url): the pages of a server whose API is at `api.` are elsewhere. */
export function appUrl(baseUrl: string): string {
  if (/:\/\/api\.wandb\./.test(baseUrl)) return baseUrl.replace('://api.', '://');
  return baseUrl.replace('://api.', '://app.');
}

const pathOf = (parts: readonly string[]): string => parts.map(encodeURIComponent).join('/');

function statusFault({ status }: EgressAnswer): TrackerFault {
  if (status === 401)
    return new TrackerFault('unauthorized', 'W&B does not accept the key (401): set another.');
  if (status === 403)
    return new TrackerFault('forbidden', "The key may not write to the run's entity or project (403).");
  if (status === 404)
    return new TrackerFault('not_found', 'W&B does not know the entity, the project or the run (404).');
  if (status === 429 || status >= 500)
    return new TrackerFault('unreachable', `W&B answers ${status} for now.`);
  return new TrackerFault(
    'refused',
    `W&B refuses the request (${status}): is base_url the API of a W&B server?`,
  );
}

/** GraphQL refuses with 200; the words are W&B's, and it may name what only the key's owner knows, so they are not passed on. */
function graphqlFault(message: string): TrackerFault {
  if (/permission|denied|forbidden/i.test(message)) return statusFault({ status: 403 } as EgressAnswer);
  if (/not logged in|unauthorized|authenticat/i.test(message))
    return statusFault({ status: 401 } as EgressAnswer);
  if (/not found/i.test(message)) return statusFault({ status: 404 } as EgressAnswer);
  return new TrackerFault('refused', 'W&B refuses to make the run: look at its project, entity and tags.');
}

const strange = (): TrackerFault =>
  new TrackerFault('refused', 'The answer is not that of a W&B server: is base_url its API?');
