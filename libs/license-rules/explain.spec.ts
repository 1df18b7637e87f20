import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { loadCatalogue } from '#license-catalogue/catalogue.js';
import { decide } from './decision.js';
import { explainDecision } from './explain.js';
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
