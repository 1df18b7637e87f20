import type { FastifyInstance } from 'fastify';
import { AppError } from '#kernel/errors.js';
import type { ErrorFilter } from './error.filter.js';

/** How long a client may take over its headers, and how long it may then send nothing of its body. */
export const STALLED_MS = 20_000;
const LOOK_MS = 5_000;

/** Of Node's server: one that sends its headers slowly is 408 by refuseUnreadable. */
export const HEADERS_IN_TIME = { headersTimeout: STALLED_MS, connectionsCheckingInterval: LOOK_MS };

/** Answers 408 to who stops in the middle of a body. A large one may take as long as it likes, if only it goes on. */
export function refuseStalledBodies(fastify: FastifyInstance, filter: ErrorFilter): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const { raw } = request;
    const length = raw.headers['content-length'];
    if (raw.headers['transfer-encoding'] === undefined && !(Number(length) > 0)) return done();
    let [bytes, since] = [raw.socket.bytesRead, Date.now()];
    const timer = setInterval(() => {
      const now = raw.socket.bytesRead;
      // what has come and lies unread waits for us, not for the client
      if (now !== bytes || raw.readableLength > 0) [bytes, since] = [now, Date.now()];
      if (raw.complete || Date.now() - since < STALLED_MS) return;
      clearInterval(timer);
      void reply.header('connection', 'close');
      filter.answer(stalled(), request, reply);
    }, LOOK_MS).unref();
    const stop = () => clearInterval(timer);
    raw.once('end', stop).once('close', stop);
    reply.raw.once('close', stop);
    done();
  });
}

const stalled = () =>
  new AppError('invalid', 'request_timeout', 'The rest of the request body did not arrive in time.', {
    status: 408,
  });
