import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { routes } from '#platform/route.js';
import { EXPAND, type RouteContract } from '#platform/route.contract.js';
import { isBracketed } from '#platform/query-brackets.js';
import { scopeOf } from '#projects/scopes.js';
import { answerComponents, answerOf } from '../answers/answers.js';
import { linksOf } from './links.js';
import { DOCS_POLICY, docsPage } from './docs.js';

const ALWAYS = [400, 405, 408, 429, 431, 503];
const WITH_KEY = [401, 403];

export type OpenApi = ReturnType<typeof openApiDocument>;
export type Operation = ReturnType<typeof operation>;

/** The OpenAPI 3.1 document, made from the contracts that the loaded controllers serve. */
export function openApiDocument(contracts: readonly RouteContract[] = routes()) {
  const paths: Record<string, Record<string, Operation>> = {};
  const links = linksOf(contracts);
  const sorted = [...contracts].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const route of sorted) {
    const path = (route.root ? route.path : `/v1${route.path}`).replace(/[:*](\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route, links.get(route.id)) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Luthier',
      version: '0.1.0',
      description: 'Control plane for fine-tuning open-weight models on your own machines.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ key: [] }, { session: [] }],
    tags: [...new Set(sorted.map(tagOf))].sort().map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer' },
        // a change with a session needs `x-csrf-token` too; GET /auth/me has it
        session: { type: 'apiKey', in: 'cookie', name: '__Host-luthier_session' },
      },
      schemas: { ...answerComponents(), Error: ERROR },
      headers: HEADERS,
      responses: Object.fromEntries(
        Object.keys(MEANING).map((status) => [`Refused${status}`, refused(Number(status))]),
      ),
    },
  };
}

function operation(route: RouteContract, links?: object) {
  const open = route.roles === 'public';
  const statuses = new Set([...ALWAYS, ...(open ? [] : WITH_KEY), ...(route.errors ?? [])]);
  if (route.params) statuses.add(404);
  // a body is read, and may be refused, before anyone knows that the operation has no use for it
  if (route.method !== 'get') for (const status of [413, 415]) statuses.add(status);
  if (takesIdempotencyKey(route)) for (const status of [409, 422]) statuses.add(status);
  return {
    operationId: route.id,
    summary: route.summary,
    tags: [tagOf(route)],
    ...(open ? { security: [] } : { 'x-roles': ['admin', ...route.roles], 'x-scope': scopeOf(route) }),
    ...(route.people ? { 'x-people': true } : {}),
    parameters: [
      ...parameters(route.params, 'path'),
      ...parameters(route.query, 'query'),
      ...(takesIdempotencyKey(route) ? [IDEMPOTENCY_KEY] : []),
      ...(route.etag && route.method !== 'get' ? [{ ...IF_MATCH, required: route.etag === true }] : []),
      ...(hasEtag(route) && route.method === 'get' ? [IF_NONE_MATCH] : []),
      ...(route.produces === 'text/event-stream' ? [LAST_EVENT_ID] : []),
    ],
    ...requestBody(route),
    responses: {
      [String(route.status ?? 200)]: { ...done(route), ...(links ? { links } : {}) },
      ...(hasEtag(route) && route.method === 'get' ? { '304': NOT_MODIFIED } : {}),
      ...(route.pending ? { [String(route.pending)]: done(route) } : {}),
      ...Object.fromEntries(
        [...statuses].sort((a, b) => a - b).map((status) => [String(status), refusal(status)]),
      ),
    },
  };
}

const tagOf = (route: RouteContract) => route.tag.replaceAll(' ', '_');

const takesIdempotencyKey = (route: RouteContract) =>
  route.method === 'post' && !route.rawBody && !route.produces && route.roles !== 'public';

function requestBody(route: RouteContract) {
  if (route.rawBody) {
    const media = {
      schema: formOf(route),
      ...(route.example === undefined ? {} : { example: route.example }),
    };
    return { requestBody: { required: true, content: { 'multipart/form-data': media } } };
  }
  if (!route.body) return {};
  const example = route.example === undefined ? {} : { example: route.example };
  return {
    requestBody: {
      required: !route.body.safeParse({}).success, // none is read as an empty one
      content: { 'application/json': { schema: schemaOf(route.body, 'input'), ...example } },
    },
  };
}

function formOf({ form }: RouteContract): object {
  if (!form) return UPLOAD;
  const file = (description: string) => ({
    type: 'string',
    contentMediaType: 'application/octet-stream',
    description,
  });
  const properties = Object.fromEntries(Object.entries(form).map(([name, text]) => [name, file(text)]));
  return { type: 'object', required: Object.keys(form), properties };
}

const hasEtag = (route: RouteContract) =>
  Boolean(route.etag) || (route.method === 'get' && !route.produces && !route.root);

function done(route: RouteContract) {
  const open = route.roles === 'public';
  const headers = {
    ...ALWAYS_TOLD,
    ...(open ? {} : LIMITS_TOLD),
    ...(hasEtag(route) ? { etag: header('etag') } : {}),
  };
  if (route.produces) {
    // the schema of a stream would be that of its whole text
    const media = route.produces === 'text/event-stream' ? {} : { schema: { type: 'string' } };
    return { description: 'Done', headers, content: { [route.produces]: media } };
  }
  const schema = route.response ? schemaOf(route.response, 'output') : (answerOf(route.id) ?? ANY);
  return { description: 'Done', headers, content: { 'application/json': { schema } } };
}

const refusal = (status: number) =>
  status in MEANING ? { $ref: `#/components/responses/Refused${status}` } : refused(status);

function refused(status: number) {
  const retry = status === 503 || status === 429 ? { 'retry-after': header('retry-after') } : {};
  return {
    description: MEANING[status] ?? 'Refused',
    headers: {
      ...ALWAYS_TOLD,
      ...retry,
      ...(status === 429 ? LIMITS_TOLD : {}),
      ...(status === 405 ? { allow: header('allow') } : {}),
    },
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
  };
}

function parameters(schema: z.ZodObject | undefined, where: 'path' | 'query') {
  if (!schema) return [];
  return Object.entries(schema.shape).map(([name, field]) => {
    const { description, ...json } = schemaOf(field as z.ZodType, 'input') as {
      description?: string;
      type?: unknown;
    };
    return {
      name,
      in: where,
      required: where === 'path' || !(field as z.ZodType).safeParse(undefined).success,
      ...(description === undefined ? {} : { description }),
      ...(where === 'query' ? inQuery(name, field as z.ZodType, json) : { schema: json }),
    };
  });
}

/** Objects are written with brackets; what may be given several times may be given once, as one value. */
function inQuery(name: string, field: z.ZodType, json: { type?: unknown; items?: object }) {
  if (isBracketed(field)) return { style: 'deepObject', explode: true, schema: json };
  if (json.type !== 'array') return { schema: json };
  if (name === EXPAND) return { explode: true, schema: json };
  return { explode: true, schema: { anyOf: [json.items, json] } };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json;
}

const ANY = { type: 'object', additionalProperties: true };
const UPLOAD = {
  type: 'object',
  required: ['file', 'purpose'],
  properties: {
    file: { type: 'string', contentMediaType: 'application/octet-stream' },
    purpose: { type: 'string', examples: ['fine-tune'] },
    expires_after: {
      type: 'object',
      description: 'Written `expires_after[anchor]` and `expires_after[seconds]`.',
      properties: {
        anchor: { const: 'created_at' },
        seconds: { type: 'integer', minimum: 3600, maximum: 2_592_000 },
      },
    },
  },
};
const IDEMPOTENCY_KEY = {
  name: 'idempotency-key',
  in: 'header',
  required: false,
  description: 'Kept at least a day: the same key and body give the first answer again.',
  schema: { type: 'string', minLength: 1, maxLength: 255 } as object,
};
const LAST_EVENT_ID = {
  name: 'last-event-id',
  in: 'header',
  required: false,
  description: 'Go on behind this event.',
  schema: { type: 'string', maxLength: 120 } as object,
};
const IF_MATCH = {
  name: 'if-match',
  in: 'header',
  description: 'The ETag that was read: the change is refused (412) where somebody was faster.',
  schema: { type: 'string', examples: ['"3"'] } as object,
};
const header = (name: keyof typeof HEADERS) => ({ $ref: `#/components/headers/${name}` });
const told = (description: string, type: 'string' | 'integer', example: string | number) => ({
  description,
  schema: { type, examples: [example] },
});
const HEADERS = {
  'x-request-id': told('Quote it when you ask about this request.', 'string', 'req_01k…'),
  'x-api-version': told(
    'The version of the API, as a date; a request that names another is refused.',
    'string',
    '2026-11-24',
  ),
  'x-ratelimit-limit-requests': told('Requests in a minute.', 'integer', 6000),
  'x-ratelimit-remaining-requests': told('What is left of them now.', 'integer', 5999),
  'x-ratelimit-reset-requests': told('Until all are there again.', 'string', '6m0s'),
  'ratelimit-policy': told('The same, as the IETF writes it.', 'string', '"requests";q=6000;w=60'),
  ratelimit: told('The same, as the IETF writes it.', 'string', '"requests";r=5999;t=1'),
  'retry-after': told('Seconds to wait.', 'integer', 2),
  etag: told(
    'For If-None-Match, and for If-Match where an operation takes it: it starts with the revision.',
    'string',
    '"3-yTjkf1cWq0Z"',
  ),
  allow: told('The methods that this path takes.', 'string', 'GET, HEAD'),
};
const ALWAYS_TOLD = { 'x-request-id': header('x-request-id'), 'x-api-version': header('x-api-version') };
/** Where the installation limits its keys. */
const LIMITS_TOLD = {
  'x-ratelimit-limit-requests': header('x-ratelimit-limit-requests'),
  'x-ratelimit-remaining-requests': header('x-ratelimit-remaining-requests'),
  'x-ratelimit-reset-requests': header('x-ratelimit-reset-requests'),
  'ratelimit-policy': header('ratelimit-policy'),
  ratelimit: header('ratelimit'),
};
const NOT_MODIFIED = {
  description: 'What If-None-Match names is still the answer',
  headers: { ...ALWAYS_TOLD, etag: header('etag') },
};
const IF_NONE_MATCH = {
  name: 'if-none-match',
  in: 'header',
  required: false,
  description: 'The ETag of an answer that you have: 304 where it is still the answer.',
  schema: { type: 'string', examples: ['"3-yTjkf1cWq0Z"'] } as object,
};
export const MEANING: Record<number, string> = {
  400: 'A field is at fault: `error.param` names it',
  401: 'No API key, or not one of ours',
  403: "The key's roles or a license do not allow it",
  404: 'Not in this project',
  405: 'The path takes other methods',
  408: 'The request stopped in the middle',
  409: 'It contradicts what is there',
  412: 'It has changed since it was read',
  413: 'Too large',
  416: 'No such range of bytes',
  415: 'Another content type is wanted',
  422: 'The Idempotency-Key came before with another body',
  428: 'If-Match is missing',
  429: 'Too many requests',
  431: 'The address and the headers are too long',
  503: 'Something that is needed does not answer; try again',
};
const nullableText = { type: ['string', 'null'] };
const ERROR = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['message', 'type', 'param', 'code'],
      properties: {
        message: { type: 'string' },
        type: { type: 'string' },
        param: nullableText,
        code: nullableText,
      },
    },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
  },
};

/** What is served beside the contracts' routes. */
export const OPEN_PAGES = ['/openapi.json', '/docs'];

/** Serves /openapi.json and the docs page; both are open, they hold no data. */
export function installOpenApi(fastify: FastifyInstance): void {
  let document: OpenApi | undefined;
  const made = () => (document ??= openApiDocument());
  fastify.get('/openapi.json', (_request, reply) => {
    void reply.type('application/json').send(JSON.stringify(made()));
  });
  fastify.get('/docs', (_request, reply) => {
    void reply
      .header('content-security-policy', DOCS_POLICY)
      .type('text/html; charset=utf-8')
      .send(docsPage(made()));
  });
}
