import { describe, expect, it } from '@jest/globals';
import { ApiError } from '#client/errors.js';
import { hintFor } from './hints.js';
import { bar, clean, jsonText } from './text.js';

describe('text for a terminal', () => {
  const evil = 'a\u001b[31mb\u0007\u009b2J\u202e\u061cc\nd';
  it('loses escape sequences, control and bidi characters', () => {
    expect(clean(evil)).not.toMatch(/[^a-z0-9\n]/i);
  });
  it('keeps them in JSON, escaped', () => {
    const text = jsonText({ evil }, 2);
    expect(text.replaceAll('\n', '')).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(text)).toEqual({ evil });
  });
  it('draws a bar of what is done', () => {
    expect([0, 0.25, 7].map((share) => bar(share, 4))).toEqual(['[----] 0 %', '[#---] 25 %', '[####] 100 %']);
  });
});

describe('a hint', () => {
  const refusal = (status: number, code: string, param: string | null) =>
    new ApiError(status, { message: 'no', code, param }, null);
  const options = [
    { flags: '--declared-by <person>', long: '--declared-by', description: 'who declares it' },
  ];
  it('is the option that the refused field is named after', () => {
    const refused = refusal(400, 'missing_required_parameter', 'declared_by');
    expect(hintFor(refused, options)).toBe('--declared-by <person>: who declares it');
    expect(hintFor(refusal(400, 'x', 'other'), options)).toBeNull();
  });
  it('is the list that has what was not found', () => {
    expect(hintFor(refusal(404, 'job_not_found', null), [])).toMatch(/luthier ls/);
    expect(hintFor(refusal(404, 'model_version_not_found', null), [])).toMatch(/luthier ls models/);
    expect(hintFor(refusal(404, 'recall_not_found', null), [])).toMatch(/luthier recalls/);
    expect(hintFor(refusal(404, 'attestation_not_found', null), [])).toMatch(/luthier license attestations/);
    expect(hintFor(new Error('x'), [])).toBeNull();
  });
});
