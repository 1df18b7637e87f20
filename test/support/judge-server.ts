import http from 'node:http';
import { closeServer, hostOf, listen } from './local-server.js';

export interface JudgeRequest {
  key: string | null;
  path: string;
  body: {
    model: string;
    temperature?: number;
    max_tokens?: number;
    max_completion_tokens?: number;
    response_format?: object;
    messages: { role: string; content: string }[];
  };
  /** What stands in the user message. */
  material: Record<string, string>;
}
type Answer = string | { status: number; headers?: Record<string, string>; body?: unknown } | null;

/** An endpoint in OpenAI's shape on a port of its own: says of each question what it is told to; null hangs up. */
export class JudgeServer {
  readonly asked: JudgeRequest[] = [];
  answer: (request: JudgeRequest, nth: number) => Answer = () => '{"reason":"fine","grade":7}';
  private readonly server = http.createServer((request, reply) => void this.take(request, reply));

  static async open(): Promise<JudgeServer> {
    const judge = new JudgeServer();
    await listen(judge.server);
    return judge;
  }

  get host(): string {
    return hostOf(this.server);
  }

  get baseUrl(): string {
    return `http://${this.host}/v1`;
  }

  async close(): Promise<void> {
    await closeServer(this.server);
  }

  private async take(request: http.IncomingMessage, reply: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as JudgeRequest['body'];
    const material = JSON.parse(body.messages.at(-1)!.content) as Record<string, string>;
    const key = request.headers.authorization?.replace('Bearer ', '') ?? null;
    const one = { key, path: request.url ?? '', body, material };
    this.asked.push(one);
    const said = this.answer(one, this.asked.length);
    if (said === null) return void request.socket.destroy();
    const { status, headers = {}, body: other } = typeof said === 'string' ? { status: 200 } : said;
    const whole = typeof said === 'string' ? completionOf(body.model, said) : other;
    reply.writeHead(status, { 'content-type': 'application/json', ...headers });
    reply.end(typeof whole === 'string' ? whole : JSON.stringify(whole ?? {}));
  }
}

const completionOf = (model: string, content: string) => ({
  ...{ id: 'chatcmpl-1', object: 'chat.completion', created: 1735689600, model },
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
});
