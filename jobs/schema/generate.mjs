// Writes jobs/schema/*.schema.json from the contracts in dist: npm run build && node jobs/schema/generate.mjs
import { writeFileSync } from 'node:fs';
import { jsonSchemas } from '../../dist/libs/jobs/recipe-output.contract.js';

for (const [name, schema] of Object.entries(jsonSchemas())) {
  writeFileSync(new URL(`./${name}.schema.json`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
}
