import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import type { Statement } from '#kernel/dsse.js';
import { assertSealed, type Claimed, type DecisionColumns } from './seal.js';

const NOW = Date.UTC(2026, 10, 24);
const digest = 'a'.repeat(64);
const claimed: Claimed = {
  decisionId: 'dec_1',
  projectId: 'proj_1',
  artifactId: 'art_1',
  artifactDigest: digest,
  modelName: 'support',
};
const columns: DecisionColumns = {
  projectId: 'proj_1',
  gate: 'G5',
  subjectId: 'art_1',
  subjectDigest: digest,
  verdict: 'allow',
};
const grants = [{ document_sha256: 'b'.repeat(64), expires: '2026-11-23' }];
const statement = (over: Record<string, unknown> = {}, subject = digest): Statement => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'art_1', digest: { sha256: subject } }],
  predicateType: 'https://luthier.dev/license-decision/v1',
  predicate: {
    id: 'dec_1',
    project: 'proj_1',
    inputs: { use: { model_name: 'support', grants } },
    decision: { gate: 'G5', subject: 'art_1', verdict: 'allow', lifted: [] },
    ...over,
  },
});
const fault = (signed: Statement, row = columns, rows = claimed) => {
  try {
    assertSealed(signed, row, rows, NOW);
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const decided = (over: object) => ({
  decision: { gate: 'G5', subject: 'art_1', verdict: 'allow', lifted: [], ...over },
});

describe('a seal', () => {
  it('holds where rows and statement agree', () => expect(fault(statement())).toBeNull());

  it.each(['decisionId', 'projectId', 'artifactId', 'artifactDigest', 'modelName'] as const)(
    'is broken by another %s in the rows',
    (field) => expect(fault(statement(), columns, { ...claimed, [field]: 'x' })).toBe('decision_mismatch'),
  );
  it.each(['projectId', 'gate', 'subjectId', 'subjectDigest'] as const)(
    "is broken by another %s in the decision's row",
    (field) => expect(fault(statement(), { ...columns, [field]: 'x' })).toBe('decision_mismatch'),
  );
  it.each<[string, Statement]>([
    ['another id', statement({ id: 'dec_2' })],
    ['another project', statement({ project: 'proj_2' })],
    ['another gate', statement(decided({ gate: 'G2' }))],
    ['another artifact', statement(decided({ subject: 'art_2' }))],
    ['another digest', statement({}, 'c'.repeat(64))],
    ['another model', statement({ inputs: { use: { model_name: 'other' } } })],
    ['nothing', { ...statement(), predicate: {} }],
    ['two subjects', { ...statement(), subject: [...statement().subject, ...statement().subject] }],
    ['no subject', { ...statement(), subject: [] }],
  ])('is broken by a statement of %s', (_what, signed) => expect(fault(signed)).toBe('decision_mismatch'));

  it.each(['deny', 'needs-review', 'ALLOW', undefined])('does not pass on %s', (verdict) => {
    expect(fault(statement(decided({ verdict })))).toBe('decision_verdict');
  });
  it('does not pass on a verdict that its row does not have', () => {
    expect(fault(statement(), { ...columns, verdict: 'allow-with-obligations' })).toBe('decision_verdict');
  });
  it('ends with the grant that lifted a finding, and not with one that lifted nothing', () => {
    const lifted = [{ code: 'NON_COMMERCIAL', grant_sha256: 'b'.repeat(64) }];
    expect(fault(statement(decided({ lifted })))).toBe('decision_expired');
    expect(fault(statement())).toBeNull();
  });
});

/** The files of deployments that decide and sign: all others serve, route or check. */
const SIGNING = ['libs/deployments/deployments.evidence.ts'];

it('what serves and routes has no way to the private key', () => {
  const found = execFileSync(
    'grep',
    ['-rlE', '\\bSIGNER\\b|\\bSigner\\b|loadSigningKey', 'libs/gateway', 'libs/deployments', 'libs/adapters'],
    { encoding: 'utf8' },
  );
  const files = found.split('\n').filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
  expect(files.filter((file) => !SIGNING.includes(file))).toEqual([]);
});
