import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AccessApp, openAccessApp } from '../../test/support/access-app.js';

let app: AccessApp;
let project: Awaited<ReturnType<AccessApp['project']>>;
beforeAll(async () => {
  app = await openAccessApp();
  project = await app.project();
}, 60_000);
afterAll(() => app?.close());

async function change(body: object, ifMatch?: string) {
  const response = await fetch(`${app.base}/v1/projects/current`, {
    method: 'PATCH',
    headers: {
      ...{ authorization: `Bearer ${project.admin}`, 'content-type': 'application/json' },
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as any;
  return { told: `${response.status} ${answer.error?.code ?? ''}`.trim(), answer };
}
const read = async () => {
  const response = await fetch(`${app.base}/v1/projects/current`, {
    headers: { authorization: `Bearer ${project.admin}` },
  });
  return { etag: response.headers.get('etag')!, body: (await response.json()) as any };
};

describe('a project is changed as it was read', () => {
  it('by its ETag, whose next one differs; without it nothing is written', async () => {
    const { etag, body } = await read();
    expect(etag).toMatch(new RegExp(`^"${body.revision}-`));
    expect((await change({ require_parity: true })).told).toBe('428 precondition_required');
    expect((await read()).body).toEqual(body);
    const { told, answer } = await change({ require_parity: true }, etag);
    expect([told, answer.require_parity, answer.revision]).toEqual(['200', true, body.revision + 1]);
    expect((await change({ require_parity: false }, etag)).told).toBe('412 revision_mismatch');
    expect((await read()).body.require_parity).toBe(true);
  });

  it('by one of those who read the same', async () => {
    const { etag } = await read();
    const said = await Promise.all([1, 2, 3, 4].map((day) => change({ expiry_drain_seconds: day }, etag)));
    expect(said.map(({ told }) => told).sort()).toEqual(['200', ...Array(3).fill('412 revision_mismatch')]);
    const won = said.find(({ told }) => told === '200')!.answer;
    expect((await read()).body).toEqual(won);
    const written = await project.audited('project.updated');
    expect(written.filter(({ facts }) => 'expiry_drain_seconds' in facts)).toHaveLength(1);
  });

  it('declares no license that nobody stands for', async () => {
    const { etag } = await read();
    const refused = await change({ default_dataset_license: 'MIT' }, etag);
    expect(refused.told).toBe('400 missing_required_parameter');
    expect(refused.answer.error.param).toBe('default_dataset_license_declared_by');
    const by = { default_dataset_license_declared_by: 'Dana Owens' };
    expect((await change({ default_dataset_license: 'MIT', ...by }, etag)).told).toBe('200');
    expect((await change({ default_dataset_license_declared_by: null }, (await read()).etag)).told).toBe(
      '400 missing_required_parameter',
    );
  });
});
