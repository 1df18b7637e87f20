// Writes openapi.json from the built contracts, then schema.ts from openapi.json. Run after `npm run build`.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
execFileSync(process.execPath, ['--no-warnings', at('dist/apps/api/openapi-main.js')], { stdio: 'inherit' });
const document = JSON.parse(readFileSync(at('openapi.json'), 'utf8'));
const head = '// Generated from openapi.json by libs/client/generate.mjs; do not edit.\n';
// The client names no expand[]: its types say what stands there without.
const plain = JSON.parse(JSON.stringify(document), (_, value) => (value?.['x-expandable'] ? value.anyOf[0] : value));
writeFileSync(at('libs/client/schema.ts'), head + astToString(await openapiTS(plain)));
