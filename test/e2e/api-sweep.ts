import fc from 'fast-check';
import type { OpenApi } from '../../apps/api/http/openapi.js';

export interface SweptOperation {
  name: string;
  method: string;
  path: string;
  statuses: string[];
  parameters: { name: string; in: string }[];
  /** JSON Schema of the body; `multipart` for an upload; null for none. */
  body: Schema | 'multipart' | null;
}

export interface SweptRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | Buffer | null;
}

interface Schema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  items?: Schema;
  [rest: string]: unknown;
}

interface Documented {
  operationId: string;
  parameters: { name: string; in: string }[];
  responses: Record<string, unknown>;
  requestBody?: { content: Record<string, { schema: Schema }> };
}

export function sweptOperations({ paths }: OpenApi): SweptOperation[] {
  return Object.entries(paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([method, raw]) => {
      const operation = raw as unknown as Documented;
      const content = operation.requestBody?.content ?? {};
      return {
        name: operation.operationId,
        method: method.toUpperCase(),
        path,
        statuses: Object.keys(operation.responses),
        parameters: operation.parameters,
        body: 'multipart/form-data' in content ? 'multipart' : (content['application/json']?.schema ?? null),
      };
    }),
  );
}

/** Values that have broken some parser, database or program before. */
const JUNK: unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, -1e308, 2 ** 31, 2 ** 53, 1e-320],
  ...[
    '',
    ' ',
    'null',
    '\u0000',
    'a\u0000b',
    '\ud800',
    'x\udfffy',
    '\ufeff',
    '💥'.repeat(50),
    '\r\n',
    '%00',
    '%',
  ],
  ...[
    "' OR 1=1 --",
    '{{7*7}}',
    '${7*7}',
    '../../../../etc/passwd',
    'file:///etc/passwd',
    '/dev/zero',
    'http://127.0.0.1:1/',
  ],
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'x'.repeat(5000),
    'a'.repeat(200) + '!',
    '１２',
    '1e3',
    '+1',
    '0x10',
  ],
  ...[
    'job_' + 'z'.repeat(26),
    'ftjob-' + '0'.repeat(26),
    'art_' + '0'.repeat(26),
    'ft:a:b::c',
    'NaN',
    'Infinity',
  ],
  ...[[], {}, [[[[[[]]]]]], [null], ['a', 1, {}], Array.from({ length: 3000 }, () => 'x')],
  { constructor: { prototype: { polluted: 1 } } },
  { toString: 1, hasOwnProperty: 2, length: -1 },
  nested(60, 'deep'),
  nested(45, '\u0000'),
  nested(45, '\ud800'),
];

function nested(depth: number, leaf: unknown): unknown {
  let value = leaf;
  for (let i = 0; i < depth; i += 1) value = i % 2 ? { a: value } : [value];
  return value;
}

const junk = fc.constantFrom(...JUNK);
const text = fc.oneof(
  fc.constantFrom(...JUNK.filter((value): value is string => typeof value === 'string')),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

/** Something that the schema means, one level of junk in it at times. */
function like(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
  if (depth > 6) return junk;
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return fc.oneof(...options.map((one) => like(one, depth + 1)));
  if (schema.allOf)
    return fc
      .tuple(...schema.allOf.map((one) => like(one, depth + 1)))
      .map((all) => Object.assign({}, ...all) as unknown);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'object':
      return object(schema, depth);
    case 'array':
      return fc.array(like(schema.items ?? {}, depth + 1), { maxLength: 3 });
    case 'integer':
      return fc.integer({ min: -2, max: 300 });
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'boolean':
      return fc.boolean();
    case 'string':
      return fc.oneof(text, fc.constantFrom('a', 'main', 'train', 'support-intents'));
    default:
      return junk;
  }
}

function object(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  const fields = Object.entries(schema.properties ?? {}).map(([name, inner]) =>
    fc
      .oneof(
        { weight: 6, arbitrary: like(inner, depth + 1) },
        { weight: 1, arbitrary: junk },
        { weight: 2, arbitrary: fc.constant(undefined) },
      )
      .map((value) => [name, value] as const),
  );
  const strange = fc.tuple(text, junk).map(([name, value]) => [name, value] as const);
  return fc
    .tuple(
      fc.tuple(...fields),
      fc.oneof(
        { weight: 5, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(strange, { maxLength: 2 }) },
      ),
    )
    .map(([known, extra]) =>
      Object.fromEntries([...known, ...extra].filter(([, value]) => value !== undefined)),
    );
}

const headers = fc.record(
  {
    'content-type': fc.constantFrom(
      'application/json',
      'application/json; charset=utf-8',
      'text/plain',
      'application/xml',
      'multipart/form-data',
      'multipart/form-data; boundary=x',
      'application/json;;',
      '/',
      '',
    ),
    'idempotency-key': fc.constantFrom('k', 'x'.repeat(255), 'x'.repeat(256), 'é', '', "'"),
    accept: fc.constantFrom(
      '*/*',
      'application/problem+json',
      'text/event-stream',
      'application/binary',
      'nonsense',
    ),
    'last-event-id': fc.constantFrom('none', '', 'x'.repeat(300), 'ftevent-' + '0'.repeat(26), 'é'),
    'openai-project': fc.constantFrom('', 'proj_none', 'x'.repeat(300)),
    'openai-organization': fc.constantFrom('org', 'é'),
    'x-stainless-retry-count': fc.constantFrom('1', '-1', 'x'.repeat(200)),
    range: fc.constantFrom('bytes=0-1', 'bytes=9-1', 'bytes=-', 'bytes=99999999999999999999-'),
    'if-match': fc.constantFrom('*', '"x"'),
    'x-http-method-override': fc.constantFrom('DELETE'),
    'x-forwarded-for': fc.constantFrom('127.0.0.1', "' OR 1"),
  },
  { requiredKeys: [] },
);

const FORM = [
  '--x\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nfine-tune\r\n',
  '--x\r\nContent-Disposition: form-data; name="file"; filename="a.jsonl"\r\n\r\n{"a":1}\r\n',
  '--x\r\nContent-Disposition: form-data; name="file"; filename="../../../etc/passwd\u0000"\r\n\r\n\u0000\u0001\r\n',
  '--x\r\nContent-Disposition: form-data; name="expires_after[seconds]"\r\n\r\n1e9\r\n',
  '--x\r\nContent-Disposition: form-data; name="__proto__[a]"\r\n\r\n1\r\n',
  `--x\r\nContent-Disposition: form-data; name="${'n'.repeat(9000)}"\r\n\r\n1\r\n`,
  '--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n',
  '--x\r\n\r\n\r\n',
  '--x--\r\n',
  'junk\r\n',
];

/** One request at the operation; `ids` are of things that are really there. */
export function requestAt(operation: SweptOperation, ids: readonly string[]): fc.Arbitrary<SweptRequest> {
  const id = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...ids) }, { weight: 2, arbitrary: text });
  const inPath = operation.parameters.filter((one) => one.in === 'path').map((one) => one.name);
  const inQuery = operation.parameters.filter((one) => one.in === 'query').map((one) => one.name);
  const path = fc
    .tuple(...inPath.map(() => id))
    .map((values) =>
      inPath.reduce((whole, name, i) => whole.replace(`{${name}}`, escaped(values[i]!)), operation.path),
    );
  const pair = fc.tuple(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...inQuery, 'limit') },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          'metadata[a]',
          'metadata[__proto__]',
          'metadata[',
          'expand[]',
          '__proto__',
          'limit[]',
          'a[b][c]',
        ),
      },
    ),
    fc.oneof(text, fc.constantFrom(...ids, '1', '100', '0', 'asc', 'desc', '1e3')),
  );
  const query = fc
    .array(pair, { maxLength: 3 })
    .map((pairs) => pairs.map(([name, value]) => `${escaped(name)}=${escaped(value)}`).join('&'));
  const json = operation.body === 'multipart' || operation.body === null ? junk : like(operation.body);
  const raw = fc.constantFrom(
    '',
    '{',
    '{"a":1,"a":2}',
    '[]',
    '"',
    '{"a":' + '['.repeat(20_000),
    '\u0000',
    'NaN',
    '{"__proto__":{"x":1}}',
    '{"a":1e999}',
    '{"a":"\\ud800"}',
  );
  const form = fc.subarray(FORM).map((parts) => Buffer.from(parts.join(''), 'latin1'));
  const body: fc.Arbitrary<string | Buffer | null> = ['GET', 'DELETE'].includes(operation.method)
    ? fc.constant(null)
    : fc.oneof(
        {
          weight: operation.body === 'multipart' ? 1 : 6,
          arbitrary: json.map((value) => JSON.stringify(value)),
        },
        { weight: 1, arbitrary: raw },
        { weight: operation.body === 'multipart' ? 6 : 1, arbitrary: form },
      );
  const usual = fc.constant<Record<string, string>>({
    'content-type': operation.body === 'multipart' ? 'multipart/form-data; boundary=x' : 'application/json',
  });
  return fc
    .tuple(path, query, body, fc.oneof({ weight: 3, arbitrary: usual }, { weight: 1, arbitrary: headers }))
    .map(([at, search, sent, head]) => ({
      method: operation.method,
      path: search ? `${at}?${search}` : at,
      body: sent,
      headers: sent === null ? without(head, 'content-type') : head,
    }));
}

const without = (headers: Record<string, string>, name: string) =>
  Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));

/** Percent-encoded, lone surrogates as the bytes that a careless client would send. */
const escaped = (value: string): string =>
  value.isWellFormed()
    ? encodeURIComponent(value).replaceAll('.', '%2E')
    : encodeURIComponent(value.toWellFormed()) + '%ED%A0%80';

/** What is wrong with an answer; empty for nothing. `statuses` are the document's. */
export function faultsOf(operation: SweptOperation, response: Response, body: string): string[] {
  const { status } = response;
  const faults: string[] = [];
  if (status >= 500) faults.push(`status ${status}`);
  if (!response.headers.get('x-request-id')) faults.push('no x-request-id');
  // a path that junk turned into another one is answered by no operation
  const elsewhere = status === 404 || status === 405 || status === 414;
  if (!operation.statuses.includes(String(status)) && !elsewhere) faults.push(`undeclared status ${status}`);
  if (status < 400) return faults;
  return [...faults, ...shapeFaults(status, body)];
}

export function shapeFaults(status: number, body: string): string[] {
  let parsed: Record<string, unknown>;
  try {
    parsed = JSON.parse(body) as Record<string, unknown>;
  } catch {
    return [`no JSON: ${body.slice(0, 80)}`];
  }
  const error = (parsed['error'] ?? {}) as Record<string, unknown>;
  const faults: string[] = [];
  for (const key of ['message', 'type', 'code'])
    if (typeof error[key] !== 'string' || error[key] === '')
      faults.push(`error.${key} is ${JSON.stringify(error[key])}`);
  if (error['param'] !== null && typeof error['param'] !== 'string')
    faults.push('error.param is neither text nor null');
  for (const key of ['type', 'title', 'detail', 'instance'])
    if (typeof parsed[key] !== 'string') faults.push(`no ${key}`);
  if (parsed['status'] !== status) faults.push('status differs');
  if (/\bat .*\.(js|ts):\d|node_modules|prisma|SELECT |luthier-e2e/i.test(body))
    faults.push('tells of its insides');
  return faults;
}
