import { describe, expect, it } from '@jest/globals';
import { bodyOf, declaredOf, formOf, jsonFault } from './declared-use.js';
import { limitFault, linesOf, NO_LIMIT, regressionsOf } from './regression-limits.js';
import { differing } from './differing.js';
import { policiesOf, policyBody } from './policies.js';
import type { Project } from './project-save.js';
import { lacking, limitsOf, quotaBody } from './quota-form.js';
import { rulesBody, rulesOf } from './retention-form.js';

const USE = {
  purpose: 'internal',
  commercial: false,
  product_mau: 0,
  regions_served: ['DE'],
  fields: [{ tag: 'medical' }],
};
const project = {
  ...{ declared_use: USE, license_profile: 'conservative', default_dataset_license: null },
  ...{
    default_dataset_license_declared_by: null,
    figures_max_age_days: 35,
    max_regression: { production: 0.02 },
  },
  ...{
    on_needs_review: 'train',
    self_review: false,
    protected_aliases: ['production'],
    require_parity: false,
  },
  ...{ external_judge: false, expiry_drain_seconds: 60, worse_verdict_drain_seconds: 60 },
} as unknown as Project;

describe('the declared use as a form', () => {
  const form = formOf(project);
  it('comes back as it was read: no is not the same as not declared, and 0 is a number', () => {
    expect(declaredOf(form)).toEqual(USE);
    expect([form.commercial, form.general_purpose, form.product_mau, form.monthly_revenue_usd]).toEqual([
      'false',
      null,
      0,
      '',
    ]);
  });
  it('sends what was changed alone, and the use as a whole', () => {
    const next = { ...form, commercial: 'true', figures_max_age_days: 90 };
    expect(bodyOf(next, differing(form, next, ['figures_max_age_days']))).toEqual({
      figures_max_age_days: 90,
    });
    expect(bodyOf(next, ['commercial'])).toEqual({ declared_use: { ...USE, commercial: true } });
    expect(bodyOf({ ...form, default_dataset_license: ' ' }, ['default_dataset_license'])).toEqual({
      default_dataset_license: null,
    });
  });
  it('leaves out what was emptied', () => {
    const next = { ...form, purpose: null, product_mau: '', regions_served: [], in_fields: null, more: '' };
    expect(declaredOf(next)).toEqual({ commercial: false });
  });
  it('tells no field of use from a field that nobody spoke of, and keeps what else is declared of one', () => {
    const of = (use: object) => formOf({ ...project, declared_use: use } as unknown as Project);
    const detailed = [{ tag: 'elections', human_in_loop: true }];
    expect([
      of({}).in_fields,
      of({ fields: [] }).in_fields,
      of({ fields: [{ tag: 'hate' }] }).fields,
    ]).toEqual([...[null, 'none', ['hate']]]);
    for (const use of [{}, { fields: [] }, { fields: [{ tag: 'hate' }] }, { fields: detailed }])
      expect(declaredOf(of(use))).toEqual(use);
    expect(JSON.parse(of({ fields: detailed }).more)).toEqual({ fields: detailed });
  });
  it('says of JSON that is none what is wrong', () => {
    expect([jsonFault(''), jsonFault('{"a": 1}')]).toEqual([null, null]);
    expect([jsonFault('{'), jsonFault('[]'), jsonFault('null')].map((one) => one !== null)).toEqual([
      ...[true, true, true],
    ]);
  });
});

it('sends changed policies alone', () => {
  const form = policiesOf(project);
  expect(form.max_regression).toEqual([{ ...NO_LIMIT, alias: 'production', exact_match: 0.02 }]);
  const fields = ['max_regression', 'self_review'] as const;
  expect(policyBody({ ...form, max_regression: [], self_review: true }, fields)).toEqual({
    max_regression: {},
    self_review: true,
  });
});

describe('limits by alias as lines', () => {
  it('come back as they were read, a number of exact match as a number', () => {
    const set = {
      production: 0.02,
      staging: { refusal_rate: 0, exact_match: 0.5 },
      beta: { exact_match: 1 },
    };
    expect(regressionsOf(linesOf(set))).toEqual({ ...set, beta: 1 });
  });
  it('say of a line what it lacks', () => {
    const line = (alias: string, exact_match: number | '' = 0) => ({ ...NO_LIMIT, alias, exact_match });
    const lines = [line(' a'), line(''), line('a '), line('b', '')];
    expect(lines.map((_, at) => limitFault(lines, at))).toEqual([
      null,
      'Name the alias.',
      "'a' stands above already.",
      'Give one limit at least, or remove the line.',
    ]);
  });
});

describe('quotas as a form', () => {
  const none = { used: 0, reserved: 0 };
  const quota = {
    compute_seconds: { limit: 3601, source: 'project', ...none },
    storage_bytes: { limit: 5, source: 'installation', ...none },
    concurrent_jobs: { limit: null, source: 'project', ...none, waiting: 0 },
  } as unknown as Parameters<typeof limitsOf>[0];
  it('sends what was not touched to the second, leaves the installation its defaults, and null for none', () => {
    const limits = limitsOf(quota);
    expect(quotaBody(quota, limits, [])).toEqual({ compute_seconds: 3601, concurrent_jobs: null });
    const next = { ...limits, storage_bytes: { mode: 'own' as const, amount: 1.5 } };
    expect(quotaBody(quota, next, ['storage_bytes'])).toMatchObject({ storage_bytes: 1.5 * 2 ** 30 });
    expect([lacking(limits), lacking({ ...limits, storage_bytes: { mode: 'own', amount: '' } })]).toEqual([
      null,
      'Say how many GiB for Storage.',
    ]);
  });
});

it('keeps for ever what has no days, and leaves the default of a count that was emptied', () => {
  const rules = rulesOf({
    ...{ keep_last_checkpoints: 3, keep_best_checkpoints: 0, checkpoint_days: null, attempt_folder_days: 7 },
    hold: null,
  } as Parameters<typeof rulesOf>[0]);
  expect(rulesBody({ ...rules, keep_last_checkpoints: '', hold: ' ' })).toEqual({
    ...{ keep_best_checkpoints: 0, checkpoint_days: null, attempt_folder_days: 7, hold: null },
  });
});
