import http from 'node:http';
import { readFileSync } from 'node:fs';
import { closeServer, hostOf, listen } from '../local-server.js';

interface Recorded {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Record<string, unknown>;
}
/** What the official client sent; see its `about`. */
export const RECORDED = (
  JSON.parse(readFileSync('test/support/wandb/wire.json', 'utf8')) as { requests: Recorded[] }
).requests;

/** Whose key it is: the entity of a run that names none. */
const OWNER = 'me';

interface Upsert extends Record<string, unknown> {
  query: string;
  operationName: string;
  variables: Record<string, unknown>;
}
interface Stream {
  files?: Record<string, { offset: number; content: string[] }>;
  complete?: boolean;
  exitcode?: number;
}

export interface HeldRun {
  entity: string;
  project: string;
  name: string;
  displayName: string;
  tags: string[];
  config: Record<string, any>;
  history: Record<string, number>[];
  summary: Record<string, any>;
  exitCode: number | null;
  /** Batches as they came, each with its offset. */
  batches: { offset: number; lines: number }[];
  upserts: number;
}

/**
 * A W&B server as far as a run needs one, strict: what is not in the recorded shapes of the official client, whole or in part, is
 * refused and kept in `faults`. It holds lines by their offset, so a gap and a line that comes again in other words are faults too.
 */
export class WandbServer {
  readonly runs = new Map<string, HeldRun>();
  readonly faults: string[] = [];
  readonly key = 'f00d'.repeat(10);
  /** Answers so instead, while it is set. */
  broken: { status: number; body?: string } | null = null;
  requests = 0;
  private readonly server = http.createServer((request, reply) => void this.take(request, reply));

  static async open(): Promise<WandbServer> {
    const made = new WandbServer();
    await listen(made.server);
    return made;
  }

  get host(): string {
    return hostOf(this.server);
  }
  get url(): string {
    return `http://${this.host}`;
  }
  run(name: string): HeldRun | undefined {
    return [...this.runs.values()].find((run) => run.name === name);
  }

  async close(): Promise<void> {
    await closeServer(this.server);
  }

  private async take(request: http.IncomingMessage, reply: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    this.requests += 1;
    const { status, body } = this.broken ?? this.answer(request, Buffer.concat(chunks).toString());
    reply.writeHead(status, { 'content-type': 'application/json' }).end(body ?? '{}');
  }

  private answer(request: http.IncomingMessage, text: string): { status: number; body?: string } {
    const { authorization } = request.headers;
    if (authorization !== `Basic ${Buffer.from(`api:${this.key}`).toString('base64')}`)
      return { status: 401, body: '{"error":"user is not logged in"}' };
    try {
      if (request.method !== 'POST' || request.headers['content-type'] !== 'application/json')
        throw new Error(`${request.method} as ${request.headers['content-type']}`);
      const body = JSON.parse(text) as Record<string, unknown>;
      if (request.url === '/graphql')
        return { status: 200, body: JSON.stringify(this.upsert(body as Upsert)) };
      const at = /^\/files\/([^/]+)\/([^/]+)\/([^/]+)\/file_stream$/.exec(request.url ?? '');
      if (!at) throw new Error(`no such path: ${request.url}`);
      const path = at.slice(1).map(decodeURIComponent).join('/');
      this.stream(path, body);
      return { status: 200, body: '{"exitcode":null,"limits":{}}' };
    } catch (error) {
      this.faults.push((error as Error).message);
      return { status: 400, body: '{}' };
    }
  }

  private upsert(body: Upsert): object {
    assertUpsert(body);
    const v = body.variables as Record<string, string> & { tags?: string[] };
    const entity = v['entity'] ?? OWNER;
    const key = `${entity}/${v['project']}/${v['name']}`;
    const inserted = !this.runs.has(key);
    const run = this.runs.get(key) ?? {
      ...{ entity, project: v['project']!, name: v['name']!, displayName: '', tags: [], config: {} },
      ...{ history: [], summary: {}, exitCode: null, batches: [], upserts: 0 },
    };
    run.upserts += 1;
    run.displayName = v['displayName'] ?? run.displayName;
    run.tags = v.tags ?? run.tags;
    if (v['config']) run.config = valuesOf(v['config']);
    this.runs.set(key, run);
    const project = { id: 'p', name: run.project, entity: { id: 'e', name: entity } };
    const bucket = { id: 'r', name: run.name, displayName: run.displayName, project };
    return { data: { upsertBucket: { bucket, inserted } } };
  }

  private stream(path: string, body: Stream): void {
    assertStream(body as Record<string, unknown>);
    const run = this.runs.get(path);
    if (!run) throw new Error(`lines for a run that was never made: ${path}`);
    const history = body.files?.['wandb-history.jsonl'];
    if (history) {
      if (history.offset > run.history.length)
        throw new Error(`a gap: offset ${history.offset} behind ${run.history.length} lines`);
      run.batches.push({ offset: history.offset, lines: history.content.length });
      history.content.forEach((line, i) => {
        const parsed = parsedLine(line);
        const held = run.history[history.offset + i];
        if (held && JSON.stringify(held) !== JSON.stringify(parsed))
          throw new Error(`line ${history.offset + i} again, in other words`);
        run.history[history.offset + i] = parsed;
      });
    }
    const summary = body.files?.['wandb-summary.json'];
    if (summary) run.summary = parsedLine(summary.content[0]!);
    if (body.complete) run.exitCode = body.exitcode!;
  }
}

const recorded = <T>(match: (one: Recorded) => boolean): T[] =>
  RECORDED.filter(match).map(({ body }) => body as T);
const UPSERTS = recorded<Upsert>(({ path }) => path === '/graphql');
const STREAMS = recorded<Stream>(({ path }) => path.endsWith('/file_stream'));

const declaredIn = (query: string) => query.match(/\$\w+: [[\]\w!]+/g) ?? [];
const mappedIn = (query: string) => query.match(/\w+: ?\$\w+/g)?.map((one) => one.replace(' ', '')) ?? [];
const wordsOf = (query: string) =>
  query.slice(query.indexOf(')}') + 1 || query.indexOf('}) {')).match(/\w+/g) ?? [];

/** Every variable is declared and mapped as the client does it, selects what it selects and holds what it holds there. */
function assertUpsert(body: Upsert): void {
  const known = UPSERTS[0]!;
  assertSubset('a member', Object.keys(body), Object.keys(known));
  if (body.operationName !== known.operationName) throw new Error(`operation ${body.operationName}`);
  const declared = declaredIn(body.query);
  assertSubset('a declaration', declared, declaredIn(known.query));
  const inputs = (query: string) => mappedIn(query.slice(query.indexOf('input:')));
  assertSubset('an input', inputs(body.query), inputs(known.query));
  assertSubset('a selected field', wordsOf(body.query), wordsOf(known.query));
  for (const [name, value] of Object.entries(body.variables)) {
    if (!declared.some((one) => one.startsWith(`$${name}:`))) throw new Error(`undeclared $${name}`);
    const like = UPSERTS.map(({ variables }) => variables[name]).filter((one) => one != null);
    if (value !== null && like.length > 0 && kindOf(value) !== kindOf(like[0]))
      throw new Error(`$${name}: ${kindOf(value)}`);
  }
  if (body.variables['config'] != null) valuesOf(body.variables['config'] as string);
}

function assertStream(body: Record<string, unknown>): void {
  const members = STREAMS.flatMap((one) => Object.keys(one));
  assertSubset('a member', Object.keys(body), [...members, 'preempting']);
  if ('complete' in body !== 'exitcode' in body) throw new Error('complete and exitcode come together');
  if ('complete' in body && (body['complete'] !== true || !Number.isInteger(body['exitcode'])))
    throw new Error('complete is true, exitcode whole');
  const files = (body as Stream).files ?? {};
  assertSubset(
    'a file',
    Object.keys(files),
    STREAMS.flatMap((one) => Object.keys(one.files ?? {})),
  );
  for (const chunk of Object.values(files)) {
    assertSubset('a member of a chunk', Object.keys(chunk), ['offset', 'content']);
    if (!Number.isInteger(chunk.offset) || !Array.isArray(chunk.content) || chunk.content.length === 0)
      throw new Error('a chunk without lines or offset');
    for (const line of chunk.content) parsedLine(line);
  }
  for (const line of files['wandb-history.jsonl']?.content ?? [])
    for (const name of ['_step', '_timestamp', '_runtime'])
      if (typeof parsedLine(line)[name] !== 'number') throw new Error(`a line without ${name}`);
}

/** As the client writes them: one object, its numbers perhaps NaN or Infinity, no line break. */
function parsedLine(line: string): Record<string, any> {
  if (typeof line !== 'string' || line.includes('\n')) throw new Error('a line that is none');
  const parsed: unknown = JSON.parse(line.replace(/:(NaN|-?Infinity)/g, ':"$1"'));
  if (kindOf(parsed) !== 'object') throw new Error('a line that is no object');
  return parsed as Record<string, any>;
}

function valuesOf(config: string): Record<string, any> {
  const pairs = Object.entries(JSON.parse(config) as Record<string, { value: unknown }>);
  for (const [key, held] of pairs)
    if (kindOf(held) !== 'object' || Object.keys(held).join() !== 'value') throw new Error(`config ${key}`);
  return Object.fromEntries(pairs.map(([key, { value }]) => [key, value]));
}

function assertSubset(what: string, some: readonly string[], all: readonly string[]): void {
  for (const one of some)
    if (!all.includes(one)) throw new Error(`${what} that the client never sends: ${one}`);
}
const kindOf = (value: unknown): string =>
  Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
