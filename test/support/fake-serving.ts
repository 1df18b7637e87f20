import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  ServerHandle,
  ServerSeen,
  ServerSpec,
  ServerUsage,
  ServingPort,
} from '#deployments/serving.port.js';

interface Running {
  spec: ServerSpec;
  handle: ServerHandle;
  http: Server;
  apiKey: string;
  exited?: string;
}

/**
 * `hold`: get() says `starting` for ever; `break-stream`: a stream is cut after its first chunk, `break-answer`: a whole answer in its middle;
 * `fail`: 500, `fault-in-stream`: the same once the stream has begun; `silent`: it never answers.
 */
type Mode =
  | 'normal'
  | 'hold'
  | 'slow-stream'
  | ('break-stream' | 'break-answer' | 'fault-in-stream')
  | ('refuse' | 'fail' | 'silent');

/** What the engine was asked, for assertions on what the gateway sends. */
export interface Asked {
  body: Record<string, unknown>;
  aborted: boolean;
}

/** A serving engine in this process: real HTTP with a key, answers `echo: <last message>`. */
export class FakeServing implements ServingPort {
  readonly engine = 'fake';
  readonly started: ServerSpec[] = [];
  readonly asked: Asked[] = [];
  mode: Mode = 'normal';
  /** Whether the chat template of its models has a place for tools. */
  knowsTools = true;
  private readonly running = new Map<string, Running>();
  private pids = 100_000;

  async start(spec: ServerSpec): Promise<ServerHandle> {
    const known = this.running.get(spec.name);
    if (known && known.exited === undefined) return known.handle;
    this.started.push(spec);
    const handle = { name: spec.name, pid: (this.pids += 1), incarnation: `fake:${this.pids}` };
    const apiKey = `key-${this.pids}`;
    const http = createServer((request, response) => void this.answer(spec, apiKey, request, response));
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const running: Running = { spec, handle, http, apiKey };
    this.running.set(spec.name, running);
    const fault = faultOf(spec);
    if (fault) this.exit(running, fault);
    return handle;
  }
  async get(handle: ServerHandle): Promise<ServerSeen> {
    const running = this.of(handle);
    if (!running || running.exited !== undefined)
      return { phase: 'exited', endpoint: null, detail: running?.exited ?? 'never started' };
    const phase = this.mode === 'hold' ? 'starting' : 'ready';
    return { phase, endpoint: address(running.http) };
  }
  async connect(handle: ServerHandle) {
    const running = this.of(handle);
    if (!running || running.exited !== undefined) return null;
    return { endpoint: address(running.http), apiKey: running.apiKey };
  }
  async abilities() {
    return { tools: this.knowsTools };
  }
  /** What its servers' supervisors say; null as one that meters nothing. */
  says: ServerUsage | null = null;
  async usage() {
    return this.says;
  }
  async stop(handle: ServerHandle): Promise<void> {
    const running = this.of(handle);
    if (running && running.exited === undefined) this.exit(running, 'stopped');
  }
  async list(): Promise<ServerHandle[]> {
    return [...this.running.values()].filter((r) => r.exited === undefined).map((r) => r.handle);
  }

  /** Ends a server as a crash does. */
  crash(handle: ServerHandle): void {
    const running = this.of(handle);
    if (running) this.exit(running, 'killed by signal 9');
  }
  async close(): Promise<void> {
    for (const handle of await this.list()) await this.stop(handle);
  }

  private of(handle: ServerHandle): Running | undefined {
    const running = this.running.get(handle.name);
    return running?.handle.incarnation === handle.incarnation ? running : undefined;
  }
  private exit(running: Running, why: string): void {
    running.exited = why;
    running.http.closeAllConnections();
    running.http.close();
  }

  private async answer(spec: ServerSpec, key: string, request: IncomingMessage, response: ServerResponse) {
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.headers.authorization !== `Bearer ${key}`)
      return json(401, { error: { message: 'Invalid API Key' } });
    let text = '';
    for await (const piece of request) text += String(piece);
    const body = JSON.parse(text || '{}') as Record<string, unknown>;
    const asked: Asked = { body, aborted: false };
    this.asked.push(asked);
    response.on('close', () => (asked.aborted = !response.writableFinished));
    if (this.mode === 'silent') return;
    if (this.mode === 'refuse') return json(400, { error: TOO_LONG });
    if (this.mode === 'fail') return json(500, { error: { code: 500, message: 'a slot is lost' } });
    if (this.mode === 'break-answer') {
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
        .write('{"id":');
      await sleep(30);
      return void response.socket?.destroy();
    }
    const messages = (body['messages'] ?? []) as { content?: unknown }[];
    const content = `echo: ${String(messages.at(-1)?.content)}`;
    const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
    const head = { id: 'chatcmpl-1', created: 1_760_000_000, model: spec.alias };
    if (body['stream'] !== true) {
      const message = { role: 'assistant', content };
      return json(200, {
        ...head,
        object: 'chat.completion',
        choices: [{ index: 0, message, finish_reason: 'stop' }],
        usage,
      });
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const chunk = (fields: object) =>
      response.write(`data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', ...fields })}\n\n`);
    for (const word of content.split(/(?<= )/)) {
      chunk({ choices: [{ index: 0, delta: { content: word }, finish_reason: null }] });
      if (this.mode === 'break-stream') {
        await sleep(30); // the first chunk is out by then
        return void response.socket?.destroy();
      }
      if (this.mode === 'slow-stream') await sleep(200);
      if (this.mode === 'fault-in-stream')
        return void response.end(`data: ${JSON.stringify({ error: { message: 'a slot is lost' } })}\n\n`);
    }
    chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
    if ((body['stream_options'] as { include_usage?: boolean } | undefined)?.include_usage)
      chunk({ choices: [], usage });
    response.end('data: [DONE]\n\n');
  }
}

const TOO_LONG = {
  code: 400,
  message: 'the request exceeds the available context size',
  type: 'exceed_context_size_error',
};

function faultOf(spec: ServerSpec): string | null {
  try {
    const sha256 = createHash('sha256').update(readFileSync(spec.modelPath)).digest('hex');
    return sha256 === spec.modelSha256 ? null : `sha256 of the model is ${sha256}`;
  } catch (error) {
    return String(error);
  }
}

const address = (http: Server) => `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
