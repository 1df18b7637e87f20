import { createHash } from 'node:crypto';
import { DOCS_STYLE } from './docs-style.js';
import { MEANING, type OpenApi, type Operation } from './openapi.js';

const styleHash = createHash('sha256').update(DOCS_STYLE).digest('base64');
/** The page needs its own style sheet and nothing else: no script, no image, no font. */
export const DOCS_POLICY = `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

type Schema = Record<string, unknown>;
interface Place {
  method: string;
  path: string;
  op: Operation;
}

/** The reference as one page: every operation with roles, parameters, body and a curl line. Everything from the document is escaped. */
export function docsPage(document: OpenApi): string {
  const places = Object.entries(document.paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([method, op]) => ({ method, path, op })),
  );
  const tags = document.tags.map(({ name }) => name);
  const of = (tag: string) => places.filter(({ op }) => op.tags.includes(tag));
  const nav = tags.map(
    (tag) => `<li><a href="#${esc(tag)}">${esc(title(tag))}</a> <small>${of(tag).length}</small></li>`,
  );
  const sections = tags.map(
    (tag) =>
      `<section id="${esc(tag)}"><h2>${esc(title(tag))}</h2>${of(tag).map(operation).join('')}</section>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${esc(document.info.title)} API</title><style>${DOCS_STYLE}</style></head>
<body><nav aria-label="Resources"><h1>${esc(document.info.title)} <small>${esc(document.info.version)}</small></h1><ul>${nav.join('')}</ul><p><a href="/openapi.json">openapi.json</a></p></nav>
<main><p>${esc(document.info.description)} Send the API key as <code>Authorization: Bearer</code>. The paths under <code>/v1/files</code>, <code>/v1/fine_tuning</code>, <code>/v1/models</code> and <code>/v1/chat</code> take the official OpenAI clients: change the base URL and the key.</p>${sections.join('\n')}</main></body></html>`;
}

function operation({ method, path, op }: Place): string {
  const roles = (op as { 'x-roles'?: string[] })['x-roles'];
  const needs = roles
    ? `Roles: ${roles.map((role) => `<code>${esc(role)}</code>`).join(' ')}`
    : 'Open to everyone';
  const parts = [
    `<p class="roles">${needs} · operation <code>${esc(op.operationId)}</code></p>`,
    fields(
      'Parameters',
      op.parameters.map(({ name, required, schema, description, in: where }) =>
        row(name, { description, ...schema }, { required, where }),
      ),
    ),
    body(op),
    `<h4>Try it</h4><pre>${esc(curl(method, path, op))}</pre>`,
    `<h4>Answers</h4><ul class="answers">${Object.keys(op.responses).map(answerLine).join('')}</ul>`,
  ];
  return `<details id="${esc(op.operationId)}"><summary><span class="verb ${esc(method)}">${esc(method.toUpperCase())}</span> <code>${esc(path)}</code> <span>${esc(op.summary)}</span></summary>${parts.join('')}</details>`;
}

const answerLine = (status: string) =>
  `<li><code>${esc(status)}</code> ${esc(MEANING[Number(status)] ?? 'Done')}</li>`;

function body(op: Operation): string {
  const content = op.requestBody?.content as Record<string, { schema: Schema }> | undefined;
  if (!content) return '';
  return Object.entries(content)
    .map(([type, { schema }]) => fields(`Body (${esc(type)})`, rows(schema)))
    .join('');
}

const fields = (heading: string, lines: string[]) =>
  lines.length === 0
    ? ''
    : `<h4>${heading}</h4><table><thead><tr><th>Field</th><th>Type</th><th>Meaning</th></tr></thead><tbody>${lines.join('')}</tbody></table>`;

const MAX_DEPTH = 3;
/** One table row for each field; those of nested objects follow their parent. */
function rows(schema: Schema, prefix = '', depth = 0): string[] {
  const variants = (schema['oneOf'] ?? schema['anyOf']) as Schema[] | undefined;
  if (variants && !schema['properties']) {
    const objects = variants.filter((one) => one['properties']);
    return objects.flatMap((one) => [
      ...(objects.length > 1
        ? [`<tr class="variant"><td colspan="3">${esc(variantName(one))}</td></tr>`]
        : []),
      ...rows(one, prefix, depth),
    ]);
  }
  const required = (schema['required'] as string[] | undefined) ?? [];
  return Object.entries((schema['properties'] ?? {}) as Record<string, Schema>).flatMap(([name, field]) => [
    row(prefix + name, field, { required: required.includes(name) }),
    ...(depth < MAX_DEPTH && isNested(field) ? rows(field, `${prefix}${name}.`, depth + 1) : []),
  ]);
}

const isNested = (field: Schema) => field['properties'] !== undefined || field['oneOf'] !== undefined;
function variantName(one: Schema): string {
  const constants = Object.entries((one['properties'] ?? {}) as Record<string, Schema>).filter(
    ([, f]) => 'const' in f,
  );
  return constants.map(([name, f]) => `${name}: ${JSON.stringify(f['const'])}`).join(', ') || 'or';
}

function row(name: string, schema: Schema, facts: { required?: boolean; where?: string }): string {
  const fallback =
    'default' in schema ? ` <small>default ${code(JSON.stringify(schema['default']))}</small>` : '';
  const marks = `${facts.required ? ' <b title="required">*</b>' : ''}${facts.where ? ` <small>${esc(facts.where)}</small>` : ''}`;
  return `<tr><td>${code(name)}${marks}</td><td>${esc(typeOf(schema))}${fallback}</td><td>${esc(textOf(schema['description']))}</td></tr>`;
}

/** A schema may be a mere `false`: nothing fits, as in a list that must be empty. */
function typeOf(schema: Schema | boolean): string {
  if (typeof schema === 'boolean') return schema ? 'any' : 'nothing';
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (Array.isArray(schema['enum'])) return schema['enum'].map((one) => JSON.stringify(one)).join(' | ');
  const variants = (schema['anyOf'] ?? schema['oneOf']) as (Schema | boolean)[] | undefined;
  if (variants) return [...new Set(variants.map(typeOf))].join(' | ');
  if (schema['type'] === 'array') return `${typeOf((schema['items'] ?? {}) as Schema)}[]`;
  const type = Array.isArray(schema['type']) ? schema['type'].join(' | ') : textOf(schema['type']) || 'any';
  return `${type}${bounds(schema)}`;
}

function bounds(schema: Schema): string {
  const low = schema['minimum'] ?? schema['exclusiveMinimum'];
  const high = schema['maximum'] ?? schema['exclusiveMaximum'];
  const huge = (n: unknown) => n === undefined || Math.abs(Number(n)) >= Number.MAX_SAFE_INTEGER;
  return huge(low) && huge(high) ? '' : ` ${huge(low) ? '' : String(low)}…${huge(high) ? '' : String(high)}`;
}

function curl(method: string, path: string, op: Operation): string {
  const line = [
    `curl -sS${method === 'get' ? '' : ` -X ${method.toUpperCase()}`} "$LUTHIER_BASE_URL${path}"`,
  ];
  if ('x-roles' in op) line.push('-H "Authorization: Bearer $LUTHIER_API_KEY"');
  const content = op.requestBody?.content as Record<string, { example?: unknown }> | undefined;
  if (content?.['multipart/form-data']) line.push('-F purpose=fine-tune', '-F file=@train.jsonl');
  else if (content) {
    const example = JSON.stringify(content['application/json']?.example ?? {}).replaceAll("'", "'\\''");
    line.push("-H 'Content-Type: application/json'", `-d '${example}'`);
  }
  return line.join(' \\\n  ');
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const title = (tag: string) => tag.charAt(0).toUpperCase() + tag.slice(1).replaceAll('_', ' ');
const code = (text: string) => `<code>${esc(text)}</code>`;
const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const esc = (text: string) => text.replace(/[&<>"']/g, (c) => ENTITIES[c]!);
