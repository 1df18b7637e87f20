import http from 'node:http';
import { closeServer, hostOf, listen } from './local-server.js';

export interface Received {
  path: string;
  headers: Record<string, string>;
  body: string;
}
type Answer = (request: http.IncomingMessage, reply: http.ServerResponse, nth: number) => void;

/** A receiver of webhooks on a port of its own: each path answers as it is told, 204 by default, and remembers what came. */
export class Receiver {
  readonly received: Received[] = [];
  private readonly answers = new Map<string, Answer>();
  private readonly server = http.createServer((request, reply) => void this.take(request, reply));

  static async open(): Promise<Receiver> {
    const receiver = new Receiver();
    await listen(receiver.server);
    return receiver;
  }

  get host(): string {
    return hostOf(this.server);
  }

  /** The URL of a path that answers so from now on. */
  at(path: string, answer: Answer | number = 204): string {
    this.answers.set(
      path,
      typeof answer === 'number' ? (_, reply) => void reply.writeHead(answer).end() : answer,
    );
    return `http://${this.host}${path}`;
  }

  to(path: string): Received[] {
    return this.received.filter((one) => one.path === path);
  }

  async close(): Promise<void> {
    await closeServer(this.server);
  }

  private async take(request: http.IncomingMessage, reply: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? '';
    this.received.push({
      path,
      headers: request.headers as Record<string, string>,
      body: Buffer.concat(chunks).toString(),
    });
    const answer = this.answers.get(path) ?? ((_, out) => void out.writeHead(204).end());
    answer(request, reply, this.to(path).length);
  }
}
