// Concerns: apps/api, libs
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sweep } from './sweep.js';
import { openTenants, type Tenants } from './tenants.js';

const SEEDS = process.env['CI'] ? [1] : [1, 2, 3]; // CI has 90 minutes for every suite there is

let tenants: Tenants;
beforeAll(async () => {
  tenants = await openTenants();
}, 180_000);
afterAll(() => tenants?.stop(), 60_000);

describe('generated junk at every operation, at length', () => {
  it.each(SEEDS)(
    'meets no 5xx, no undeclared status and no error without its shape, seed %i',
    async (seed) => {
      const { service, own } = tenants;
      const { found, sent } = await sweep(service, {
        keys: [...Object.values(own.keys), null],
        ids: own.ids,
        perOperation: 25,
        seed,
      });
      expect(sent).toBeGreaterThan(15_000);
      expect(found).toEqual([]);
      expect((await service.call('GET', '/livez', undefined, null)).status).toBe(200);
    },
    900_000,
  );
});
