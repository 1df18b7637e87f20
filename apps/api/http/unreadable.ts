import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { errorBody } from './error.filter.js';

/** What is no HTTP gets no request object from Node: the same body as any refusal, written to the socket itself. */
export function refuseUnreadable(cause: Error & { code?: string }, socket: Socket): void {
  if (cause.code === 'ECONNRESET' || socket.destroyed) return;
  const id = newId('req_');
  const { status, body } = errorBody(refusalOf(cause.code), `urn:request:${id}`);
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(text)}`,
    `X-Request-Id: ${id}`,
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ];
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${text}`);
  socket.destroySoon();
}

function refusalOf(code: string | undefined): AppError {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new AppError('invalid', 'request_timeout', 'The request did not arrive in time.', {
        status: 408,
      });
    case 'HPE_HEADER_OVERFLOW':
      return new AppError('invalid', 'headers_too_large', 'The request headers are too large.', {
        status: 431,
      });
    default:
      return new AppError('invalid', 'invalid_request', 'This is no HTTP request that can be read.');
  }
}
