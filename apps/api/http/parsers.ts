import type { FastifyInstance } from 'fastify';
import { AppError } from '#kernel/errors.js';

const MAX_JSON_BYTES = 8 * 1024 * 1024;

/**
 * Body parsers: an empty body is fine whatever content type it claims (the Python SDK sends `application/json` and
 * nothing), `__proto__` is refused, multipart goes through as a stream.
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
        const value: unknown = JSON.parse(text, (key, inner: unknown) => {
          if (key === '__proto__') throw new SyntaxError('the key "__proto__" is not allowed');
          return inner;
        });
        done(null, value);
      } catch (cause) {
        done(
          new AppError(
            'invalid',
            'invalid_json',
            `The request body is not valid JSON: ${(cause as Error).message}.`,
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
