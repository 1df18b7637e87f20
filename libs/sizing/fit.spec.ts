import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { BARS, figuresOf, type Figures, fit, halves } from './fit.js';
import { FITTED } from './fitted.js';
import { findGpu } from './gpus.js';
import { type Measurement, measurementsOf } from './measurements.js';
import { tokensPerSecond } from './speed.js';

const lines = (name: string) =>
  parse<Record<string, string>>(readFileSync(`libs/sizing/data/${name}.csv`, 'utf8'), { columns: true });
const all = measurementsOf(lines('models'), lines('measurements'));
const oracles = all.filter(({ line }) => line.set === 'oracle');
const further = all.filter(({ line }) => line.set === 'further');
const { fit: seen, held } = halves(oracles);
const families = (of: readonly Measurement[]) => [...new Set(of.map(({ line }) => line.family))].sort();
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
/** A row of the table in docs/estimates.md. */
const row = (name: string, of: readonly Measurement[], { coverage, medianError, width }: Figures) =>
  `| ${name} | ${families(of).join(', ')} | ${of.length} | ${percent(coverage)} | ${percent(medianError)} | ${width.toFixed(2)}x |`;

describe('the estimate of memory', () => {
  it('has constants that come of one half of the measurements alone', () => {
    expect(fit(seen)).toEqual(FITTED); // otherwise: npm run build && node libs/sizing/fit.mjs
    expect(FITTED.families).toEqual(families(seen));
    expect(families(seen).filter((family) => families(held).includes(family))).toEqual([]);
    const blind = seen.map((one) => ({ ...one, bytes: one.bytes * 1.5 }));
    expect(fit(blind)).not.toEqual(FITTED); // it does look at them
  });

  it('meets its bars on families that it was not fitted on, and says both figures', () => {
    const table = [
      row('fitted on', seen, figuresOf(seen, FITTED)),
      row('held out', held, figuresOf(held, FITTED)),
      row('further, in neither half', further, figuresOf(further, FITTED)),
    ];
    process.stdout.write(`\n${table.join('\n')}\n`);
    const figures = figuresOf(held, FITTED);
    expect(figures.coverage).toBeGreaterThanOrEqual(BARS.coverage);
    expect(figures.medianError).toBeLessThanOrEqual(BARS.medianError);
    expect(figures.width).toBeLessThanOrEqual(BARS.width);
    // an estimate that is a third too low for everybody does not pass
    const low = figuresOf(
      held.map((one) => ({ ...one, bytes: one.bytes * 1.5 })),
      FITTED,
    );
    expect(low.coverage).toBeLessThan(BARS.coverage);
    const docs = readFileSync('docs/estimates.md', 'utf8');
    for (const line of table) expect(docs).toContain(line);
  });

  it('splits by whole families, the largest first', () => {
    expect(families(seen)).toEqual(['Qwen']);
    expect(families(held)).toEqual(['Llama 2', 'Llama 3.1', 'Qwen2.5']);
    const sources = new Set(lines('sources').map(({ source }) => source));
    for (const { line } of all) expect(sources).toContain(line.source);
  });
});

describe('the estimate of speed', () => {
  const shapes = new Map(all.map((one) => [`${one.line.model} ${one.line.method}`, one.training]));
  const ratios = (of: (family: string) => boolean) =>
    lines('speeds')
      .filter(({ family }) => of(family!))
      .map((line) => {
        const { model, method, length, batch, gpu, tokens_per_second } = line;
        const training = shapes.get(`${model} ${method}`)!;
        const so = { ...training, length: Number(length), sequences: Number(batch) };
        return tokensPerSecond(so, findGpu(gpu!)!)! / Number(tokens_per_second);
      });

  it('lies within its interval, on the GPU it was read off and on another', () => {
    const [own, other] = [ratios((family) => family === 'Qwen'), ratios((family) => family !== 'Qwen')];
    process.stdout.write(
      `\nspeed, estimated / measured: ${[...own, ...other].map((one) => one.toFixed(2)).join(' ')}\n`,
    );
    expect([own.length, other.length]).toEqual([12, 2]);
    for (const one of [...own, ...other]) {
      expect(one).toBeGreaterThan(0.5);
      expect(one).toBeLessThan(2);
    }
  });
});
