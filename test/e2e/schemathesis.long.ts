// Concerns: apps/api, libs, test/e2e
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { schemathesis, schemathesisInParts, SHUTS_OUT, type Told } from './schemathesis.js';
import { openTenants, type Tenants } from './tenants.js';

// CI has 90 minutes for every suite there is
const REQUESTS = process.env['CI'] ? 30 : 200;

let tenants: Tenants;
beforeAll(async () => {
  tenants = await openTenants();
}, 180_000);
afterAll(() => tenants?.stop(), 60_000);

function expectNothing(told: Told): void {
  if (told.found.length > 0) console.error(told.text);
  else console.info(told.text.split('\n').slice(-40).join('\n'));
  expect(told.found).toEqual([]);
  expect(tenants.service.complaints(50)).toEqual([]);
}

/** It still has all it may: else what follows would be 401 alone, and nothing found. */
const adminIsIn = async () => (await tenants.service.call('GET', '/v1/projects/current')).status;

describe('the document and what is served', () => {
  it(`agree at the edges of every field, and in ${REQUESTS} other requests of schemathesis at every operation`, async () => {
    const phases = ['examples', 'coverage', 'fuzzing'] as const;
    const told = await schemathesisInParts(tenants, { phases, examples: REQUESTS, seed: 7 }, 2);
    expectNothing(told);
    expect(told.operations.tested).toBe(told.operations.total);
    expect(told.sent).toBeGreaterThan(150 * REQUESTS);
    expect(await adminIsIn()).toBe(200);
  }, 3_600_000);

  it(`agree in ${REQUESTS} chains of requests, each made of what the one before answered`, async () => {
    const plan = { phases: ['stateful'] as const, examples: REQUESTS, seed: 7, without: SHUTS_OUT };
    const told = await schemathesis(tenants, plan);
    expectNothing(told);
    expect(told.sent).toBeGreaterThan(2.5 * REQUESTS);
    expect(await adminIsIn()).toBe(200);
  }, 900_000);
});
