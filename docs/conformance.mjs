// Writes docs/openai-conformance.md: OpenAI's operations (docs/openai-operations.json) beside ours (openapi.json).
// node libs/client/generate.mjs && node docs/conformance.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { shapeOf } from './openapi-fields.mjs';

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
const { source, commit, operations } = read('openai-operations.json');
const ours = read('../openapi.json');

const unnamed = (path) => path.replace(/\{[^}]+\}/g, '{}');
const here = new Map(
  Object.entries(ours.paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([method, operation]) => [
      `${method.toUpperCase()} ${unnamed(path)}`,
      operation,
    ]),
  ),
);
const found = ({ method, path }) => here.get(`${method} ${unnamed(`/v1${path}`)}`);

/** Without what lies below another of them. */
const topmost = (paths) =>
  paths.filter(
    (path) => !paths.some((other) => path.startsWith(`${other}.`) || path.startsWith(`${other}[]`)),
  );

const missing = (wanted, given) => topmost(wanted.filter((path) => !given.includes(path)));
const added = (wanted, given) => topmost(given.filter((path) => !wanted.includes(path)));
const names = (paths) => paths.map((path) => `\`${path}\``).join(' ');

const PARTS = ['query', 'request', 'response'];
function row(theirs) {
  const operation = found(theirs);
  const what = `| ${theirs.operation} | \`${theirs.method} ${theirs.path}\` |`;
  if (!operation) return `${what} absent | | |`;
  const shape = shapeOf(ours, operation);
  const lacks = PARTS.flatMap((part) => {
    const paths = missing(theirs[part], shape[part]);
    return paths.length > 0 ? [`${part}: ${names(paths)}`] : [];
  });
  const more = PARTS.flatMap((part) => {
    const paths = added(theirs[part], shape[part]);
    return paths.length > 0 ? [`${part}: ${names(paths)}`] : [];
  });
  return `${what} ${lacks.length > 0 ? 'subset' : 'same'} | ${lacks.join('; ')} | ${more.join('; ')} |`;
}

const compared = operations.filter((one) => one.query || found(one));
/** `/evals`, or as deep as tells it from what is served. */
const familyOf = (path) =>
  `/${path
    .split('/')
    .slice(1, /^\/(fine_tuning|chat)\//.test(path) ? 4 : 2)
    .join('/')}`;
const families = new Map();
for (const { path } of operations.filter((one) => !compared.includes(one)))
  families.set(familyOf(path), (families.get(familyOf(path)) ?? 0) + 1);
const absent = [...families].map(([family, count]) => `| \`${family}\` | ${count} |`);

const text = `<!-- Generated from docs/openai-operations.json and openapi.json by docs/conformance.mjs; do not edit. -->

# OpenAI's operations, and ours

Names of operations and fields as ${source} has them at ${commit.slice(0, 12)}, to three levels; a field
below a missing one is not listed. *same*: every field of OpenAI's is there. *subset*: those in the next column are not; a request
with one is refused with 400, naming it, and answers do without. [openai.md](openai.md) says what differs in meaning.

| OpenAI's operation | Method and path | Here | Missing | Added |
| --- | --- | --- | --- | --- |
${compared.map(row).join('\n')}

## Absent

These answer 404 with the code \`not_supported\`; so does an absent path above, or 405 where the path takes other methods.

| Path | Operations |
| --- | --- |
${absent.join('\n')}
`;
writeFileSync(new URL('openai-conformance.md', import.meta.url), text);
