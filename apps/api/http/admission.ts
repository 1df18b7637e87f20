import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '#kernel/errors.js';
import type { ErrorFilter } from './error.filter.js';

/** Requests at work at once: somewhat more than there are connections to the database. */
const AT_ONCE = 16;
const WAIT_MS = 15_000;
/** Waits for a model before it answers, and works little meanwhile. */
const CHAT = '/v1/chat/completions';

/**
 * Lets so many requests work at once and the others wait their turn. Without it a storm of retries has all of them wait for the
 * database together, until every one is too late; here the first ones are answered, and who hangs up is not worked for.
 */
export class Admission {
  private working = 0;
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly atOnce = AT_ONCE,
    private readonly waitMs = WAIT_MS,
  ) {}

  /** Resolves when it may begin; false once `gone` is aborted. Throws `rate_limit_exceeded` after too long a wait. */
  async enter(gone: AbortSignal): Promise<boolean> {
    if (this.working < this.atOnce) {
      this.working += 1;
      return true;
    }
    return new Promise((go, refuse) => {
      const settle = (how: () => void) => () => {
        clearTimeout(timer);
        gone.removeEventListener('abort', left);
        this.waiting.delete(turn);
        how();
      };
      const turn = settle(() => {
        this.working += 1;
        go(true);
      });
      const left = settle(() => go(false));
      const timer = setTimeout(
        settle(() => refuse(busy())),
        this.waitMs,
      );
      gone.addEventListener('abort', left);
      this.waiting.add(turn);
    });
  }

  leave(): void {
    this.working -= 1;
    const [next] = this.waiting;
    next?.();
  }
}

export function admit(fastify: FastifyInstance, filter: ErrorFilter, admission = new Admission()): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (isFree(request)) return done();
    const gone = new AbortController();
    let isIn = false;
    const leave = () => {
      if (isIn) admission.leave();
      isIn = false;
    };
    reply.raw.once('close', () => {
      gone.abort();
      leave();
    });
    onHead(reply.raw, leave);
    admission.enter(gone.signal).then(
      (entered) => {
        if (!entered) return; // nobody is there to be answered
        if (gone.signal.aborted) return admission.leave();
        isIn = true;
        done();
      },
      (error: unknown) => filter.answer(error, request, reply),
    );
  });
}

/** An answer that has begun has little left to do, though a stream of it may stay open for days. */
function onHead(response: ServerResponse, begun: () => void): void {
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  response.writeHead = (...args: unknown[]) => {
    begun();
    return writeHead(...args);
  };
}

function isFree({ routeOptions, headers }: FastifyRequest): boolean {
  const url = routeOptions.url ?? '';
  const isForm = (headers['content-type'] ?? '').startsWith('multipart/');
  return !url.startsWith('/v1/') || isForm || url === CHAT;
}

export const busy = () =>
  new AppError(
    'limited',
    'rate_limit_exceeded',
    'The service has more requests than it can answer; try again shortly.',
    {
      headers: { 'retry-after': '5' },
    },
  );
