// Names of fields in OpenAPI schemas, by dotted path: what docs/openai-operations.mjs and docs/conformance.mjs compare.

const MAX_DEPTH = 3;

const resolved = (document, schema) => {
  let found = schema;
  for (let hops = 0; found?.$ref && hops < 20; hops += 1)
    found = found.$ref
      .slice(2)
      .split('/')
      .reduce((at, key) => at?.[key.replaceAll('~1', '/').replaceAll('~0', '~')], document);
  return found ?? {};
};

/** A field that may be null alone is there to be refused. */
const isNullOnly = (schema) => schema.type === 'null';

/** Adds the paths below `schema` to `into`; alternatives count together, items of a list as `name[]`. */
function walk(document, schema, at, into, depth) {
  const here = resolved(document, schema);
  for (const part of [...(here.allOf ?? []), ...(here.anyOf ?? []), ...(here.oneOf ?? [])])
    walk(document, part, at, into, depth);
  if (here.items) walk(document, here.items, at === '' ? '' : `${at}[]`, into, depth);
  if (depth >= MAX_DEPTH) return;
  for (const [name, field] of Object.entries(here.properties ?? {})) {
    if (isNullOnly(resolved(document, field))) continue;
    const path = at === '' ? name : `${at}.${name}`;
    into.add(path);
    walk(document, field, path, into, depth + 1);
  }
}

export function fieldsOf(document, schema) {
  const paths = new Set();
  if (schema) walk(document, schema, '', paths, 0);
  return [...paths].sort();
}

const jsonOf = (content) => content?.['application/json'] ?? content?.['multipart/form-data'];

/** Query, body and answer of one operation as names of fields. */
export function shapeOf(document, operation, shared = []) {
  const parameters = [...shared, ...(operation.parameters ?? [])].map((one) => resolved(document, one));
  const body = resolved(document, operation.requestBody);
  const [, answer] = Object.entries(operation.responses ?? {}).find(([status]) => /^2/.test(status)) ?? [];
  return {
    query: parameters
      .filter((one) => one.in === 'query')
      .map((one) => one.name)
      .sort(),
    request: fieldsOf(document, jsonOf(body.content)?.schema),
    response: fieldsOf(document, jsonOf(resolved(document, answer).content)?.schema),
  };
}
