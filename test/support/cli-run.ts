import { createServer } from 'node:http';
import { jest } from '@jest/globals';
import { Command } from 'commander';
import type { Host } from '../../apps/cli/command.js';
import { exitOf } from '../../apps/cli/exits.js';
import { openSession, type Session } from '../../apps/cli/session.js';
import { closeServer, hostOf, listen } from './local-server.js';

/** What an API that is made up answers; a body that is no string goes out as JSON. */
export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
  /** The connection is cut behind the body. */
  cut?: boolean;
}
export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}

/** Commands in this process before an API that answers as `answer` says. */
export class CliBench {
  readonly asked: Asked[] = [];
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url!, 'http://x');
      const text = Buffer.concat(chunks).toString();
      const body: unknown = text === '' ? null : JSON.parse(text);
      const asked = { method: request.method!, path: url.pathname, query: url.searchParams, body };
      this.asked.push(asked);
      const said = this.answer(asked) ?? {
        ...{ status: 404, body: { error: { message: `no ${url.pathname}`, code: 'not_found' } } },
      };
      response.writeHead(said.status ?? 200, { 'content-type': 'application/json', ...said.headers });
      const bytes = typeof said.body === 'string' ? said.body : JSON.stringify(said.body);
      if (said.cut) response.write(bytes, () => response.destroy());
      else response.end(bytes);
    });
  });

  constructor(public answer: (asked: Asked) => Answer | undefined) {}

  async open(): Promise<this> {
    await listen(this.server);
    process.env['LUTHIER_BASE_URL'] = `http://${hostOf(this.server)}`;
    process.env['LUTHIER_API_KEY'] = 'lu-test';
    return this;
  }

  close(): Promise<void> {
    return closeServer(this.server);
  }

  /** A session of its own, without a terminal, whose output nobody reads. */
  session(more: { json?: boolean; quiet?: boolean } = {}): Session {
    const host = { signal: new AbortController().signal, detach: { hint: null } };
    const out = { write: () => true } as unknown as NodeJS.WriteStream;
    return openSession({ ...host, json: false, quiet: false, input: false, ...more, out, err: out });
  }

  /** Runs one command of those that `add` adds; what ended it is told by its exit code. */
  async run(add: (program: Command, host: Host) => void, args: string[]) {
    const said = { out: '', err: '' };
    const spies = (['stdout', 'stderr'] as const).map((name) =>
      jest.spyOn(process[name], 'write').mockImplementation((text) => {
        said[name === 'stdout' ? 'out' : 'err'] += String(text);
        return true;
      }),
    );
    const host: Host = { signal: new AbortController().signal, detach: { hint: null } };
    const program = new Command('luthier');
    add(program, host);
    try {
      await program.parseAsync(['node', 'luthier', ...args]);
      return { ...said, code: 0, message: '' };
    } catch (error) {
      return { ...said, code: exitOf(error), message: (error as Error).message };
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
  }
}
