import { describe, expect, it } from '@jest/globals';
import { onData, smollm, use } from '../../test/support/license-case.js';
import { decide, type DecideInput } from './decision.js';
import type { LineageNode } from './decision.contract.js';

const findingsOf = (input: DecideInput) =>
  decide(input).findings.map(({ code, verdict }) => `${code} ${verdict}`);

describe('the first job of a newcomer: Apache base, one dataset', () => {
  it.each(['G2', 'G3', 'G5'] as const)('owes credit for CC-BY data at %s', (gate) => {
    const decision = decide(onData({ declared_license: 'cc-by-4.0', repo: 'PolyAI/banking77' }, { gate }));
    expect(decision).toMatchObject({ verdict: 'allow-with-obligations', fixable: null, findings: [] });
    expect(decision.obligations.filter(({ level }) => level === 'required')).toMatchObject([
      {
        type: 'attribution-record',
        license_id: 'CC-BY-4.0',
        node: 'data',
        clause: expect.stringContaining('§3(a)(1)(A)'),
      },
    ]);
  });
  it('refuses non-commercial data in a commercial project, with the clause', () => {
    const decision = decide(onData({ declared_license: 'cc-by-nc-4.0' }));
    expect(decision).toMatchObject({ verdict: 'deny', fixable: false });
    expect(decision.findings).toMatchObject([
      {
        code: 'COMMERCIAL_PROHIBITED',
        license_id: 'CC-BY-NC-4.0',
        node: 'data',
        clause: '§2(a)(1), §1(i) NonCommercial',
        path: ['tuned -trained-on-> data'],
      },
    ]);
  });
  it('lets a non-commercial project train on it', () =>
    expect(
      decide(
        onData(
          { declared_license: 'cc-by-nc-4.0' },
          { use: { ...use, commercial: false, purpose: 'research' } },
        ),
      ).verdict,
    ).toBe('allow-with-obligations'));
  it('asks a reviewer under permissive-data', () =>
    expect(decide(onData({ declared_license: 'cc-by-nc-4.0' }, { profile: 'permissive-data' })).verdict).toBe(
      'needs-review',
    ));
  it('asks a person to declare own data', () => {
    expect(
      decide(onData({ declared_license: 'LicenseRef-own-data', declared_by: 'Dana Owens' })).verdict,
    ).toBe('allow');
    expect(findingsOf(onData({ declared_license: 'LicenseRef-own-data' }))).toEqual(['LICENSE_UNKNOWN deny']);
  });
  it('denies data without a license, and only flags it for research', () => {
    expect(findingsOf(onData({}))).toEqual(['LICENSE_UNKNOWN deny']);
    expect(findingsOf(onData({}, { use: { ...use, purpose: 'research' } }))).toEqual([
      'LICENSE_UNKNOWN needs-review',
    ]);
  });
  it('never reads a missing input as no', () => {
    expect(findingsOf(onData({ declared_license: 'cc-by-nc-4.0' }, { use: {} }))).toEqual([
      'INPUT_MISSING:commercial needs-review',
    ]);
    const llama = {
      ...smollm,
      repo: 'meta-llama/Llama-3.1-8B',
      declared_license: 'llama3.1',
      acceptance_proof: true,
    };
    const asked = onData({ declared_license: 'cc-by-4.0' }, { gate: 'G5', use: { purpose: 'internal' } });
    asked.graph.nodes[0] = llama;
    expect(findingsOf(asked)).toEqual([
      'INPUT_MISSING:all_products_mau_at needs-review',
      'INPUT_MISSING:fields needs-review',
    ]);
  });
  it('lifts a finding by a grant that names it, and no other', () => {
    const grant = (scope: string) => ({
      license_id: 'CC-BY-NC-4.0',
      licensor: 'X',
      scope,
      expires: '2027-01-01',
      document_sha256: 'a'.repeat(64),
      reviewer: 'R',
    });
    const asked = (scope: string) =>
      onData({ declared_license: 'cc-by-nc-4.0' }, { use: { ...use, grants: [grant(scope)] } });
    expect(decide(asked('COMMERCIAL_PROHIBITED'))).toMatchObject({
      verdict: 'allow-with-obligations',
      lifted: [{ code: 'COMMERCIAL_PROHIBITED' }],
    });
    expect(decide(asked('NO_DERIVATIVES')).verdict).toBe('deny');
  });
  it('says so when the subject or an edge names no node', () => {
    const asked = onData({ declared_license: 'cc-by-4.0' }, { subject: 'nobody' });
    expect(findingsOf(asked)).toEqual(['INPUT_MISSING:graph.nodes.nobody needs-review']);
  });
});

describe('rules that no worked case holds', () => {
  const asked = (base: Partial<LineageNode>, data: Partial<LineageNode>, over: Partial<DecideInput> = {}) => {
    const input = onData(data, { gate: 'G4', use: { ...use, purpose: 'publish-weights' }, ...over });
    input.graph.nodes[0] = { ...smollm, ...base };
    return findingsOf(input);
  };
  it('share-alike data beside a use-restricted model cannot be published', () =>
    expect(
      asked(
        { repo: 'google/gemma-3-4b-it', declared_license: 'gemma', acceptance_proof: true },
        { declared_license: 'cc-by-sa-4.0' },
      ),
    ).toEqual(expect.arrayContaining(['LICENSE_CONFLICT deny', 'COPYLEFT_UNSETTLED needs-review'])));
  it('data whose license frees models in words raise no flag', () =>
    expect(asked({}, { declared_license: 'cdla-sharing-1.0' })).toEqual([]));
  it('an ambiguous name is not guessed', () =>
    expect(
      asked(
        { repo: 'x/y', declared_license: 'other', license_name: 'modified-mit' },
        { declared_license: 'cc0-1.0' },
      ),
    ).toEqual(['LICENSE_AMBIGUOUS needs-review']));
  it('a tag that contradicts the license file is a conflict, and the stricter text is evaluated', () =>
    expect(
      asked(
        { repo: 'x/y', declared_license: 'apache-2.0', file_license_id: 'CC-BY-NC-4.0' },
        { declared_license: 'cc0-1.0' },
      ),
    ).toEqual(['COMMERCIAL_PROHIBITED deny', 'TAG_CONFLICT needs-review']));
  it('a tuned model tagged mit does not erase its base', () =>
    expect(
      asked(
        { repo: 'deepseek-ai/DeepSeek-R1-Distill-Llama-8B', declared_license: 'mit', acceptance_proof: true },
        { declared_license: 'cc0-1.0' },
        { gate: 'G3' },
      ),
    ).toEqual(['NAME_PREFIX_MISSING deny', 'TAG_CONFLICT needs-review']));
  it('a territory bars licensee, users and outputs', () => {
    const hunyuan = {
      repo: 'tencent/Tencent-Hunyuan-Large',
      declared_license: 'other',
      license_name: 'tencent-hunyuan-community',
    };
    expect(
      asked(
        hunyuan,
        { declared_license: 'cc0-1.0' },
        { gate: 'G2', use: { ...use, output_regions: ['DE'] } },
      ),
    ).toEqual(['TERRITORY_EXCLUDED deny']);
    expect(asked(hunyuan, { declared_license: 'cc0-1.0' }, { gate: 'G2' })).toEqual([]);
  });
  it('needs proof of acceptance at a gated repository from G1 on', () =>
    expect(
      asked(
        { repo: 'x/y', declared_license: 'llama3.1', acceptance_proof: false },
        { declared_license: 'cc0-1.0' },
        { gate: 'G1' },
      ),
    ).toEqual(['GATED_ACCEPTANCE_MISSING deny']));
});

describe('a declared choice of licenses', () => {
  const of = (declared_license: string, over: Partial<DecideInput> = {}) =>
    decide(onData({ declared_license }, over));
  const chosen = (declared: string, over: Partial<DecideInput> = {}) =>
    of(declared, over).resolved.find(({ node }) => node === 'data');
  it('takes the one that is kindest to this use, and says which', () => {
    expect(of('CC-BY-NC-4.0 OR CC-BY-4.0').verdict).toBe('allow-with-obligations');
    expect(chosen('CC-BY-NC-4.0 OR CC-BY-4.0')).toMatchObject({
      declared: 'CC-BY-NC-4.0 OR CC-BY-4.0',
      concluded: ['CC-BY-4.0'],
      chosen: 'CC-BY-4.0',
    });
    expect(chosen('cc-by-4.0 or (cc0-1.0 and mit)')).toMatchObject({ chosen: 'CC0-1.0 AND MIT' });
    expect(chosen('MIT AND CC-BY-4.0')).not.toHaveProperty('chosen');
  });
  it('binds to all that AND joins', () =>
    expect(of('CC-BY-4.0 AND CC-BY-NC-4.0').findings).toMatchObject([{ code: 'COMMERCIAL_PROHIBITED' }]));
  it('of the same worth takes the first', () =>
    expect(chosen('MIT OR Apache-2.0')).toMatchObject({ chosen: 'MIT' }));
  it('agrees with the license file where one is offered', () => {
    const asked = onData({ declared_license: 'CC0-1.0 OR CC-BY-4.0', file_license_id: 'CC-BY-4.0' });
    expect(decide(asked)).toMatchObject({ findings: [], verdict: 'allow-with-obligations' });
  });
  it('leaves too many choices to a person', () => {
    const asked = onData({ declared_license: 'MIT OR Apache-2.0' });
    const ids = ['MIT', 'Apache-2.0', 'CC0-1.0', 'CC-BY-4.0', 'BSD-3-Clause', 'Unlicense'];
    const more = ids.map((id, i) => ({
      id: `d${i}`,
      kind: 'dataset' as const,
      declared_license: `CC-BY-3.0 OR ${id}`,
    }));
    asked.graph.nodes.push(...more);
    asked.graph.edges.push(...more.map(({ id }) => ({ from: 'tuned', to: id, type: 'trained-on' as const })));
    expect(decide(asked).findings.map(({ code }) => code)).toContain('LICENSE_AMBIGUOUS');
  });
});
