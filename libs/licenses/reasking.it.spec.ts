import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Ctx } from '#kernel/context.js';
import { AuditRepository } from '#audit/audit.repository.js';
import { AuditService } from '#audit/audit.service.js';
import { loadCatalogue } from '#license-catalogue/catalogue.js';
import { CatalogueRepository } from '#license-catalogue/catalogue.repository.js';
import { CatalogueService } from '#license-catalogue/catalogue.service.js';
import type { LineageNode } from '#license-rules/decision.contract.js';
import { MembersRepository } from '#projects/members.repository.js';
import { MembersService } from '#projects/members.service.js';
import type { UpdateProject } from '#projects/projects.contract.js';
import { ProjectsRepository } from '#projects/projects.repository.js';
import { ProjectsService } from '#projects/projects.service.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/database.js';
import { HandClock } from '../../test/support/hand-clock.js';
import { aProject, aSigner, licenseSlice } from '../../test/support/model-slices.js';
import type { AskGate } from './frozen.js';
import { ReevaluationProcessor } from './reevaluation.processor.js';
import { updateProject } from '../../test/support/change-project.js';

const text = readFileSync('libs/license-catalogue/data/model-licenses.yaml', 'utf8');
const catalogue = loadCatalogue(text);
const DAY = 86_400;
const internal: NonNullable<UpdateProject['declared_use']> = {
  ...{ purpose: 'internal', commercial: true, fields: [], general_purpose: false },
  downstream_training: [],
};

let t: TestDatabase;
let s: ReturnType<typeof slice>;

function slice() {
  const clock = new HandClock();
  const audit = new AuditService(t.db, new AuditRepository(), clock);
  const members = new MembersService(t.db, new MembersRepository(), audit, clock);
  const projects = new ProjectsService(t.db, new ProjectsRepository(), audit, members, clock);
  const catalogues = new CatalogueService(t.db, new CatalogueRepository(), audit, { catalogue, text });
  const made = licenseSlice({ db: t.db, audit, projects, catalogues, signer: aSigner(), clock });
  return { ...made, clock, audit, projects, worker: new ReevaluationProcessor(made.reevaluations) };
}

beforeAll(async () => {
  t = await openTestDatabase();
});
afterAll(() => t.drop());

/** A project that has declared this, as its worker has left it. */
async function aFirm(use: UpdateProject['declared_use'] = internal): Promise<Ctx> {
  s = slice(); // with a clock of its own
  const made: Ctx = { ...(await aProject(t)), roles: ['admin'] };
  await updateProject(s.projects, made, { declared_use: use });
  await s.worker.step(made.projectId);
  return made;
}
const ask = (on: Ctx, node: Partial<LineageNode>, over: Partial<AskGate> = {}) =>
  s.licenses.decide(on, {
    ...{
      gate: 'G5',
      subjectType: 'artifact',
      subjectId: 'art',
      subjectDigest: 'd'.repeat(64),
      modelName: null,
    },
    graph: {
      nodes: [{ id: over.subjectId ?? 'art', kind: 'base_model', modality: 'text', ...node }],
      edges: [],
    },
    ...over,
  });
const change = (on: Ctx, body: UpdateProject) => updateProject(s.projects, on, body);
const newest = async (on: Ctx, subject = 'art') => {
  const { data } = await s.reading.list(on, { limit: 1, order: 'desc', subject: [subject] });
  return data[0] as any;
};
const reports = async (on: Ctx) =>
  (await s.reevaluations.list(on, { limit: 20, order: 'desc' })).data as any[];
const isDue = async (on: Ctx) => (await s.worker.due(1000)).includes(on.projectId);
const audited = async (on: Ctx, action: string) =>
  (await s.audit.list(on, { limit: 100, order: 'asc' })).data.filter((one) => one.action === action);
const nc = { declared_license: 'CC-BY-NC-4.0' };

describe('a changed declared use', () => {
  it('asks what was asked under the old one again, both ways, and says why', async () => {
    const on = await aFirm({ ...internal, commercial: false });
    const old = await ask(on, nc, { gate: 'G2' });
    expect(old.verdict).toBe('allow');
    expect(await isDue(on)).toBe(false);
    await change(on, { declared_use: internal });
    expect(await isDue(on)).toBe(true);
    await Promise.all([s.worker.step(on.projectId), s.worker.step(on.projectId)]);
    const worse = await newest(on);
    expect(worse).toMatchObject({ verdict: 'deny', asked_again: { cause: 'use', decision: old.id } });
    expect((await reports(on))[0]).toMatchObject({
      causes: ['use'],
      decisions_looked_at: 1,
      worse: [
        { decision: old.id, new_decision: worse.id, new_findings: [{ code: 'COMMERCIAL_PROHIBITED' }] },
      ],
    });
    expect(await audited(on, 'license.verdict_worse')).toHaveLength(1);
    await change(on, { declared_use: { ...internal, commercial: false } });
    await s.worker.step(on.projectId);
    expect(await newest(on)).toMatchObject({ verdict: 'allow', asked_again: { decision: worse.id } });
    expect((await reports(on))[0]).toMatchObject({ better: [{ new_verdict: 'allow' }], worse: [] });
    expect(await isDue(on)).toBe(false);
  });

  it('makes nothing allowed that nobody was ever allowed', async () => {
    const on = await aFirm();
    const refused = await ask(on, nc, { gate: 'G2' });
    expect(refused.verdict).toBe('deny');
    await change(on, { declared_use: { ...internal, commercial: false } });
    await s.worker.step(on.projectId);
    expect((await newest(on)).id).toBe(refused.id);
  });

  it('so does another license profile', async () => {
    const on = await aFirm();
    await change(on, { license_profile: 'permissive-data' });
    await s.worker.step(on.projectId);
    const over = {
      ...({ gate: 'G2', subjectId: 'tuned' } as const),
      graph: {
        nodes: [
          { id: 'tuned', kind: 'adapter' as const },
          { id: 'data', kind: 'dataset' as const, declared_license: 'CC-BY-NC-4.0' },
        ],
        edges: [{ from: 'tuned', to: 'data', type: 'trained-on' as const }],
      },
    };
    expect((await ask(on, {}, over)).verdict).toBe('needs-review');
    await change(on, { license_profile: 'conservative' });
    await s.worker.step(on.projectId);
    expect(await newest(on, 'tuned')).toMatchObject({ verdict: 'deny', inputs: { profile: 'conservative' } });
  });

  it('leaves a question what is its own: purpose, publication license, model name', async () => {
    const on = await aFirm({ ...internal, commercial: false, publish_license: 'proprietary' });
    const own = { purpose: 'publish-weights', publish_license: 'MIT' } as const;
    const shown = { 'model-card': ['MIT'] } as never;
    const over = { gate: 'G2', modelName: 'Acme', use: own, surfacesShown: shown } as const;
    const { id } = await ask(on, nc, over);
    await change(on, {
      declared_use: { purpose: 'saas-app', publish_license: 'Apache-2.0', commercial: true },
    });
    await s.worker.step(on.projectId);
    const again = await newest(on);
    expect(again).toMatchObject({ verdict: 'deny', asked_again: { decision: id } });
    expect(again.inputs.use).toEqual({
      ...{ ...own, commercial: true, model_name: 'Acme' },
      surfaces_shown: shown,
    });
  });

  it('asks every model name of one artifact', async () => {
    const on = await aFirm({ ...internal, product_mau: 1 });
    for (const modelName of ['a', 'b']) expect((await ask(on, { declared_license: 'mit' }, { modelName })).verdict).toBe('allow'); // prettier-ignore
    await change(on, { declared_use: {} });
    await s.worker.step(on.projectId);
    expect((await reports(on))[0]).toMatchObject({ decisions_looked_at: 2 });
  });

  it('goes on in batches', async () => {
    const on = await aFirm({ ...internal, commercial: false });
    for (let i = 0; i < 101; i += 1) await ask(on, nc, { gate: 'G2', subjectId: `s${i}` });
    await change(on, { declared_use: internal });
    expect(await s.worker.step(on.projectId)).toEqual({ kind: 'again', afterSeconds: 0 });
    expect((await reports(on))[0]).toMatchObject({ decisions_looked_at: 100, finished_at: null });
    expect(await s.worker.step(on.projectId)).toEqual({ kind: 'done' });
    const [report] = await reports(on);
    expect(report).toMatchObject({ decisions_looked_at: 101, finished_at: expect.any(Number) });
    expect(report.worse).toHaveLength(101);
  });

  it('reports a decision that it cannot read', async () => {
    const on = await aFirm();
    const { id } = await ask(on, { declared_license: 'mit' });
    await t.db.tx(on, async (tx) => {
      const row = await tx.licenseDecision.findUniqueOrThrow({ where: { id } });
      const data = { ...row, id: `${id}x`, inputs: { gate: 'G9' }, lifted: [] } as any;
      await tx.licenseDecision.create({ data });
    });
    await change(on, { declared_use: {} });
    await s.worker.step(on.projectId);
    expect((await reports(on))[0]).toMatchObject({
      worse: [],
      unreadable: [{ decision: `${id}x`, gate: 'G5', why: expect.stringContaining('gate') }],
    });
    expect(await audited(on, 'license.reevaluated')).toContainEqual(
      expect.objectContaining({ facts: expect.objectContaining({ unreadable: 1 }) }),
    );
  });
});

describe('figures', () => {
  const stability = { declared_license: catalogue.entries.find(({ terms }) =>
    terms.thresholds.some((one) => one.measured === 'at-any-time' && one.metric === 'annual-revenue'))!.id }; // prettier-ignore
  const firm = { ...internal, annual_revenue_usd: 10, domicile: 'US', regions_served: ['US'], output_regions: ['US'] }; // prettier-ignore

  it('that nobody has confirmed for long count as missing, until somebody does', async () => {
    const on = await aFirm(firm);
    const codes = ({ findings }: { findings: { code: string }[] }) => findings.map(({ code }) => code);
    const asked = await ask(on, stability);
    expect(codes(asked)).not.toContain('INPUT_MISSING:annual_revenue_usd');
    s.clock.forward(35 * DAY + 1);
    expect(await isDue(on)).toBe(true);
    const stale = await ask(on, stability, { subjectId: 'other' });
    expect(stale.findings).toContainEqual(
      expect.objectContaining({
        ...{ code: 'INPUT_MISSING:annual_revenue_usd', verdict: 'needs-review', fixable: true },
        remedy: expect.stringContaining('confirm annual_revenue_usd'),
      }),
    );
    await s.worker.step(on.projectId);
    await s.projects.confirmUse(on, 'current');
    expect(await audited(on, 'project.use_confirmed')).toMatchObject([{ facts: { annual_revenue_usd: 10 } }]);
    expect(codes(await ask(on, stability))).not.toContain('INPUT_MISSING:annual_revenue_usd');
    expect(await isDue(on)).toBe(true); // what had become worse may be restored
    await s.worker.step(on.projectId);
    expect(await isDue(on)).toBe(false);
  });

  it('are asked again every month, of serving alone, where terms have such a limit', async () => {
    const on = await aFirm();
    await ask(on, stability);
    await ask(on, stability, { subjectId: 'trained', gate: 'G2' });
    await ask(on, { declared_license: 'mit' }, { subjectId: 'free' });
    s.clock.forward(30 * DAY + 1);
    expect(await isDue(on)).toBe(true);
    await s.worker.step(on.projectId);
    expect((await reports(on))[0]).toMatchObject({ causes: ['monthly'], decisions_looked_at: 1 });
    expect(await isDue(on)).toBe(false);
  });
});
