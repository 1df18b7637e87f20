import type { FastifyInstance } from 'fastify';
import { AppError } from '#kernel/errors.js';
import { parseStrictJson } from '#kernel/strict-json.js';

const MAX_JSON_BYTES = 8 * 1024 * 1024;
/** No body that means something nests deeper; what walks one may then recurse. */
const MAX_JSON_DEPTH = 64;

/**
 * Body parsers: an empty body is fine whatever content type it claims (the Python SDK sends `application/json` and
 * nothing), a name twice in one object and `__proto__` are refused, multipart goes through as a stream.
 */
export function installParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    ['application/json', 'application/merge-patch+json'],
    { parseAs: 'string', bodyLimit: MAX_JSON_BYTES },
    (_request, body, done) => {
      const text = body as string;
      if (text.trim() === '') return done(null, undefined);
      try {
        done(null, parseStrictJson(text, MAX_JSON_DEPTH));
      } catch (cause) {
        done(
          new AppError(
            'invalid',
            'invalid_json',
            `The request body is not valid JSON: it ${reasonOf(cause as Error)}.`,
          ),
        );
      }
    },
  );
  fastify.addContentTypeParser('multipart/form-data', (_request, _payload, done) => done(null));
  fastify.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 1024 }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    const type = request.headers['content-type'] ?? 'none';
    done(
      new AppError(
        'invalid',
        'unsupported_media_type',
        `Content type ${type} is not taken here; send application/json.`,
        { status: 415 },
      ),
    );
  });
}

/** V8 writes `Unexpected token …`, the strict parser a verb. */
const reasonOf = ({ message }: Error): string =>
  /^(has|nests) /.test(message) ? message : `cannot be parsed (${message})`;
