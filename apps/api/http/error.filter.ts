import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError, type ErrorKind } from '#kernel/errors.js';
import type { Logger } from '#platform/logger.js';
import { linger } from './linger.js';
import { unmatched } from './unknown-method.js';

const STATUS: Record<ErrorKind, number> = {
  invalid: 400,
  denied: 403,
  not_found: 404,
  conflict: 409,
  limited: 429,
  unavailable: 503,
};

/** One body for both worlds: OpenAI's `error` object with all four keys, and RFC 9457's members beside it. */
export function errorBody(error: AppError, instance: string) {
  const { status = STATUS[error.kind], param = null, headers: _headers, ...facts } = error.details;
  return {
    status,
    body: {
      error: {
        message: error.message,
        type: openaiType(status, error.code),
        param,
        code: error.code,
        ...facts,
      },
      type: 'about:blank',
      title: error.code.replaceAll('_', ' '),
      status,
      detail: error.message,
      instance,
    },
  };
}

/** OpenAI's SDKs try a 409 and a 429 again unless they are told that it is of no use. */
export function headersOf({ code, details }: AppError, status: number): Record<string, string> {
  const isLasting = status === 409 || openaiType(status, code) === 'insufficient_quota';
  return { ...(isLasting ? { 'x-should-retry': 'false' } : {}), ...details.headers };
}

function openaiType(status: number, code: string): string {
  if (status === 403) return 'permission_error';
  if (status === 409 || status === 412 || status === 428) return 'conflict_error';
  if (status === 429) return code === 'insufficient_quota' ? code : 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}

@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly log: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost) {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    this.answer(thrown, request, host.switchToHttp().getResponse<FastifyReply>());
  }

  /** Also Fastify's own errors (parsers, unknown URLs) come here, so that every refusal has one shape. */
  answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const error = this.toAppError(thrown, request);
    const { status, body } = errorBody(error, `urn:request:${request.id}`);
    if (reply.raw.headersSent || reply.raw.destroyed) {
      reply.raw.destroy();
      return;
    }
    if (status !== 408) linger(request, reply);
    const problem = (request.headers.accept ?? '').includes('application/problem+json');
    void reply
      .headers(headersOf(error, status))
      .code(status)
      .type(problem ? 'application/problem+json' : 'application/json')
      .send(JSON.stringify(body));
  }

  private toAppError(thrown: unknown, request: FastifyRequest): AppError {
    if (thrown instanceof AppError) {
      if (thrown.kind === 'unavailable')
        this.log.warn({ err: thrown.cause ?? thrown, request_id: request.id }, thrown.code);
      return thrown;
    }
    const status = statusOf(thrown);
    if (status === undefined || status >= 500) {
      this.log.error({ err: thrown, request_id: request.id }, 'a request met a bug');
      return new AppError(
        'unavailable',
        'internal_error',
        `Something is wrong on our side; tell us the request id ${request.id}.`,
        {
          status: 500,
        },
      );
    }
    return fromHttp(status, thrown as Error, request);
  }
}

function statusOf(thrown: unknown): number | undefined {
  if (thrown instanceof HttpException) return thrown.getStatus();
  const status = (thrown as { statusCode?: unknown }).statusCode;
  return typeof status === 'number' ? status : undefined;
}

function fromHttp(status: number, thrown: Error, request: FastifyRequest): AppError {
  const { code } = thrown as { code?: string };
  if (code === 'FST_ERR_BAD_URL')
    return new AppError(
      'invalid',
      'invalid_url',
      'The URL holds a percent sign that stands for no character.',
    );
  if (code === 'FST_ERR_MAX_PARAM_LENGTH') return unmatched(request, 'always');
  // Our own handlers throw AppError: an HTTP 404 is Nest's word for a URL that no route answers. A body can be refused
  // before that is found out.
  if (status === 404 || request.is404) return unmatched(request);
  if (status === 413)
    return new AppError('invalid', 'request_too_large', 'The request body is too large.', { status });
  if (status === 415) return new AppError('invalid', 'unsupported_media_type', thrown.message, { status });
  if (thrown.message.includes('JSON') || thrown instanceof SyntaxError) {
    return new AppError('invalid', 'invalid_json', `The request body is not valid JSON: ${thrown.message}`);
  }
  return new AppError('invalid', 'invalid_request', thrown.message, { status });
}
