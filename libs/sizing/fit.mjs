// Fits the constants of the estimator on one half of data/measurements.csv and writes fitted.ts. Run after `npm run build`.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { format, resolveConfig } from 'prettier';
import { fit, figuresOf, halves } from '../../dist/libs/sizing/fit.js';
import { measurementsOf } from '../../dist/libs/sizing/measurements.js';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const lines = (path) => parse(readFileSync(at(path), 'utf8'), { columns: true });
const all = measurementsOf(lines('data/models.csv'), lines('data/measurements.csv'));
const { fit: seen, held } = halves(all.filter(({ line }) => line.set === 'oracle'));
const fitted = fit(seen);
const text = `// Generated from data/measurements.csv by libs/sizing/fit.mjs; do not edit.
import type { Fitted } from './fit.js';

export const FITTED: Fitted = ${JSON.stringify(fitted)};
`;
const target = at('fitted.ts');
writeFileSync(target, await format(text, { ...(await resolveConfig(target)), filepath: target }));
const further = all.filter(({ line }) => line.set === 'further');
for (const [name, rows] of Object.entries({ fit: seen, held, further }))
  console.log(name, [...new Set(rows.map(({ line }) => line.family))].join(', '), figuresOf(rows, fitted));
