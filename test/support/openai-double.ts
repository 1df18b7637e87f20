import http from 'node:http';
import { closeServer, hostOf, listen } from './local-server.js';

interface Fault {
  status: number;
  headers?: Record<string, string>;
  /** How many requests meet it. */
  times: number;
}
export interface Asked {
  method: string;
  path: string;
  key: string | null;
}
type Row = Record<string, unknown> & { id: string };

/** A job as OpenAI answers it, all keys there, after the answers that users have published. */
export const anOpenAiJob = (over: Partial<Row> & { id: string }): Row => ({
  object: 'fine_tuning.job',
  model: 'gpt-4o-mini-2024-07-18',
  created_at: 1735689600,
  finished_at: 1735693200,
  fine_tuned_model: `ft:gpt-4o-mini-2024-07-18:acme::${over.id.slice(-8)}`,
  organization_id: 'org-acme',
  result_files: [],
  status: 'succeeded',
  validation_file: null,
  training_file: 'file-none',
  hyperparameters: { n_epochs: 3, batch_size: 8, learning_rate_multiplier: 1.8 },
  trained_tokens: 5049,
  error: {},
  user_provided_suffix: null,
  seed: 42,
  estimated_finish: null,
  integrations: [],
  metadata: null,
  method: {
    type: 'supervised',
    supervised: { hyperparameters: { batch_size: 8, learning_rate_multiplier: 1.8, n_epochs: 3 } },
  },
  ...over,
});

export const aCheckpoint = (job: string, step: number): Row => ({
  object: 'fine_tuning.job.checkpoint',
  id: `ftckpt_${job.slice(-4)}${step}`,
  created_at: 1735690000 + step,
  fine_tuned_model_checkpoint: `ft:gpt-4o-mini-2024-07-18:acme::${job.slice(-8)}:ckpt-step-${step}`,
  fine_tuning_job_id: job,
  metrics: { step, train_loss: 0.5, train_mean_token_accuracy: 0.9 },
  step_number: step,
});

/** OpenAI on this machine, in its recorded shapes: pages, refusals, rate limits, a file that is gone, results in base64. */
export class OpenAiDouble {
  static readonly KEY = 'sk-test-double';
  readonly asked: Asked[] = [];
  jobs: Row[] = [];
  webhooks: Row[] = [];
  readonly checkpoints = new Map<string, Row[]>();
  /** Files with their bytes; null: listed, but its content is gone. */
  readonly files = new Map<string, { row: Row; content: string | null }>();
  /** Paths (as they start) that the key may not read. */
  hidden: string[] = [];
  answer: (model: string, prompt: string) => string | null = () => '';
  pageSize = 2;
  private readonly faults = new Map<string, Fault>();
  private readonly server = http.createServer((request, reply) => void this.take(request, reply));

  static async open(): Promise<OpenAiDouble> {
    const double = new OpenAiDouble();
    await listen(double.server);
    return double;
  }

  get url(): string {
    return `http://${hostOf(this.server)}/v1`;
  }

  addFile(id: string, content: string | null, over: object = {}): void {
    const bytes = content === null ? 100 : Buffer.byteLength(content);
    const row = {
      ...{ object: 'file', id, purpose: 'fine-tune', filename: `${id}.jsonl`, bytes, created_at: 1735689000 },
      ...{ expires_at: null, status: 'processed', status_details: null, ...over },
    };
    this.files.set(id, { row, content });
  }

  /** The next `times` requests for paths that start so are answered with this. */
  failNext(path: string, fault: Fault): void {
    this.faults.set(path, { ...fault });
  }

  askedFor(path: string): number {
    return this.asked.filter((one) => one.path === path).length;
  }

  async close(): Promise<void> {
    await closeServer(this.server);
  }

  private async take(request: http.IncomingMessage, reply: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', 'http://double');
    const path = url.pathname.replace(/^\/v1/, '');
    const key = request.headers.authorization?.replace(/^Bearer /, '') ?? null;
    this.asked.push({ method: request.method ?? '', path, key });
    const fault = [...this.faults].find(([start, one]) => path.startsWith(start) && one.times > 0)?.[1];
    if (fault) {
      fault.times -= 1;
      return refuse(reply, fault.status, { message: `fault ${fault.status}`, headers: fault.headers });
    }
    if (key !== OpenAiDouble.KEY)
      return refuse(reply, 401, {
        message:
          'Incorrect API key provided: sk-wrong. You can find your API key at https://platform.openai.com.',
        code: 'invalid_api_key',
      });
    if (this.hidden.some((start) => path.startsWith(start)))
      return refuse(reply, 403, {
        message: 'You have insufficient permissions for this operation. Missing scopes: api.webhooks.read.',
      });
    this.route(path, url.searchParams, Buffer.concat(chunks).toString(), reply);
  }

  private route(path: string, query: URLSearchParams, body: string, reply: http.ServerResponse): void {
    if (path === '/fine_tuning/jobs') return this.page(this.jobs, query, reply);
    const job = /^\/fine_tuning\/jobs\/([^/]+)\/checkpoints$/.exec(path)?.[1];
    if (job) return this.page(this.checkpoints.get(job) ?? [], query, reply);
    if (path === '/files')
      return this.page(
        [...this.files.values()].map(({ row }) => row),
        query,
        reply,
      );
    if (path === '/webhook_endpoints') return this.page(this.webhooks, query, reply);
    if (path === '/chat/completions') return this.chat(body, reply);
    const file = /^\/files\/([^/]+)\/content$/.exec(path)?.[1];
    const content = file ? this.files.get(file)?.content : undefined;
    if (typeof content !== 'string')
      return refuse(reply, 404, { message: `No such File object: ${file ?? path}`, param: 'id' });
    reply.writeHead(200, { 'content-type': 'application/octet-stream' }).end(content);
  }

  private page(rows: Row[], query: URLSearchParams, reply: http.ServerResponse): void {
    const after = query.get('after');
    const start = after === null ? 0 : rows.findIndex(({ id }) => id === after) + 1;
    const size = Math.min(this.pageSize, Number(query.get('limit') ?? 20));
    const data = rows.slice(start, start + size);
    const ids = { first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
    answer(reply, { object: 'list', data, ...ids, has_more: start + size < rows.length });
  }

  private chat(body: string, reply: http.ServerResponse): void {
    const { model, messages } = JSON.parse(body) as { model: string; messages: { content: string }[] };
    if (!this.jobs.some((job) => job['fine_tuned_model'] === model))
      return refuse(reply, 404, {
        message: `The model \`${model}\` does not exist or you do not have access to it.`,
        code: 'model_not_found',
      });
    const content = this.answer(model, messages.at(-1)!.content);
    if (content === null) return refuse(reply, 400, { message: 'flagged', code: 'content_policy_violation' });
    const message = { role: 'assistant', content, refusal: null };
    answer(reply, {
      ...{ id: 'chatcmpl-double', object: 'chat.completion', created: 1735700000, model },
      choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
      usage: { prompt_tokens: 20, completion_tokens: 3, total_tokens: 23 },
    });
  }
}

function answer(reply: http.ServerResponse, value: object): void {
  reply
    .writeHead(200, { 'content-type': 'application/json', 'x-request-id': 'req_double' })
    .end(JSON.stringify(value));
}

function refuse(
  reply: http.ServerResponse,
  status: number,
  told: { message: string; code?: string; param?: string; headers?: Record<string, string> | undefined },
): void {
  const { message, code = null, param = null, headers = {} } = told;
  const type = status === 429 ? 'requests' : status >= 500 ? 'server_error' : 'invalid_request_error';
  reply
    .writeHead(status, { 'content-type': 'application/json', ...headers })
    .end(JSON.stringify({ error: { message, type, param, code } }));
}
