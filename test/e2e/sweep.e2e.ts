import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTenants, type Tenants } from './tenants.js';
import { sweep } from './sweep.js';

let tenants: Tenants;
beforeAll(async () => {
  tenants = await openTenants();
}, 180_000);
afterAll(() => tenants?.stop(), 60_000);

describe('generated junk at every operation', () => {
  it('meets no 5xx, no undeclared status and no error without its shape, under any role', async () => {
    const { service, own } = tenants;
    const { found, sent } = await sweep(service, {
      keys: [...Object.values(own.keys), null],
      ids: own.ids,
      perOperation: 2,
      seed: 20261124,
    });
    expect(sent).toBeGreaterThan(2000);
    expect(found).toEqual([]);
    expect((await service.call('GET', '/livez', undefined, null)).status).toBe(200);
  }, 300_000);
});
