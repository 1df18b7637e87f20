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
  it('agree in 200 requests of schemathesis at every operation, and at the edges of every field', async () => {
    const phases = ['examples', 'coverage', 'fuzzing'] as const;
    const told = await schemathesis(tenants, { phases, examples: 200, seed: 20261125 });
    if (told.found.length > 0) console.error(told.text);
    expect(told.found).toEqual([]);
    expect(told.operations.tested).toBe(told.operations.total);
    expect(told.sent).toBeGreaterThan(20_000);
    expect(tenants.service.complaints(50)).toEqual([]);
  }, 1_500_000);
});
