import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { openStage, type Stage } from '../../test/support/stage.js';
import { LicensesService } from '#licenses/licenses.service.js';

jest.setTimeout(60_000);
const HOSTILE = '<script>alert(1)</script>';
const INTERNAL_ID = /\b[a-z]{2,5}_[0-9a-hjkmnp-tv-z]{26}\b/;
let stage: Stage;
let review = '';
const keys = { rita: '', eve: '' };

beforeAll(async () => {
  stage = await openStage();
  keys.rita = await key('Rita', 'reviewer');
  keys.eve = await key('Eve', 'engineer');
  const decision = await stage.get(LicensesService).decide(stage.ctx, {
    gate: 'G5',
    subjectType: 'artifact',
    subjectId: 'art_1',
    subjectDigest: 'd'.repeat(64),
    modelName: null,
    graph: {
      nodes: [
        { id: 'art_1', kind: 'adapter' },
        {
          ...{ id: 'bm_1', kind: 'base_model', declared_license: 'LicenseRef-NVIDIA-Open-Model' },
          repo: `acme/${HOSTILE}`,
        },
      ],
      edges: [{ from: 'art_1', to: 'bm_1', type: 'adapter-of' }],
    },
  });
  review = decision.review!.id;
  await call('POST', `/reviews/${review}/comment`, {
    key: keys.rita,
    body: { text: `see ${review} ${HOSTILE}` },
  });
}, 90_000);
afterAll(() => stage?.close());

async function call(
  method: string,
  path: string,
  { key = stage.key, body }: { key?: string; body?: object } = {},
) {
  const response = await fetch(`${stage.url}/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: (await response.json()) as any };
}
const key = async (member: string, role: string): Promise<string> =>
  (await call('POST', '/api_keys', { body: { name: member, roles: [role], member } })).body.key;
const link = async (over: object = {}) =>
  (await call('POST', `/reviews/${review}/links`, { key: keys.rita, body: { for: 'Jane Counsel', ...over } }))
    .body;
const open = (url: string, accept = 'text/html,*/*;q=0.8') => fetch(stage.url + url, { headers: { accept } });
const audited = async (action: string, target: string) =>
  (await call('GET', `/audit_events?action=${action}&target_id=${target}&limit=100`)).body.data as any[];

describe('a link for counsel', () => {
  it('opens one review, without a key, as a page that holds no script, no address and no id', async () => {
    const { url, id } = await link();
    const response = await open(url);
    expect(response.status).toBe(200);
    const headers = Object.fromEntries(response.headers);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow, noarchive',
      'content-security-policy': expect.stringMatching(/^default-src 'none'; style-src 'sha256-/),
    });
    const page = await response.text();
    expect(page).toContain('License review, for Jane Counsel');
    expect(page).toContain('Trustworthy AI terms');
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toMatch(/<script|<a |<form|src=|href=/);
    expect(page).not.toMatch(INTERNAL_ID);
    expect(await audited('review_link.opened', id)).toMatchObject([
      { actor: id, facts: { review, for: 'Jane Counsel', format: 'html' } },
    ]);
  });

  it('answers JSON where that alone is asked for, with what was asked, on what, for which use', async () => {
    const { url } = await link();
    const file = (await (await open(url, 'application/json')).json()) as any;
    expect(file).toMatchObject({
      object: 'counsel_view',
      question: { state: 'open', asks: expect.stringContaining('use that is declared') },
      use: { purpose: 'internal', commercial: true },
      grant: null,
    });
    expect(file.lineage.map((one: { name: string }) => one.name)).toEqual([
      'adapter 1',
      `base model acme/${HOSTILE}`,
    ]);
    expect(file.lineage[1].concluded).toEqual(['LicenseRef-NVIDIA-Open-Model']);
    expect(file.timeline.map((one: { what: string }) => one.what)).toEqual(['opened', 'commented']);
    expect(JSON.stringify(file)).not.toMatch(INTERNAL_ID);
  });

  it('is made and seen by reviewers alone, opens nothing as a key, and its token is stored nowhere', async () => {
    const made = await link();
    const token = made.url.split('/').at(-1) as string;
    for (const method of ['POST', 'GET'])
      expect(
        (
          await call(method, method === 'GET' ? '/review_links' : `/reviews/${review}/links`, {
            key: keys.eve,
            ...(method === 'POST' ? { body: { for: 'me' } } : {}),
          })
        ).status,
      ).toBe(403);
    expect((await call('GET', `/reviews/${review}`, { key: token })).status).toBe(401);
    const rows = await stage.t.db.tx(
      { projectId: '*' },
      (tx) =>
        tx.$queryRaw<{ row: string }[]>`SELECT to_jsonb(l)::text AS row FROM review_link l UNION ALL
        SELECT to_jsonb(a)::text FROM audit_event a UNION ALL SELECT to_jsonb(i)::text FROM idempotency_key i`,
    );
    expect(rows.map(({ row }) => row).filter((row) => row.includes(token))).toEqual([]);
    const { body } = await call('GET', `/review_links?review=${review}`, { key: keys.rita });
    expect(body.data.find((one: { id: string }) => one.id === made.id)).toMatchObject({
      for: 'Jane Counsel',
      opened: 0,
    });
    expect(JSON.stringify(body)).not.toContain(token);
  });

  it('revoked, over or unknown is one and the same', async () => {
    const [revoked, short] = [await link(), await link({ expires_in_seconds: 60 })];
    expect((await call('DELETE', `/review_links/${revoked.id}`, { key: keys.rita })).status).toBe(200);
    expect((await call('DELETE', `/review_links/${revoked.id}`, { key: keys.rita })).status).toBe(404);
    stage.clock.forward(61);
    const unknown = `/v1/counsel/lc-${'A'.repeat(43)}`;
    for (const accept of ['text/html', 'application/json', '*/*']) {
      const answers = await Promise.all([revoked.url, short.url, unknown].map((url) => open(url, accept)));
      const bodies = await Promise.all(
        answers.map(async (one) => (await one.text()).replace(/req_[0-9a-z]{26}/g, 'req')),
      );
      expect(answers.map((one) => one.status)).toEqual([404, 404, 404]);
      expect(new Set(bodies).size).toBe(1);
      expect(answers.map((one) => one.headers.get('x-robots-tag'))).not.toContain(null);
    }
    expect(await audited('review_link.opened', short.id)).toEqual([]);
  });

  it('opens nothing once the member who made it was removed', async () => {
    const made = await call('POST', '/api_keys', {
      body: { name: 'Leo', roles: ['reviewer'], member: 'Leo' },
    });
    const { url } = (
      await call('POST', `/reviews/${review}/links`, { key: made.body.key, body: { for: 'Jane Counsel' } })
    ).body;
    expect((await open(url)).status).toBe(200);
    expect((await call('DELETE', `/members/${made.body.member}`)).status).toBe(200);
    expect((await open(url)).status).toBe(404);
  });

  it('is limited by itself, which one audit row says', async () => {
    const [busy, calm] = [await link(), await link()];
    const seen: number[] = [];
    for (let i = 0; i < 63; i += 1) seen.push((await open(busy.url, 'application/json')).status);
    expect(seen.filter((status) => status === 429)).toHaveLength(3);
    expect((await open(calm.url)).status).toBe(200);
    expect(await audited('review_link.limited', busy.id)).toHaveLength(1);
    expect(await audited('review_link.opened', busy.id)).toHaveLength(60);
    stage.clock.forward(3601);
    expect((await open(busy.url)).status).toBe(200);
  });

  it.each([
    ['no name', { for: ' ' }, 'for'],
    ['a line end in it', { for: 'a\nb' }, 'for'],
    ['91 days', { expires_in_seconds: 91 * 86_400 }, 'expires_in_seconds'],
  ])('is refused with %s', async (_what, body, param) => {
    const refused = await link(body);
    expect(refused.error).toMatchObject({ param });
  });
});
