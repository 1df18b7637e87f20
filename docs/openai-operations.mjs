// Renews docs/openai-operations.json, the names of OpenAI's operations and fields, from a checkout of
// github.com/openai/openai-openapi: node docs/openai-operations.mjs CHECKOUT/openapi.json COMMIT
import { readFileSync, writeFileSync } from 'node:fs';
import { shapeOf } from './openapi-fields.mjs';

/** Whose fields are compared; of all others the name is enough. */
const COMPARED = /^\/(files|uploads|models|fine_tuning\/jobs)(\/|$)|^\/chat\/completions$/;

const [file, commit] = process.argv.slice(2);
const document = JSON.parse(readFileSync(file, 'utf8'));
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  ['get', 'post', 'put', 'patch', 'delete']
    .filter((method) => item[method])
    .map((method) => ({
      operation: item[method].operationId,
      method: method.toUpperCase(),
      path,
      ...(COMPARED.test(path) ? shapeOf(document, item[method], item.parameters) : {}),
    })),
);
operations.sort((a, b) => a.path.localeCompare(b.path) || a.method.localeCompare(b.method));
const lines = operations.map((one) => ` ${JSON.stringify(one)}`).join(',\n');
const head = `{"source": "github.com/openai/openai-openapi", "commit": ${JSON.stringify(commit)}, "operations": [\n`;
writeFileSync(new URL('openai-operations.json', import.meta.url), `${head}${lines}\n]}\n`);
