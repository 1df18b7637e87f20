import { lookup as systemLookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { type AllowRule, inNetwork, refusalOf } from '#platform/egress-address.js';

/** DI token of the one client that calls what a user has named. */
export const EGRESS = 'EGRESS';

export type EgressFault = 'refused' | 'dns' | 'connect' | 'tls' | 'timeout' | 'cut';

/** A request that was not sent or not answered; the message is fit for the user who named the URL. */
export class EgressError extends Error {
  override readonly name = 'EgressError';
  constructor(
    readonly fault: EgressFault,
    message: string,
  ) {
    super(message);
  }
}

export interface EgressPolicy {
  /** Ports of https; a host rule names its own. */
  ports: readonly number[];
  allow: readonly AllowRule[];
}

export interface EgressRequest {
  url: string;
  method: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: Buffer;
  /** Milliseconds until the connection stands, name and TLS included; and until the answer is whole. */
  connectMs: number;
  totalMs: number;
  /** Bytes of the answer's body that are read; what comes after them is not. */
  maxBytes: number;
}

export interface EgressAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** As it came: a Content-Encoding is not undone. */
  body: Buffer;
  truncated: boolean;
}

interface Found {
  address: string;
  family: number;
}
export type Resolve = (host: string) => Promise<Found[]>;

const systemResolve: Resolve = (host) => systemLookup(host, { all: true, verbatim: true });
/** Of https, without a rule. */
export const EGRESS_PORTS = [443, 8443];
const PUBLIC_POLICY: EgressPolicy = { ports: EGRESS_PORTS, allow: [] };
const MAX_HEADER_BYTES = 8192;

/**
 * The only way out to an address that a user has named. A name is resolved once, every address of it must be public or allowed,
 * and the connection goes to those addresses alone; TLS asks for the name. Redirects are answers, not followed. No proxy of the
 * environment is used: what it dials is what was checked.
 */
export class Egress {
  constructor(
    private readonly policy: EgressPolicy = PUBLIC_POLICY,
    private readonly resolve: Resolve = systemResolve,
    private readonly ca?: string,
  ) {}

  /** The URL, where it may be called as far as that can be told without asking the DNS. Throws EgressError `refused`. */
  check(text: string): URL {
    // the URL parser mends these silently: two readers would disagree on the host
    if (/[\s\\\p{Cc}]/u.test(text)) throw refused('holds a space, a backslash or a control character');
    if (!URL.canParse(text)) throw refused('is no URL');
    const url = new URL(text);
    if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused('must start with https://');
    if (url.username || url.password || /^[a-z]+:\/\/[^/?#]*@/i.test(text))
      throw refused('must hold no credentials');
    if (url.hash) throw refused('must have no fragment (#…)');
    if (url.hostname.endsWith('.')) throw refused('has a host that ends with a dot');
    const rule = this.hostRule(url);
    if (url.protocol === 'http:' && !rule) throw refused('must start with https://');
    if (!rule && !this.policy.ports.includes(portOf(url)))
      throw refused(`must use one of the ports ${this.policy.ports.join(', ')}`);
    const host = bare(url.hostname);
    if (isIP(host)) this.assertAddress(url, host);
    return url;
  }

  /** Throws EgressError for whatever keeps an answer from being read; an answer of any status is an answer. */
  async send(request: EgressRequest): Promise<EgressAnswer> {
    const url = this.check(request.url);
    const deadline = Date.now() + request.totalMs;
    const addresses = await this.addressesOf(url, request.connectMs);
    const left = deadline - Date.now();
    return exchange({ url, addresses, ca: this.ca }, { ...request, totalMs: Math.max(1, left) });
  }

  private async addressesOf(url: URL, ms: number): Promise<Found[]> {
    const host = bare(url.hostname);
    if (isIP(host)) return [{ address: host, family: isIP(host) }];
    const found = await inTime(this.resolve(host), ms).catch((error: unknown) => {
      if (error instanceof EgressError) throw error;
      throw new EgressError('dns', `The name ${host} was not found.`);
    });
    if (found.length === 0) throw new EgressError('dns', `The name ${host} has no address.`);
    for (const { address } of found) this.assertAddress(url, address);
    return found;
  }

  private assertAddress(url: URL, address: string): void {
    const why = refusalOf(address);
    if (why === null) return;
    const allowed =
      this.hostRule(url) !== undefined ||
      this.policy.allow.some((rule) => rule.kind === 'network' && inNetwork(address, rule.cidr));
    if (why.never || !allowed)
      throw refused(
        `leads to an address that is not public (${why.range}): LUTHIER_EGRESS_ALLOW names those`,
      );
  }

  private hostRule(url: URL): AllowRule | undefined {
    return this.policy.allow.find(
      (rule) => rule.kind === 'host' && rule.host === url.hostname && rule.port === portOf(url),
    );
  }
}

interface Pinned {
  url: URL;
  addresses: Found[];
  ca?: string;
}

function exchange({ url, addresses, ca }: Pinned, request: EgressRequest): Promise<EgressAnswer> {
  const isTls = url.protocol === 'https:';
  const options: https.RequestOptions = {
    method: request.method,
    headers: { 'accept-encoding': 'identity', ...request.headers },
    lookup: pinnedTo(addresses),
    maxHeaderSize: MAX_HEADER_BYTES,
    // an agent of its own: no connection outlives its check, and no proxy of the environment applies
    agent: isTls ? new https.Agent({ maxCachedSessions: 0, ...(ca ? { ca } : {}) }) : new http.Agent(),
  };
  return new Promise((answered, failed) => {
    const sent = (isTls ? https : http).request(url, options);
    let late: EgressError | null = null; // a body that is cut off by us says ECONNRESET like any other
    const giveUp = (what: string, ms: number) => {
      late = new EgressError('timeout', `No ${what} within ${seconds(ms)} seconds.`);
      sent.destroy(late);
    };
    const total = setTimeout(giveUp, request.totalMs, 'whole answer', request.totalMs);
    const connecting = setTimeout(giveUp, request.connectMs, 'connection', request.connectMs);
    const settle = () => {
      clearTimeout(total);
      clearTimeout(connecting);
    };
    sent.on('socket', (socket) => {
      socket.once(isTls ? 'secureConnect' : 'connect', () => clearTimeout(connecting));
      socket.once('connect', () => assertPeer(socket, addresses));
    });
    sent.on('error', (error) => {
      settle();
      failed(late ?? faultOf(error));
    });
    sent.on('response', (response) => {
      readBody(response, request.maxBytes)
        .then(answered, (error: unknown) => failed(late ?? faultOf(error)))
        .finally(() => {
          settle();
          sent.destroy();
        });
    });
    sent.end(request.body);
  });
}

/** Answers what was checked, whatever the DNS says by now. */
const pinnedTo =
  (addresses: Found[]): LookupFunction =>
  (_host, options, done) => {
    if (options.all) return done(null, addresses);
    done(null, addresses[0]!.address, addresses[0]!.family);
  };

/** Holds by the pinned lookup already; asked of the socket itself, because everything rests on it. */
function assertPeer(socket: Socket, addresses: Found[]): void {
  const peer = socket.remoteAddress ?? '';
  const same = addresses.some(
    ({ address }) => address === peer || `::ffff:${address}` === peer || same6(address, peer),
  );
  if (!same) socket.destroy(refused('connected to another address than was checked'));
}

const same6 = (a: string, b: string): boolean =>
  isIP(a) === 6 && isIP(b) === 6 && new URL(`http://[${a}]`).hostname === new URL(`http://[${b}]`).hostname;

async function readBody(response: http.IncomingMessage, maxBytes: number): Promise<EgressAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) break; // leaving the loop destroys the stream
  }
  return {
    status: response.statusCode!,
    headers: response.headers,
    body: Buffer.concat(chunks).subarray(0, maxBytes),
    truncated: size > maxBytes,
  };
}

function faultOf(error: unknown): EgressError {
  if (error instanceof EgressError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code))
    return new EgressError('tls', `The certificate or TLS of the host is not accepted (${code}).`);
  if (['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'].includes(code))
    return new EgressError('connect', `The host does not take connections (${code}).`);
  return new EgressError('cut', `The connection ended before the answer was whole (${code || message}).`);
}

function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const silent = () => reject(new EgressError('timeout', `No connection within ${seconds(ms)} seconds.`));
    timer = setTimeout(silent, ms);
  });
  work.catch(() => undefined);
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

const refused = (why: string): EgressError => new EgressError('refused', `The URL ${why}.`);
const portOf = (url: URL): number => Number(url.port || (url.protocol === 'https:' ? 443 : 80));
const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');
const seconds = (ms: number): number => Math.ceil(ms / 1000);
