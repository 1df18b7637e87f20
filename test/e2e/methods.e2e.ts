import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenApi } from '../../apps/api/http/openapi.js';
import { shapeFaults } from './api-sweep.js';
import { openTenants, type Tenants } from './tenants.js';

let tenants: Tenants;
beforeAll(async () => {
  tenants = await openTenants();
}, 180_000);
afterAll(() => tenants?.stop(), 60_000);

describe('the document and what is served', () => {
  it('agree on which methods a path takes: 405 and Allow for all others', async () => {
    const { service } = tenants;
    const answer = await service.call('GET', '/openapi.json', undefined, null);
    const { paths } = (await answer.json()) as OpenApi;
    const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY', 'PROPFIND'];
    const found: string[] = [];
    for (const [path, verbs] of Object.entries(paths)) {
      const taken = Object.keys(verbs).map((verb) => verb.toUpperCase());
      // `GET /reviews/bulk` asks for a review of that name
      const byOthers = Object.entries(paths).flatMap(([other, all]) =>
        patternOf(other).test(path) ? Object.keys(all).map((verb) => verb.toUpperCase()) : [],
      );
      for (const method of methods.filter((one) => !byOthers.includes(one))) {
        const fault = await refusedAs(path, method, taken);
        if (fault) found.push(`${method} ${path}: ${fault}`);
      }
    }
    expect(found).toEqual([]);
  }, 120_000);
});

const patternOf = (path: string) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);

async function refusedAs(path: string, method: string, taken: string[]): Promise<string | null> {
  const { service } = tenants;
  const response = await fetch(service.baseUrl + path.replaceAll(/\{\w+\}/g, 'x'), {
    method,
    headers: { authorization: `Bearer ${service.adminKey}` },
  });
  const body = await response.text();
  if (response.status !== 405) return `status ${response.status}`;
  const allowed = (response.headers.get('allow') ?? '').split(', ').filter((one) => one !== 'HEAD');
  if (allowed.sort().join() !== taken.sort().join()) return `allow ${allowed.join()}`;
  return shapeFaults(405, body).join() || null;
}
