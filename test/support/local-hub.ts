import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { closeServer, hostOf, listen } from './local-server.js';

export interface HubRepo {
  id: string;
  /** Data sets have addresses of their own. */
  type?: 'model' | 'dataset';
  revision: string;
  branch?: string;
  files: Record<string, Buffer>;
  card?: Record<string, unknown>;
  gated?: false | 'auto' | 'manual';
  /** Files kept in large-file storage: known by sha256 and answered by a redirect. Default: *.safetensors and *.gguf. */
  large?: (path: string) => boolean;
}

/** What the next answers do wrong, by file name. */
export interface HubFaults {
  /** Cut the connection after this many bytes of each answer, so many times. */
  cut?: { path: string; afterBytes: number; times: number };
  flip?: { path: string; times: number };
  ignoreRange?: boolean;
  status?: { path: RegExp; status: number; times: number };
}

/** A small Hugging Face Hub over HTTP, of several commits of a repository the first is its head: model info, tree, resolve with redirect, ranges, ETags, errors in headers, gates. */
export class LocalHub {
  faults: HubFaults = {};
  readonly requests: { method: string; path: string; range?: string; authorized: boolean }[] = [];
  private server!: Server;
  url = '';

  constructor(
    private readonly repos: HubRepo[],
    private readonly token = 'hf_localtoken',
  ) {}

  async start(): Promise<this> {
    this.server = createServer((request, response) => this.answer(request, response));
    await listen(this.server);
    this.url = `http://${hostOf(this.server)}`;
    return this;
  }

  async stop(): Promise<void> {
    await closeServer(this.server);
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    const path = decodeURIComponent(pathname);
    const authorized = request.headers.authorization === `Bearer ${this.token}`;
    const range = request.headers.range;
    this.requests.push({ method: request.method ?? '', path, range, authorized });
    const broken = this.faults.status;
    if (broken && broken.times > 0 && broken.path.test(path)) {
      broken.times -= 1;
      return refuse(response, broken.status, 'ServerError', 'try again');
    }
    const api = /^\/api\/(?:models|datasets)\/([^/]+\/[^/]+)(?:\/(revision|tree)\/(.+))?$/.exec(path);
    const file = /^(?:\/datasets)?\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(path);
    const cdn = /^\/cdn\/([^/]+\/[^/]+)\/(.+)$/.exec(path);
    const isData = /^\/(api\/)?datasets\//.test(path);
    const named = api ? api[3] : file?.[2];
    const commits = this.repos.filter(
      ({ id, type = 'model' }) =>
        id === (api ?? file ?? cdn)?.[1] && (cdn || (type === 'dataset') === isData),
    );
    const repo = commits.find((one) => one.revision === named) ?? commits[0];
    if (!repo) return refuse(response, 404, 'RepoNotFound', 'Repository not found');
    if (cdn) return this.bytes(request, response, repo, cdn[2]!);
    const revision = named ?? repo.branch ?? 'main';
    if (revision !== repo.revision && revision !== (repo.branch ?? 'main') && revision !== 'HEAD') {
      return refuse(response, 404, 'RevisionNotFound', 'Invalid rev id');
    }
    if (api)
      return json(
        response,
        api[2] === 'tree' ? tree(repo, searchParams.get('recursive') === 'true') : info(repo),
      );
    if (repo.gated && !authorized)
      return refuse(response, 401, 'GatedRepo', 'Access to this model is restricted');
    return this.resolve(request, response, repo, file![3]!);
  }

  private resolve(request: IncomingMessage, response: ServerResponse, repo: HubRepo, path: string): void {
    const bytes = repo.files[path];
    if (!bytes) return refuse(response, 404, 'EntryNotFound', 'Entry not found');
    response.setHeader('X-Repo-Commit', repo.revision);
    if (!isLarge(repo, path)) {
      response.setHeader('ETag', `"${blobId(bytes)}"`);
      return this.bytes(request, response, repo, path);
    }
    response.setHeader('X-Linked-Size', String(bytes.length));
    response.setHeader('X-Linked-ETag', `"${sha256(bytes)}"`);
    response.writeHead(302, { location: `${this.url}/cdn/${repo.id}/${encodeURIComponent(path)}` });
    response.end();
  }

  private bytes(request: IncomingMessage, response: ServerResponse, repo: HubRepo, path: string): void {
    const whole = repo.files[path]!;
    const match = this.faults.ignoreRange ? null : /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const start = match ? Number(match[1]) : 0;
    const end = match?.[2] ? Math.min(Number(match[2]) + 1, whole.length) : whole.length;
    let body: Buffer = Buffer.from(whole.subarray(start, end));
    const { flip, cut } = this.faults;
    if (flip && flip.path === path && flip.times > 0) {
      flip.times -= 1;
      body[body.length >> 1]! ^= 1;
    }
    response.setHeader('Content-Length', String(body.length));
    response.setHeader('Accept-Ranges', 'bytes');
    if (match) response.setHeader('Content-Range', `bytes ${start}-${end - 1}/${whole.length}`);
    response.writeHead(match ? 206 : 200);
    if (request.method === 'HEAD') return void response.end();
    if (cut && cut.path === path && cut.times > 0 && body.length > cut.afterBytes) {
      cut.times -= 1;
      body = body.subarray(0, cut.afterBytes);
      return void response.write(body, () => setTimeout(() => response.destroy(), 20));
    }
    response.end(body);
  }
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const blobId = (bytes: Buffer) =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
const isLarge = (repo: HubRepo, path: string) =>
  (repo.large ?? ((name) => /\.(safetensors|gguf)$/.test(name)))(path);

const info = (repo: HubRepo) => ({
  _id: '0123456789abcdef01234567',
  id: repo.id,
  modelId: repo.id,
  sha: repo.revision,
  private: false,
  gated: repo.gated ?? false,
  downloads: 0,
  likes: 0,
  tags: [],
  lastModified: '2026-11-01T00:00:00.000Z',
  cardData: repo.card ?? {},
  siblings: Object.keys(repo.files).map((rfilename) => ({ rfilename })),
});

const tree = (repo: HubRepo, recursive: boolean) =>
  Object.entries(repo.files)
    // one that leaves the folder is told either way: whoever reads the list must see to it
    .filter(([path]) => recursive || !path.includes('/') || path.startsWith('.'))
    .map(([path, bytes]) => ({
      type: 'file',
      path,
      size: bytes.length,
      oid: blobId(bytes),
      ...(isLarge(repo, path) ? { lfs: { oid: sha256(bytes), size: bytes.length, pointerSize: 130 } } : {}),
    }));

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'X-Error-Code': code,
    'X-Error-Message': message,
  });
  response.end(JSON.stringify({ error: message }));
}
