import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { parseAllowRule } from './egress-address.js';
import { Egress, EgressError, type EgressRequest, type Resolve } from './egress.js';

const open: http.Server[] = [];
async function serve(answer: http.RequestListener, server: http.Server = http.createServer(answer)) {
  if (server instanceof https.Server) server.on('request', answer);
  open.push(server);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return (server.address() as AddressInfo).port;
}
const shut = () =>
  Promise.all(
    open.splice(0).map((server) => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    }),
  );
afterEach(shut);
afterAll(shut);

const ask = (url: string, more: Partial<EgressRequest> = {}): EgressRequest => ({
  ...{ url, method: 'POST', body: Buffer.from('{}'), connectMs: 2000, totalMs: 4000, maxBytes: 4096 },
  ...more,
});
const to = (...addresses: string[]): Resolve & { calls: string[] } => {
  const calls: string[] = [];
  const resolve = async (host: string) => {
    calls.push(host);
    return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
  return Object.assign(resolve, { calls });
};
const egress = (rules: string[], resolve?: Resolve, ca?: string) =>
  new Egress({ ports: [443, 8443], allow: rules.map(parseAllowRule) }, resolve, ca);
const faultOf = (work: Promise<unknown>): Promise<EgressError> =>
  work.then(
    () => new Error('it was answered'),
    (error: unknown) => error,
  ) as Promise<EgressError>;

describe('a hostile URL', () => {
  it.each([
    ['http://example.com/', 'https'],
    ['ftp://example.com/', 'https'],
    ['file:///etc/passwd', 'https'],
    ['gopher://127.0.0.1:6379/_INFO', 'https'],
    ['javascript:alert(1)', 'https'],
    ['//example.com/', 'no URL'],
    ['example.com', 'no URL'],
    ['https://', 'no URL'],
    ['https://user:pw@example.com/', 'credentials'],
    ['https://example.com@127.0.0.1/', 'credentials'],
    ['https://@example.com/', 'credentials'],
    ['https://example.com#@127.0.0.1/', 'fragment'],
    ['https://example.com\\@127.0.0.1/', 'backslash'],
    ['https:\\\\127.0.0.1\\', 'backslash'],
    ['https://127.0.0.1\t/', 'control'],
    ['https://exa mple.com/', 'space'],
    ['https://example.com\n/', 'control'],
    ['https://localhost./', 'dot'],
    ['https://example.com./', 'dot'],
    ['https://127.0.0.1./', 'loopback'],
    ['https://example.com:22/', 'ports'],
    ['https://example.com:6379/', 'ports'],
    ['https://example.com:80/', 'ports'],
    ['https://127.0.0.1/', 'loopback'],
    ['https://127.1/', 'loopback'],
    ['https://2130706433/', 'loopback'],
    ['https://0x7f000001/', 'loopback'],
    ['https://0x7f.1/', 'loopback'],
    ['https://017700000001/', 'loopback'],
    ['https://0177.0.0.1/', 'loopback'],
    ['https://%31%32%37.0.0.1/', 'loopback'],
    ['https://①②⑦.⓪.⓪.①/', 'loopback'],
    ['https://0/', 'unspecified'],
    ['https://0.0.0.0/', 'unspecified'],
    ['https://169.254.169.254/latest/meta-data/', 'linkLocal'],
    ['https://2852039166/', 'linkLocal'],
    ['https://10.0.0.1/', 'private'],
    ['https://[::1]/', 'loopback'],
    ['https://[::]/', 'unspecified'],
    ['https://[::ffff:127.0.0.1]/', 'loopback'],
    ['https://[::ffff:7f00:1]/', 'loopback'],
    ['https://[64:ff9b::127.0.0.1]/', 'rfc6052'],
    ['https://[2002:7f00:1::]/', '6to4'],
    ['https://[fd00::1]/', 'uniqueLocal'],
    ['https://[fe80::1%25eth0]/', 'no URL'],
  ])('%j is refused (%s)', (url, why) => {
    expect(() => egress([]).check(url)).toThrow(EgressError);
    expect(() => egress([]).check(url)).toThrow(why);
  });
  it.each([
    'https://example.com/hook?a=b',
    'https://example.com:8443/',
    'https://bücher.example/',
    'https://1.1.1.1/',
  ])('%s is none', (url) => expect(egress([]).check(url)).toBeInstanceOf(URL));
  it.each(['localhost', 'localhost.localdomain', 'xn--bcher-kva.example', 'metadata.google.internal'])(
    'is found out by where the name %s leads',
    async (host) => {
      const mixed = egress([], to('1.1.1.1', '127.0.0.1'));
      expect(await faultOf(mixed.send(ask(`https://${host}/`)))).toMatchObject({ fault: 'refused' });
    },
  );
  it('is refused under every rule where it leads to metadata', async () => {
    const all = egress(['169.254.0.0/16', 'meta.test:80', '0.0.0.0/0'], to('169.254.169.254'));
    for (const url of ['http://meta.test/', 'https://other.test/', 'https://169.254.169.254/'])
      expect(await faultOf(all.send(ask(url)))).toMatchObject({ fault: 'refused' });
  });
  it('meets the real resolver for localhost', async () => {
    expect(await faultOf(egress([]).send(ask('https://localhost/')))).toMatchObject({ fault: 'refused' });
  });
});

describe('the connection', () => {
  it('goes to what was checked: a name that leads elsewhere the second time is asked once', async () => {
    let host = '';
    const port = await serve((request, reply) => {
      host = request.headers.host!;
      reply.end('ok');
    });
    let asked = 0;
    const rebinding: Resolve = async () => [
      { address: (asked += 1) === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 },
    ];
    const answer = await egress([`rebind.test:${port}`], rebinding).send(ask(`http://rebind.test:${port}/x`));
    expect({ asked, status: answer.status, host }).toEqual({
      asked: 1,
      status: 200,
      host: `rebind.test:${port}`,
    });
  });
  it('asks TLS for the name, and takes no certificate of another', async () => {
    const pem = (name: string) => readFileSync(`test/support/tls/${name}`, 'utf8');
    const names: unknown[] = [];
    const server = https.createServer({ key: pem('hooks.key'), cert: pem('hooks.crt') });
    server.on('secureConnection', (socket: Socket & { servername?: string }) =>
      names.push(socket.servername),
    );
    const port = await serve((_, reply) => reply.end('ok'), server);
    const rules = [`hooks.example.test:${port}`, `other.example.test:${port}`];
    const trusting = egress(rules, to('127.0.0.1'), pem('hooks.crt'));
    expect((await trusting.send(ask(`https://hooks.example.test:${port}/`))).status).toBe(200);
    expect(names).toEqual(['hooks.example.test']);
    const wrongName = trusting.send(ask(`https://other.example.test:${port}/`));
    expect(await faultOf(wrongName)).toMatchObject({ fault: 'tls' });
    const unknown = egress(rules, to('127.0.0.1')).send(ask(`https://hooks.example.test:${port}/`));
    expect(await faultOf(unknown)).toMatchObject({ fault: 'tls' });
  });
  it('follows no redirect', async () => {
    const seen: string[] = [];
    const port = await serve((request, reply) => {
      seen.push(request.url!);
      reply.writeHead(302, { location: 'http://169.254.169.254/latest/' }).end();
    });
    const answer = await egress([`127.0.0.1:${port}`]).send(ask(`http://127.0.0.1:${port}/a`));
    expect({ status: answer.status, seen }).toEqual({ status: 302, seen: ['/a'] });
  });
  it('reads a bounded part of a body, and unpacks none', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const port = await serve((request, reply) => {
      if (request.url === '/bomb') reply.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
      else for (let i = 0; i < 200; i += 1) reply.write('x'.repeat(10_000));
    });
    const client = egress([`127.0.0.1:${port}`]);
    for (const path of ['bomb', 'endless']) {
      const { body, truncated } = await client.send(ask(`http://127.0.0.1:${port}/${path}`));
      expect({ size: body.length, truncated }).toEqual({ size: 4096, truncated: true });
    }
  });
  it('names what went wrong', async () => {
    const port = await serve((request, reply) => {
      if (request.url === '/cut') request.socket.destroy();
      if (request.url === '/half') {
        reply.writeHead(200, { 'content-length': '100' }).write('half');
        setTimeout(() => request.socket.destroy(), 20);
      }
      if (request.url === '/headers') reply.writeHead(200, { x: 'y'.repeat(20_000) }).end();
      if (request.url === '/drip') reply.writeHead(200).write('a');
    });
    const client = egress([`127.0.0.1:${port}`, '127.0.0.1:9', 'none.test:80'], async () => []);
    const fault = async (url: string) => (await faultOf(client.send(ask(url, { totalMs: 300 })))).fault;
    expect(await fault(`http://127.0.0.1:${port}/cut`)).toBe('cut');
    expect(await fault(`http://127.0.0.1:${port}/half`)).toBe('cut');
    expect(await fault(`http://127.0.0.1:${port}/headers`)).toBe('cut');
    expect(await fault(`http://127.0.0.1:${port}/hang`)).toBe('timeout');
    expect(await fault(`http://127.0.0.1:${port}/drip`)).toBe('timeout');
    expect(await fault('http://127.0.0.1:9/')).toBe('connect');
    expect(await fault('http://none.test/')).toBe('dns');
  });
  it('is no longer waited for when the name is not found in time', async () => {
    const silent = egress(['slow.test:80'], () => new Promise(() => undefined));
    expect(await faultOf(silent.send(ask('http://slow.test/', { connectMs: 50 })))).toMatchObject({
      fault: 'timeout',
    });
  });
});
