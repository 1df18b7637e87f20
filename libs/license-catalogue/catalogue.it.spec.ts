import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import type { AppError } from '#kernel/errors.js';
import { AuditRepository } from '#audit/audit.repository.js';
import { AuditService } from '#audit/audit.service.js';
import { MembersRepository } from '#projects/members.repository.js';
import { MembersService } from '#projects/members.service.js';
import { ProjectsRepository } from '#projects/projects.repository.js';
import { ProjectsService } from '#projects/projects.service.js';
import { HandClock } from '../../test/support/hand-clock.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/database.js';
import { aProject, aSigner, licenseSlice } from '../../test/support/model-slices.js';
import { addLicenseBody, addOverrideBody } from './additions.contract.js';
import { indexCatalogue, loadCatalogue } from './catalogue.js';
import { CatalogueRepository } from './catalogue.repository.js';
import { CatalogueService, type LoadedCatalogue } from './catalogue.service.js';
import { sha256Hex } from './fingerprint.js';
import type { LineageNode } from '#license-rules/decision.contract.js';
import { ReevaluationProcessor } from '#licenses/reevaluation.processor.js';

const text = readFileSync(new URL('./data/model-licenses.yaml', import.meta.url), 'utf8');
const shipped = loadCatalogue(text);
const own = 'Acme Weights License. 2: you shall not use it commercially.';
const acme = (over: object = {}) =>
  addLicenseBody.parse({
    id: 'LicenseRef-Acme-Weights',
    name: 'Acme Weights License',
    hub: { license_name: ['acme-weights'] },
    text: own,
    terms: { commercial_use: { value: 'prohibited', clause: '§2' } },
    ...over,
  });

let t: TestDatabase;
let ctx: Ctx;
let s: ReturnType<typeof slice>;
const clock = new HandClock();

/** The slice on the catalogue of one release. */
function slice(loaded: LoadedCatalogue) {
  const audit = new AuditService(t.db, new AuditRepository(), systemClock);
  const projects = new ProjectsService(
    t.db,
    new ProjectsRepository(),
    audit,
    new MembersService(t.db, new MembersRepository(), audit, systemClock),
    clock,
  );
  const catalogues = new CatalogueService(t.db, new CatalogueRepository(), audit, loaded);
  const signer = aSigner();
  const made = licenseSlice({ db: t.db, audit, projects, catalogues, signer, clock });
  return { audit, projects, catalogues, ...made, worker: new ReevaluationProcessor(made.reevaluations) };
}
async function anAdmin(use: object = { purpose: 'internal', commercial: true }): Promise<Ctx> {
  const made = await aProject(t);
  await t.db.tx(made, (tx) =>
    tx.project.update({ where: { id: made.projectId }, data: { declaredUse: use } }),
  );
  return { ...made, roles: ['admin'] };
}
const decide = (on: Ctx, node: Partial<LineageNode>, by = s) =>
  by.licenses.decide(on, {
    gate: 'G2',
    subjectType: 'base_model',
    subjectId: 'base',
    subjectDigest: null,
    modelName: null,
    graph: { nodes: [{ id: 'base', kind: 'base_model', modality: 'text', ...node }], edges: [] },
  });
const codesOf = ({ findings }: { findings: { code: string }[] }) => findings.map(({ code }) => code);
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: AppError) => [error.kind, error.code, error.details.param],
  );
const actions = async (on: Ctx) => {
  const page = await s.audit.list(on, { limit: 100, order: 'asc' });
  return page.data.map(({ action }) => action);
};

beforeAll(async () => {
  t = await openTestDatabase();
  s = slice({ catalogue: shipped, text });
  ctx = await anAdmin();
});
afterAll(() => t.drop());

describe("a project's own licenses", () => {
  it('are part of its catalogue, whose version changes, and of no other project', async () => {
    expect(codesOf(await decide(ctx, { declared_license: 'other', license_name: 'acme-weights' }))).toEqual([
      'LICENSE_UNKNOWN',
    ]);
    const added = await s.catalogues.add(ctx, acme());
    expect(added).toMatchObject({
      id: 'LicenseRef-Acme-Weights',
      confidence: 'primary-text-read',
      text_sha256: sha256Hex(own),
    });
    const decision = await decide(ctx, { declared_license: 'other', license_name: 'acme-weights' });
    expect(decision).toMatchObject({
      verdict: 'deny',
      findings: [{ code: 'COMMERCIAL_PROHIBITED', clause: '§2' }],
    });
    expect(await s.licenses.sentence(ctx, decision)).toContain('Acme Weights License, §2');
    const mine = await s.catalogues.of(ctx);
    expect(decision.catalogue_version).toBe(mine.version);
    expect(mine.version).not.toBe(shipped.version);
    expect(mine.unknown.id).toBe(shipped.unknown.id);
    const other = await anAdmin();
    expect((await s.catalogues.of(other)).version).toBe(shipped.version);
    expect(await refusal(s.reading.license(other, added.id))).toEqual([
      'not_found',
      'license_not_found',
      undefined,
    ]);
    expect(await s.reading.license(ctx, added.id)).toMatchObject({ id: added.id });
    expect(await actions(ctx)).toContain('license.added');
  });
  it('identify a file by its bytes, also one registered before', async () =>
    expect(
      codesOf(
        await decide(ctx, {
          declared_license: 'acme-weights',
          file_license_id: null,
          file_sha256: sha256Hex(own),
        }),
      ),
    ).toContain('COMMERCIAL_PROHIBITED'));
  it('wait for a reviewer where a term was left out', async () => {
    const silent = acme({
      id: 'LicenseRef-Silent',
      hub: undefined,
      text: 'Be silent.',
      terms: { commercial_use: { value: 'allowed' } },
    });
    await s.catalogues.add(ctx, silent);
    const answer = await s.reading.ask(ctx, {
      gate: 'G5',
      profile: 'conservative',
      use: { purpose: 'internal', commercial: true, downstream_training: [] },
      graph: {
        nodes: [{ id: 'base', kind: 'base_model', declared_license: 'LicenseRef-Silent' }],
        edges: [],
      },
      subject: 'base',
    });
    expect([answer.verdict, ...codesOf(answer)]).toEqual(['needs-review', 'CONFIDENCE_CAP']);
  });
  const known = readFileSync(new URL('./data/texts/Apache-2.0.txt', import.meta.url), 'utf8');
  it.each([
    ['an id that is taken', acme({ id: 'apache-2.0', text: 'x' }), ['conflict', 'license_shadows', 'id']],
    [
      'an id that is a tag of the Hub',
      acme({ id: 'llama3.1', text: 'x' }),
      ['conflict', 'license_shadows', 'hub.license'],
    ],
    ['its own id again', acme({ text: 'another' }), ['conflict', 'license_shadows', 'id']],
    ['a shipped text', acme({ id: 'LicenseRef-New', text: known }), ['conflict', 'license_shadows', 'text']],
    [
      'a shipped text with other spaces',
      acme({ id: 'LicenseRef-New', text: known.replaceAll('\n', '\n\n') }),
      ['conflict', 'license_shadows', 'text'],
    ],
    [
      'a shipped text by its hash',
      acme({ id: 'LicenseRef-New', text: undefined, text_sha256: [...shipped.bySha256.keys()][0] }),
      ['conflict', 'license_shadows', 'text'],
    ],
    [
      'a tag that is taken',
      acme({ id: 'LicenseRef-New', text: 'x', hub: { license: ['MIT'] } }),
      ['conflict', 'license_shadows', 'hub.license'],
    ],
    [
      'a word that says nothing',
      acme({ id: 'LicenseRef-New', text: 'x', hub: { license: ['other'] } }),
      ['conflict', 'license_shadows', 'hub.license'],
    ],
    [
      'a hash of another text',
      acme({ id: 'LicenseRef-New', text_sha256: 'a'.repeat(64) }),
      ['invalid', 'invalid_value', 'text_sha256'],
    ],
    [
      'a field that is none',
      acme({
        id: 'LicenseRef-New',
        text: 'x',
        terms: {
          commercial_use: { value: 'allowed' },
          field_of_use: [{ tag: 'milk', strength: 'prohibited', clause: '1' }],
        },
      }),
      ['invalid', 'invalid_value', 'terms.field_of_use[0].tag'],
    ],
  ])('are refused with %s, and nothing is written', async (_title, body, expected) => {
    const before = (await s.catalogues.of(ctx)).version;
    expect(await refusal(s.catalogues.add(ctx, body))).toEqual(expected);
    expect((await s.catalogues.of(ctx)).version).toBe(before);
  });
  it('need a clause for every restriction, told by its field', () => {
    const faults = (terms: object) =>
      addLicenseBody
        .safeParse({
          id: 'LicenseRef-A',
          name: 'A',
          text: 'A',
          terms: { commercial_use: { value: 'allowed' }, ...terms },
        })
        .error?.issues.map(({ path }) => path.join('.'));
    expect(faults({ commercial_use: { value: 'prohibited' } })).toEqual(['terms.commercial_use.clause']);
    expect(faults({ hosted_service: { value: 'forbidden' } })).toEqual(['terms.hosted_service.value']);
    expect(faults({ copyleft: { value: 'strong' } })).toEqual(['terms.copyleft.clause']);
    expect(faults({ geography: { excluded: ['EU'] } })).toEqual(['terms.geography.clause']);
    expect(faults({ redistribution: { ship_licence_copy: { required: true } } })).toEqual([
      'terms.redistribution.ship_licence_copy.clause',
    ]);
    expect(faults({ naming: { prefix: 'Acme' } })).toEqual(['terms.naming.clause']);
  });
});

describe('overrides', () => {
  const settle = (over: object = {}) =>
    addOverrideBody.parse({
      repo: 'Acme/Model',
      license_ids: ['CC-BY-NC-4.0'],
      text: 'NC, says Acme.',
      clause: 'LICENSE',
      reason: 'read',
      ...over,
    });
  it('say what the text of a repository stands for, and only that text', async () => {
    const made = await s.catalogues.override(ctx, settle());
    const node = { repo: 'acme/model', declared_license: 'mit' };
    const found = await decide(ctx, { ...node, file_sha256: sha256Hex('NC, says Acme.') });
    expect(codesOf(found)).toEqual(['COMMERCIAL_PROHIBITED', 'TAG_CONFLICT']);
    expect(codesOf(await decide(ctx, { ...node, file_sha256: 'b'.repeat(64) }))).toEqual(['TAG_CONFLICT']);
    expect(await s.catalogues.getOverride(ctx, made.id)).toMatchObject({ repo: 'acme/model' });
    expect((await s.catalogues.overrides(ctx, { limit: 20, order: 'desc' })).data).toHaveLength(1);
    expect(await refusal(s.catalogues.getOverride(await anAdmin(), made.id))).toEqual([
      'not_found',
      'license_override_not_found',
      undefined,
    ]);
  });
  it.each([
    ['one that is there', settle({ repo: 'ACME/model' }), ['conflict', 'license_override_exists', 'repo']],
    [
      'one that is shipped',
      settle({ repo: 'tatsu-lab/alpaca' }),
      ['conflict', 'license_override_exists', 'repo'],
    ],
    [
      'one that a shipped pattern holds',
      settle({ repo: 'CohereLabs/x' }),
      ['conflict', 'license_override_exists', 'repo'],
    ],
    [
      'a license that is none',
      settle({ repo: 'a/b', license_ids: ['MIT', 'Nope'] }),
      ['invalid', 'license_not_found', 'license_ids[1]'],
    ],
  ])('are refused for %s', async (_title, body, expected) =>
    expect(await refusal(s.catalogues.override(ctx, body))).toEqual(expected),
  );
});

describe('a decision as it is read', () => {
  it('says how open its model is, and nothing of data', async () => {
    const { id } = await decide(ctx, { declared_license: 'gemma', acceptance_proof: true });
    const { openness } = await s.reading.view(ctx, id);
    expect(openness?.osaid).toEqual({ code: false, parameters: false, data_information: false });
    const graph = { nodes: [{ id: 'd', kind: 'dataset' as const, declared_license: 'cc0-1.0' }], edges: [] };
    const of = {
      gate: 'G1' as const,
      subjectType: 'dataset_version',
      subjectId: 'd',
      subjectDigest: null,
      modelName: null,
    };
    const data = await s.licenses.decide(ctx, { ...of, graph });
    expect((await s.reading.view(ctx, data.id)).openness).toBeNull();
  });
});

describe('a new version of the catalogue', () => {
  /** The next release reads that MIT forbids commerce. */
  const stricter = () => {
    const document = structuredClone(shipped.document);
    document.licences.find(({ id }) => id === 'MIT')!.terms.commercial_use = {
      value: 'prohibited',
      clause: '§0',
    };
    return slice({ catalogue: indexCatalogue(document, 'f'.repeat(64)), text: 'stricter' });
  };
  const reports = (on: Ctx) => s.reevaluations.list(on, { limit: 20, order: 'desc' });
  it('freezes a worse verdict as the newest decision, and reports it once', async () => {
    const on = await anAdmin();
    const old = await decide(on, { declared_license: 'mit' });
    await s.licenses.decide(on, {
      gate: 'G1',
      subjectType: 'base_model',
      subjectId: 'data',
      subjectDigest: null,
      modelName: null,
      graph: { nodes: [{ id: 'data', kind: 'dataset', declared_license: 'cc0-1.0' }], edges: [] },
    });
    await s.worker.step(on.projectId);
    expect((await reports(on)).data).toMatchObject([{ causes: ['catalogue', 'use'], worse: [] }]);
    const next = stricter();
    expect(await next.worker.due(1000)).not.toContain(on.projectId);
    await t.db.tx(on, (tx) =>
      tx.licenseCatalogueState.updateMany({ data: { evaluatedAt: new Date(Date.now() - 61_000) } }),
    );
    expect(await next.worker.due(1000)).toContain(on.projectId);
    await Promise.all([next.worker.step(on.projectId), next.worker.step(on.projectId)]);
    const [report, ...more] = (await reports(on)).data;
    expect(more).toHaveLength(1);
    expect(report).toMatchObject({
      causes: ['catalogue'],
      catalogue_version: 'f'.repeat(64),
      old_catalogue_versions: [shipped.version],
      decisions_looked_at: 2,
      worse: [
        {
          decision: old.id,
          gate: 'G2',
          subject: { type: 'base_model', id: 'base' },
          old_verdict: 'allow',
          new_verdict: 'deny',
          new_findings: [{ code: 'COMMERCIAL_PROHIBITED' }],
        },
      ],
      finished_at: expect.any(Number),
    });
    const decisions = await s.reading.list(on, { limit: 20, order: 'desc', subject: ['base'] });
    expect(decisions.data.map(({ verdict }) => verdict)).toEqual(['deny', 'allow']);
    expect(decisions.data[0]).toMatchObject({ catalogue_version: 'f'.repeat(64) });
    expect((await actions(on)).filter((action) => action === 'license.verdict_worse')).toHaveLength(1);
    expect(await next.worker.due(1000)).not.toContain(on.projectId);
  });
  it('follows an addition without a wait, also when its bell was lost', async () => {
    const on = await anAdmin();
    await s.worker.step(on.projectId);
    await decide(on, { repo: 'acme/other', declared_license: 'mit' });
    await s.catalogues.override(
      on,
      addOverrideBody.parse({
        repo: 'acme/other',
        license_ids: ['CC-BY-NC-4.0'],
        text_sha256: 'c'.repeat(64),
        clause: 'README',
        reason: 'asked the author',
      }),
    );
    const bells = await t.db.client.outbox.findMany({ where: { topic: s.worker.topic, key: on.projectId } });
    expect(bells).toHaveLength(1);
    expect(await s.worker.due(1000)).toContain(on.projectId);
    await s.worker.step(on.projectId);
    expect((await reports(on)).data).toMatchObject([
      { worse: [{ old_verdict: 'allow', new_verdict: 'deny' }] },
    ]);
    await s.worker.step(on.projectId);
    expect((await reports(on)).data).toHaveLength(1);
  });
  it('goes on where a killed worker stopped', async () => {
    const on = await anAdmin();
    await decide(on, { declared_license: 'mit' });
    const next = stricter();
    const other = await next.licenses.decide(on, {
      ...{ gate: 'G2', subjectType: 'base_model', subjectId: 'other', subjectDigest: null, modelName: null },
      graph: { nodes: [{ id: 'other', kind: 'base_model', declared_license: 'mit' }], edges: [] },
    });
    expect(other.verdict).toBe('deny');
    const real = next.reasking.askAgain.bind(next.reasking);
    const cut = jest.spyOn(next.reasking, 'askAgain').mockImplementationOnce(real);
    cut.mockImplementationOnce(() => Promise.reject(new Error('killed')));
    await expect(next.worker.step(on.projectId)).rejects.toThrow('killed');
    const [half] = (await reports(on)).data;
    expect(half).toMatchObject({
      worse: [{ new_verdict: 'deny' }],
      decisions_looked_at: 1,
      finished_at: null,
    });
    await Promise.all([next.worker.step(on.projectId), next.worker.step(on.projectId)]);
    expect((await reports(on)).data).toMatchObject([
      {
        id: half!.id,
        worse: [{ new_verdict: 'deny' }],
        decisions_looked_at: 2,
        finished_at: expect.any(Number),
      },
    ]);
    expect((await actions(on)).filter((action) => action === 'license.reevaluated')).toHaveLength(1);
  });
});
