import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readCases, runCase } from './case-file.js';
import { loadCatalogue } from '#license-catalogue/catalogue.js';

const read = (name: string) =>
  readFileSync(new URL(`../license-catalogue/data/${name}`, import.meta.url), 'utf8');
const catalogue = loadCatalogue(read('model-licenses.yaml'));
const { cases, faults } = readCases(read('cases.yaml'), catalogue);

describe('the worked cases of cases.yaml', () => {
  it('are all there', () => expect({ count: cases.length, faults }).toEqual({ count: 40, faults: [] }));
  for (const one of cases) it(`${one.id}: ${one.title}`, () => expect(runCase(one, catalogue)).toEqual([]));
});
