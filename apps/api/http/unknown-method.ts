import type { FastifyRequest } from 'fastify';
import { AppError } from '#kernel/errors.js';
import { routes } from '#platform/route.js';
import { openaiOnly } from './openai-only.js';
import { OPEN_PAGES } from './openapi.js';

interface KnownPath {
  pattern: RegExp;
  methods: string[];
}

let known: KnownPath[] | undefined;

/** What an unmatched request deserves: 405 with Allow where the path exists under another verb, 404 otherwise. */
export function unmatched(request: FastifyRequest, unknown?: 'always'): AppError {
  known ??= knownPaths();
  const path = request.url.split('?')[0]!.slice(0, 300);
  const hit = unknown ? undefined : known.find(({ pattern }) => pattern.test(path));
  if (!hit) {
    const elsewhere = openaiOnly(path);
    if (elsewhere) return new AppError('not_found', 'not_supported', elsewhere);
    return new AppError(
      'not_found',
      'unknown_url',
      `Unknown request URL: ${request.method} ${path}. See /docs.`,
    );
  }
  const allow = hit.methods.join(', ');
  return new AppError(
    'invalid',
    'method_not_allowed',
    `${request.method} is not allowed here; use ${allow}.`,
    {
      status: 405,
      headers: { allow },
    },
  );
}

function knownPaths(): KnownPath[] {
  const byPath = new Map<string, string[]>(OPEN_PAGES.map((path) => [path, ['GET']]));
  for (const route of routes()) {
    const path = route.root ? route.path : `/v1${route.path}`;
    byPath.set(path, [...(byPath.get(path) ?? []), route.method.toUpperCase()]);
  }
  // as the router takes them: `/reviews/bulk` before `/reviews/:id`
  const fixedFirst = [...byPath].sort(([a], [b]) => wildness(a) - wildness(b));
  return fixedFirst.map(([path, methods]) => ({
    pattern: new RegExp(
      `^${path
        .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
        .replace(/:(\w+)/g, '[^/]+')
        .replace(/\\\*(\w+)$/, '.+')}/?$`,
    ),
    methods: methods.includes('GET') ? [...methods, 'HEAD'] : methods,
  }));
}

/** How much of a path is for the caller to choose: segments, and far more the open end. */
const wildness = (path: string): number => path.split(':').length + (path.includes('*') ? 100 : 0);
