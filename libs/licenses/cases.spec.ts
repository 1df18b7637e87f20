import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { differences, type Expectation } from './cases.js';
import { loadCatalogue } from './catalogue.js';
import { decide } from './decision.js';
import { askGateBody } from './licenses.contract.js';

const read = (name: string) => readFileSync(new URL(`./catalogue/${name}`, import.meta.url), 'utf8');
const catalogue = loadCatalogue(read('model-licenses.yaml'));
const { cases } = parse(read('cases.yaml')) as {
  cases: ({ id: string; title: string; expect: Expectation } & Record<string, unknown>)[];
};

/** Case ids that the engine does not answer yet; each must still fail, so that this list cannot go stale. */
const LATER: readonly string[] = [];

describe('the worked cases of cases.yaml', () => {
  it('are all there', () => expect(cases.length).toBe(36));
  for (const { id, title, expect: wanted, note: _note, ...asked } of cases)
    it(`${id}: ${title}`, () => {
      const faults = differences(decide({ ...askGateBody.parse(asked), catalogue }), wanted);
      if (LATER.includes(id)) expect(faults).not.toEqual([]);
      else expect(faults).toEqual([]);
    });
});
