import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aBase, aFinishedPipeline } from '../../test/support/a-version.js';
import { changeProject } from '../../test/support/change-project.js';
import { callOn } from '../../test/support/stage-call.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { indexCatalogue } from '#license-catalogue/catalogue.js';
import { CatalogueService } from '#license-catalogue/catalogue.service.js';
import { FreezingService } from '#licenses/freezing.service.js';
import type { FrozenInputs } from '#licenses/frozen.js';
import { LicensesService } from '#licenses/licenses.service.js';
import { ReaskingService } from '#licenses/reasking.service.js';
import { ProjectsService } from '#projects/projects.service.js';

jest.setTimeout(60_000);
let stage: Stage;
const keys = { dan: '', rita: '', ben: '' };
let dan: Ctx;
let count = 0;

beforeAll(async () => {
  stage = await openStage();
  keys.dan = await key('Dan', ['engineer', 'deployer']);
  keys.rita = await key('Rita', ['reviewer', 'engineer']);
  keys.ben = await key('Ben', ['reviewer']);
  dan = await ctxOf(keys.dan);
}, 90_000);
afterAll(() => stage?.close());

type Asked = Parameters<typeof callOn>[3];
const call = (method: string, path: string, of?: Asked) => callOn(stage, method, path, of);
const key = async (member: string, roles: string[]): Promise<string> =>
  (await call('POST', '/api_keys', { body: { name: member, roles, member } })).body.key;
const ctxOf = async (secret: string) => (await stage.get(ProjectsService).authenticate(secret, 'req'))!;
const read = async (id: string) => (await call('GET', `/reviews/${id}`)).body;
async function approve(id: string, body: object = { holds_for: 'lineage' }, by = keys.rita) {
  return call('POST', `/reviews/${id}/approve`, { key: by, body, ifMatch: `"${(await read(id)).revision}"` });
}
/** A data set of a license that nobody knows, under a license question of its own each time. */
const aDataset = () => `dsv_${(count += 1)}`;
async function ask(
  data: string,
  over: {
    gate?: 'G1' | 'G2' | 'G5';
    ctx?: Ctx;
    license?: string;
    base?: string;
    name?: string;
    made?: string;
  } = {},
) {
  const { gate = 'G5', ctx = dan, license = 'acme-house-rules', base = 'apache-2.0', name = null } = over;
  const made = { id: over.made ?? `art_${(count += 1)}`, kind: 'adapter' as const };
  const dataset = { id: data, kind: 'dataset' as const, declared_license: license };
  const from = { id: 'bm_1', kind: 'base_model' as const, declared_license: base };
  const subject = gate === 'G1' ? data : made.id;
  return stage.get(LicensesService).decide(ctx, {
    ...{ gate, subjectType: 'artifact', subjectId: subject, modelName: name },
    subjectDigest: 'd'.repeat(64),
    graph:
      gate === 'G1'
        ? { nodes: [dataset], edges: [] }
        : {
            nodes: [made, dataset, from],
            edges: [
              { from: made.id, to: data, type: 'trained-on' },
              { from: made.id, to: 'bm_1', type: 'adapter-of' },
            ],
          },
  });
}
const codes = (of: { findings: { code: string }[] }) => of.findings.map(({ code }) => code);

describe('an answer for a lineage', () => {
  it('answers the same license at later gates, by name of the review and of the gate that it was given at', async () => {
    const data = aDataset();
    const first = await ask(data, { gate: 'G1' });
    expect(codes(first)).toEqual(['LICENSE_UNKNOWN']);
    expect(await read(first.review!.id)).toMatchObject({ may_hold_for_lineage: true, holds_for: 'question' });
    const { status, body } = await approve(first.review!.id, {
      holds_for: 'lineage',
      conditions: 'Only here.',
    });
    expect([status, body.holds_for]).toEqual([200, 'lineage']);
    for (const gate of ['G2', 'G5'] as const) {
      const later = await ask(data, { gate, name: 'bot' });
      expect(later).toMatchObject({ review: null, findings: [] });
      expect(later.lifted).toMatchObject([
        {
          ...{ code: 'LICENSE_UNKNOWN', node: data, review: first.review!.id, given_at: 'G1' },
          conditions: 'Only here.',
        },
      ]);
    }
  });

  it('is given by who asks for it alone: one for the question leaves the later gates as they were', async () => {
    const data = aDataset();
    await approve((await ask(data, { gate: 'G1' })).review!.id, {});
    expect((await ask(data)).review).toMatchObject({ state: 'open' });
  });

  it('does not hold for another dataset, another license, a changed use, nor for what a use may do', async () => {
    const data = aDataset();
    await approve((await ask(data, { gate: 'G1' })).review!.id);
    expect(codes(await ask(aDataset()))).toEqual(['LICENSE_UNKNOWN']);
    expect(codes(await ask(data, { license: 'acme-other-rules' }))).toEqual(['LICENSE_UNKNOWN']);
    const terms = await ask(data, { base: 'LicenseRef-NVIDIA-Open-Model' });
    expect(codes(terms)).toContain('AUP_UNREAD');
    expect(codes(terms)).not.toContain('LICENSE_UNKNOWN');
    const { declared_use } = (await call('GET', '/projects/current')).body;
    await changeProject(stage.url, stage.key, { declared_use: { ...declared_use, general_purpose: true } });
    expect(codes(await ask(data))).toEqual(['LICENSE_UNKNOWN']);
    await changeProject(stage.url, stage.key, { declared_use });
    expect(codes(await ask(data))).toEqual([]);
  });

  it('is refused where the review asks nothing about which license it is, and nothing is written', async () => {
    const data = aDataset();
    await approve((await ask(data, { gate: 'G1' })).review!.id);
    const { review } = await ask(data, { base: 'LicenseRef-NVIDIA-Open-Model' });
    const refused = await approve(review!.id);
    expect([refused.status, refused.body.error.code]).toEqual([409, 'nothing_to_carry']);
    expect(await read(review!.id)).toMatchObject({ state: 'open', may_hold_for_lineage: false, revision: 1 });
  });

  it('ends with its revocation, also what it was carried to', async () => {
    const data = aDataset();
    const { review } = await ask(data, { gate: 'G1' });
    await approve(review!.id);
    const later = await ask(data);
    const lapse = () =>
      stage.t.db.tx(stage.ctx, (tx) => stage.get(LicensesService).lapsesOf(tx, stage.ctx, later.id));
    expect(await lapse()).toEqual([]);
    const revoked = { key: keys.ben, body: { reason: 'Somebody objects.' }, ifMatch: '"2"' };
    expect((await call('POST', `/reviews/${review!.id}/revoke`, revoked)).status).toBe(200);
    expect(await lapse()).toMatchObject([{ review: review!.id, state: 'revoked' }]);
    expect((await ask(data)).review).toMatchObject({ state: 'open' });
  });

  it('closes what is open and asks nothing else; what asks more stays', async () => {
    const data = aDataset();
    const { review } = await ask(data, { gate: 'G1' });
    const training = await ask(data, { gate: 'G2' });
    const more = await ask(data, { base: 'LicenseRef-NVIDIA-Open-Model' });
    const own = await ask(data, { gate: 'G2', ctx: await ctxOf(keys.rita), made: 'art_own' });
    expect((await read(review!.id)).settles).toEqual([training.review!.id, own.review!.id].sort());
    expect((await approve(review!.id)).body).toMatchObject({ settles: [], closed: [training.review!.id] });
    const closed = await read(training.review!.id);
    expect(closed.state).toBe('superseded');
    expect(closed.timeline.at(-1)).toMatchObject({ kind: 'superseded', facts: { answered_by: review!.id } });
    expect((await read(more.review!.id)).state).toBe('open');
    expect((await read(own.review!.id)).state).toBe('open');
    expect((await ask(data, { gate: 'G2', made: 'art_own' })).review).toBeNull();
    expect((await read(own.review!.id)).state).toBe('open'); // who asks it gave the answer: to her it is open still
  });

  it('counts for others, never for who gave it', async () => {
    const data = aDataset();
    await approve((await ask(data, { gate: 'G1' })).review!.id);
    const own = await ask(data, { ctx: await ctxOf(keys.rita) });
    expect(own.review).toMatchObject({ state: 'open' });
    expect((await ask(data)).review).toBeNull();
  });

  it('does not count for what its giver made', async () => {
    const data = aDataset();
    await approve((await ask(data, { gate: 'G1' })).review!.id, { holds_for: 'lineage' });
    const { artifacts, jobs } = await aFinishedPipeline(stage, await aBase(stage), null);
    expect((await ask(data, { made: artifacts.adapter })).review).toBeNull();
    const { body } = await call('GET', '/api_keys?limit=100');
    const createdBy = body.data.find((one: { name: string }) => one.name === 'Rita').id as string;
    const where = { id: jobs.finetune };
    await stage.t.db.tx(stage.ctx, (tx) => tx.job.update({ where, data: { createdBy } }));
    expect((await ask(data, { made: artifacts.adapter })).review).toMatchObject({ state: 'open' });
  });

  it('is given to several at once, each refused by itself', async () => {
    const [one, two] = [
      await ask(aDataset(), { gate: 'G1' }),
      await ask(aDataset(), { base: 'LicenseRef-NVIDIA-Open-Model', license: 'CC0-1.0' }),
    ];
    const reviews = [one, two].map(({ review }) => ({ id: review!.id, revision: 1 }));
    const body = { action: 'approve', holds_for: 'lineage', reviews };
    const { data } = (await call('POST', '/reviews/bulk', { key: keys.rita, body })).body;
    expect(data.map((each: any) => each.review?.holds_for ?? each.error.code)).toEqual([
      'lineage',
      'nothing_to_carry',
    ]);
  });
});

describe('several answers for a lineage at once', () => {
  it('count what the first has closed as answered, and refuse nothing', async () => {
    const data = aDataset();
    const [one, two] = [await ask(data, { gate: 'G1' }), await ask(data, { gate: 'G2' })];
    const reviews = [one, two].map(({ review }) => ({ id: review!.id, revision: 1 }));
    const body = { action: 'approve', holds_for: 'lineage', reviews };
    const answer = (await call('POST', '/reviews/bulk', { key: keys.rita, body })).body;
    expect(answer.data).toMatchObject([
      { ok: true, review: { state: 'approved', closed: [two.review!.id] } },
      { ok: true, error: null, review: { id: two.review!.id, state: 'superseded', closed: [] } },
    ]);
    const refused = { targetId: two.review!.id, action: 'review.refused' };
    expect(await stage.t.db.tx(stage.ctx, (tx) => tx.auditEvent.count({ where: refused }))).toBe(0);
  });
});

describe('a question that the system asks again', () => {
  const reasking = () => stage.get(ReaskingService);
  const rowOf = (id: string) => stage.get(LicensesService).getDecision(stage.ctx, id);
  /** The catalogue without the license that these were let through with. */
  const without = () => {
    const document = structuredClone(stage.get(CatalogueService).shipped.document);
    document.licences = document.licences.filter(({ id }) => id !== 'CC0-1.0');
    return indexCatalogue(document, 'f'.repeat(64));
  };
  const again = async (id: string): Promise<any> => {
    const row = await rowOf(id);
    const of = { catalogue: without(), cause: 'catalogue' as const };
    return stage.t.db.tx(stage.ctx, (tx) => reasking().askAgain(tx, systemCtx(stage.ctx.projectId), row, of));
  };

  it('is not answered by who had asked it, unless it was let through with that when another asked', async () => {
    const data = aDataset();
    const asked = await ask(data, { license: 'CC0-1.0', ctx: await ctxOf(keys.rita) });
    const other = await ask(data, { license: 'CC0-1.0' });
    const [own, others] = [(await again(asked.id)).decision, (await again(other.id)).decision];
    const given = await approve(others.review.id);
    expect([given.status, given.body.closed]).toEqual([200, []]);
    expect(await again(own.id)).toMatchObject({ kind: 'same' });
    expect((await read(own.review.id)).state).toBe('open');

    const row = await rowOf(own.id);
    const { reviews: _reviews, ...inputs } = reasking().questionIn(row) as FrozenInputs;
    const { subjectType, subjectDigest } = row;
    const asking = { subjectType, subjectDigest, inputs, declared: inputs.use };
    const dans = await stage.t.db.tx(stage.ctx, async (tx) => {
      const freezing = stage.get(FreezingService);
      return freezing.freeze(tx, dan, await freezing.answer(tx, dan, asking, without()));
    });
    expect(dans.lifted).toMatchObject([{ review: others.review.id, given_at: 'G5' }]);
    expect(await again(dans.id)).toMatchObject({ kind: 'same' });
  });
});

describe('under a use that is not internal, with figures', () => {
  const base = {
    ...{ id: 'bm_contradicted', kind: 'base_model' as const },
    ...{ declared_license: 'mit', file_license_id: 'Apache-2.0' },
  };
  const about = (gate: 'G1' | 'G2' | 'G5', use?: { purpose: 'internal' }) => {
    const made = { id: gate === 'G1' ? base.id : `art_${(count += 1)}`, kind: 'adapter' as const };
    const edges = [{ from: made.id, to: base.id, type: 'adapter-of' as const }];
    return stage.get(LicensesService).decide(dan, {
      ...{ gate, subjectType: 'artifact', subjectId: made.id, subjectDigest: null, modelName: null },
      graph: gate === 'G1' ? { nodes: [base], edges: [] } : { nodes: [made, base], edges },
      ...(use ? { use } : {}),
    });
  };
  let before: object;
  beforeAll(async () => {
    before = (await call('GET', '/projects/current')).body.declared_use;
    const sold = { ...before, purpose: 'saas-app', commercial: true, annual_revenue_usd: 1000 };
    await changeProject(stage.url, stage.key, { declared_use: sold });
  });
  afterAll(() => changeProject(stage.url, stage.key, { declared_use: before }));

  it('holds for a measurement, which asks as internal, and while nobody confirms the figures', async () => {
    const first = await about('G1');
    expect(codes(first)).toEqual(['TAG_CONFLICT']);
    await approve(first.review!.id);
    const carried = { review: null, findings: [], lifted: [{ review: first.review!.id, given_at: 'G1' }] };
    expect(await about('G2', { purpose: 'internal' })).toMatchObject(carried);
    const served = await about('G5');
    expect(served).toMatchObject(carried);
    stage.clock.forward(40 * 86_400);
    const row = await stage.get(LicensesService).getDecision(stage.ctx, served.id);
    const of = { catalogue: stage.get(CatalogueService).shipped, cause: 'monthly' as const };
    const again = await stage.t.db.tx(stage.ctx, (tx) =>
      stage.get(ReaskingService).askAgain(tx, systemCtx(stage.ctx.projectId), row, of),
    );
    expect(again).toEqual({ kind: 'same' });
    expect(await about('G5')).toMatchObject(carried);
  });
});

describe('a project of one', () => {
  it('carries its own answer only while it is of one and says so', async () => {
    const use = {
      purpose: 'internal',
      commercial: true,
      fields: [],
      general_purpose: false,
      downstream_training: [],
    };
    const made = await stage
      .get(ProjectsService)
      .create({ ...stage.ctx, projectId: '*' }, { name: 'one', declared_use: use } as never);
    const [ctx, by] = [await ctxOf(made.api_key), made.api_key];
    await changeProject(stage.url, by, { self_review: true });
    const data = aDataset();
    const { review } = await ask(data, { gate: 'G1', ctx });
    const given = await call('POST', `/reviews/${review!.id}/approve`, {
      key: by,
      body: { holds_for: 'lineage' },
      ifMatch: '"1"',
    });
    expect(given.body).toMatchObject({ state: 'approved', self_attested: true });
    expect((await ask(data, { ctx })).lifted).toMatchObject([{ self_attested: true }]);
    await changeProject(stage.url, by, { self_review: false });
    expect(codes(await ask(data, { ctx }))).toEqual(['LICENSE_UNKNOWN']);
    await changeProject(stage.url, by, { self_review: true });
    await call('POST', '/api_keys', { key: by, body: { name: 'e', roles: ['engineer'], member: 'Eve' } });
    expect(codes(await ask(data, { ctx }))).toEqual(['LICENSE_UNKNOWN']);
  });
});
