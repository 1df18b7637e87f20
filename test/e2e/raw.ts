import { connect } from 'node:net';

export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Bytes as they are over a socket, for what no HTTP client would send; reads until the other side closes. */
export function raw(baseUrl: string, request: string | Buffer): Promise<RawAnswer> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((answer, fail) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(request));
    socket.setTimeout(30_000, () => socket.destroy(new Error('no answer within 30 s')));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', fail);
    socket.on('end', () => answer(parsed(Buffer.concat(chunks).toString('utf8'))));
  });
}

/** A request with `connection: close`; `lines` are header lines beside Host. */
export function message(line: string, lines: string[], body = ''): string {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return [`${line} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...lines, ...length, '', body].join(
    '\r\n',
  );
}

export function parsed(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const at = line.indexOf(':');
    headers[line.slice(0, at).toLowerCase()] = line.slice(at + 1).trim();
  }
  const rest = text.slice(end + 4);
  const length = Number(headers['content-length'] ?? NaN);
  const whole = Number.isNaN(length) ? rest : Buffer.from(rest).subarray(0, length).toString();
  const body = headers['transfer-encoding'] === 'chunked' ? unchunked(rest) : whole;
  return { status: Number(first.split(' ')[1]), headers, body };
}

function unchunked(text: string): string {
  let out = '';
  for (let at = 0; ;) {
    const end = text.indexOf('\r\n', at);
    const size = parseInt(text.slice(at, end), 16);
    if (!size) return out;
    out += text.slice(end + 2, end + 2 + size);
    at = end + 4 + size;
  }
}
