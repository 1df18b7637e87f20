// Concerns: apps/api, libs, test/e2e
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { schemathesis } from './schemathesis.js';
import { openTenants, type Tenants } from './tenants.js';

let tenants: Tenants;
beforeAll(async () => {
  tenants = await openTenants();
}, 180_000);
afterAll(() => tenants?.stop(), 60_000);

describe('the document and what is served', () => {
  it('agree at the edges of every field, and in 20 other requests of schemathesis at every operation', async () => {
    const phases = ['examples', 'coverage', 'fuzzing'] as const;
    const told = await schemathesis(tenants, { phases, examples: 20, seed: 7 });
    if (told.found.length > 0) console.error(told.text);
    expect(told.found).toEqual([]);
    expect(told.operations.tested).toBe(told.operations.total);
    expect(told.sent).toBeGreaterThan(4000);
    expect(tenants.service.complaints(50)).toEqual([]);
  }, 1_500_000);
});
