import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { loadCatalogue } from '#license-catalogue/catalogue.js';
import { decide } from './decision.js';
import { explainDecision, foundWords } from './explain.js';
import { askGateBody } from './decision.contract.js';

const read = (name: string) =>
  readFileSync(new URL(`../license-catalogue/data/${name}`, import.meta.url), 'utf8');
const catalogue = loadCatalogue(read('model-licenses.yaml'));
const cases: Record<string, unknown>[] = parse(read('cases.yaml')).cases;
const linesOf = (wanted: string) => {
  const {
    id: _id,
    title: _title,
    note: _note,
    expect: _expect,
    ...asked
  } = cases.find(({ id }) => id === wanted)!;
  return explainDecision(decide({ ...askGateBody.parse(asked), catalogue }), catalogue);
};

describe('explainDecision', () => {
  it('says what, why, by which clause, and what to do', () => {
    const lines = linesOf('2');
    expect(lines[0]).toBe('Not allowed. You can cure this yourself.');
    expect(lines[1]).toBe(
      "- [deny] The model's name lacks a beginning that the license demands: llama3. Meta Llama 3 Community License Agreement, " +
        '§1.b.i last sentence; mark licence §5.a; reached by acme -finetuned-from-> llama3. What to do: rename the model, e.g. Llama-3-acme-chat.',
    );
    expect(lines.at(-1)).toMatch(
      /^Confidence: primary-text-read\. Catalogue [0-9a-f]{12}\. Engineering rules, not legal advice\.$/,
    );
  });
  it('has words for every answer of the worked cases', () => {
    for (const { id } of cases)
      for (const line of linesOf(String(id))) expect(line).not.toMatch(/undefined|null|\[object/);
  });
  it('is short where nothing is owed', () => expect(linesOf('27b')[0]).toBe('Allowed.'));
});

describe('foundWords', () => {
  const unknown = (given: object) =>
    foundWords('LICENSE_UNKNOWN', catalogue, { id: 'bm_1', kind: 'base_model', ...given });
  const NONE = 'No license was found';

  it.each([
    [
      'a name beside a word that says nothing',
      { declared_license: 'other', license_name: 'acme-1.0' },
      'acme-1.0',
    ],
    ['a word', { declared_license: 'our-tickets' }, 'our-tickets'],
    ['a word with what a reader does not see', { declared_license: ' acme\u202E \u200B1.0\n' }, 'acme 1.0'],
    ['no end of words', { license_name: 'x'.repeat(5000) }, 'x'.repeat(60)],
  ])('names the license that was declared: %s', (_, given, said) => {
    expect(unknown(given)).toBe(`The license ‘${said}’ that was declared is not known`);
  });

  it.each([
    ['nothing', {}],
    ['a word that says nothing', { declared_license: 'unknown' }],
    ['the id of what nobody knows', { declared_license: catalogue.unknown.id }],
    ['one that is known, of which something else is missing', { declared_license: catalogue.ownData.id }],
  ])('says that there is none where it was declared as %s', (_, given) => {
    expect(unknown(given)).toBe(NONE);
  });

  it('stands in what is told of a decision', () => {
    const nodes = [{ id: 'dsv_1', kind: 'dataset' as const, declared_license: 'our-tickets' }];
    const graph = { nodes, edges: [] };
    const asked = { gate: 'G1' as const, profile: 'conservative' as const, use: {}, subject: 'dsv_1' };
    const told = explainDecision(decide({ ...asked, graph, catalogue }), catalogue, graph);
    expect(told.join()).toContain('The license ‘our-tickets’ that was declared is not known: dsv_1.');
  });

  it('is about no other finding', () => {
    const node = { id: 'bm_1', kind: 'base_model' as const, declared_license: 'our-tickets' };
    expect(foundWords('AUP_UNREAD', catalogue, node)).not.toContain('our-tickets');
  });
});
