import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aBase, aFinishedPipeline } from '../../test/support/a-version.js';
import { licenseSlice } from '../../test/support/model-slices.js';
import { type Answer, callOn } from '../../test/support/stage-call.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { AuditService } from '#audit/audit.service.js';
import type { Ctx } from '#kernel/context.js';
import type { LineageGraph, UseProfile } from '#license-rules/decision.contract.js';
import { indexCatalogue } from '#license-catalogue/catalogue.js';
import type { CatalogueDocument } from '#license-catalogue/license-entry.js';
import { CatalogueRepository } from '#license-catalogue/catalogue.repository.js';
import { CatalogueService } from '#license-catalogue/catalogue.service.js';
import { LicensesService } from '#licenses/licenses.service.js';
import { ReaskingService } from '#licenses/reasking.service.js';
import { Signer, SIGNER } from '#platform/dsse.js';
import { ProjectsService } from '#projects/projects.service.js';
import { RegistryPublisher } from '#registry/registry.publisher.js';
import { ReviewsLedger } from './reviews.ledger.js';
import { changeProject } from '../../test/support/change-project.js';

jest.setTimeout(60_000);
const UNREAD = 'LicenseRef-NVIDIA-Open-Model';
let stage: Stage;
let of: { base: string; data: string };
/** Keys by who holds them; `dan2` is Dan again. */
const keys = { dan: '', dan2: '', rita: '', rita2: '', ben: '', vic: '' };
let names = 0;

beforeAll(async () => {
  stage = await openStage();
  of = await aBase(stage, UNREAD);
  keys.dan = await key('Dan', ['deployer', 'engineer']);
  keys.dan2 = await key('Dan', ['reviewer']);
  keys.rita = await key('Rita', ['reviewer']);
  keys.rita2 = await key('Rita', ['reviewer']);
  keys.ben = await key('Ben', ['reviewer']);
  keys.vic = await key('Vic', ['viewer']);
}, 90_000);
afterAll(() => stage?.close());

type Asked = Parameters<typeof callOn>[3];
const call = (method: string, path: string, of?: Asked) => callOn(stage, method, path, of);
async function key(member: string, roles: string[]): Promise<string> {
  const { status, body } = await call('POST', '/api_keys', { body: { name: member, roles, member } });
  expect(status).toBe(200);
  return body.key as string;
}
const outcome = ({ status, body }: Answer) => `${status} ${body.error?.code ?? body.state}`;
const get = async (id: string) => (await call('GET', `/reviews/${id}`)).body;
/** Answers at the revision that is there now, unless another is named. */
async function act(id: string, action: string, key: string, body: object = {}, ifMatch?: string) {
  const read = ifMatch ?? (await call('GET', `/reviews/${id}`)).etag ?? '"0"';
  return call('POST', `/reviews/${id}/${action}`, { key, body, ifMatch: read });
}
async function aVersion(model: string): Promise<{ id: string; openaiId: string; job: string }> {
  const made = await aFinishedPipeline(stage, of, null);
  const asked = { model, sourceJobId: made.jobs.finetune, artifacts: made.artifacts };
  const { id, openaiId } = await stage.get(RegistryPublisher).registerVersion(stage.ctx, asked);
  return { id, openaiId, job: made.jobs.quantize };
}
const promote = async (model: string, alias = 'production') =>
  (await call('POST', '/promotions', { key: keys.dan, body: { model, alias } })).body;
const reviewIn = (promotion: { gates: { kind: string; evidence: { review: string } }[] }) =>
  promotion.gates.find((one) => one.kind === 'license')!.evidence.review;
const promotion = async (id: string) => (await call('GET', `/promotions/${id}`)).body;
const audited = async (action: string, target: string) =>
  (await call('GET', `/audit_events?action=${action}&target_id=${target}`)).body.data as { facts: any }[];
const chat = (model: string) =>
  call('POST', '/chat/completions', { body: { model, messages: [{ role: 'user', content: 'hi' }] } });

/** A question of its own, put to the gate as `member`. */
async function ask(
  over: { ctx?: Ctx; licenses?: LicensesService; id?: string; license?: string; gate?: 'G2' | 'G5' } = {},
) {
  const id = over.id ?? `art_${(names += 1)}`;
  const graph: LineageGraph = {
    nodes: [
      { id, kind: 'adapter' },
      { id: 'bm_1', kind: 'base_model', declared_license: UNREAD },
      { id: 'dsv_1', kind: 'dataset', declared_license: over.license ?? 'CC-BY-4.0' },
    ],
    edges: [
      { from: id, to: 'bm_1', type: 'adapter-of' },
      { from: id, to: 'dsv_1', type: 'trained-on' },
    ],
  };
  return (over.licenses ?? stage.get(LicensesService)).decide(over.ctx ?? stage.ctx, {
    gate: over.gate ?? 'G5',
    subjectType: 'artifact',
    subjectId: id,
    subjectDigest: 'd'.repeat(64),
    modelName: null,
    graph,
  });
}

describe('a review of a promotion', () => {
  let review = '';
  let first: { id: string };

  it('is opened by the gate, which names it in its fix; the same question finds it again', async () => {
    await aVersion('asked');
    first = await promote('asked');
    review = reviewIn(first as never);
    expect(first).toMatchObject({ state: 'blocked' });
    expect(JSON.stringify(first)).toContain(`Review ${review} is open: luthier review show ${review}`);
    expect(reviewIn(await promote('asked'))).toBe(review);
    const shown = await get(review);
    expect(shown).toMatchObject({
      state: 'open',
      severity: 'needs-review',
      required_approvals: 1,
      revision: 1,
    });
    expect(shown.findings.map((one: { code: string }) => one.code)).toContain('AUP_UNREAD');
    expect(shown.blast_radius).toMatchObject({ artifacts: 4, versions: 1, deployments: 0 }); // the card is one
    expect(shown.timeline.map((one: { kind: string; name: string }) => `${one.kind} ${one.name}`)).toEqual([
      'opened Dan',
    ]);
  });

  it('is not answered by who asked, through no key of theirs; each refusal leaves an audit row', async () => {
    expect(outcome(await act(review, 'approve', keys.dan2))).toBe('403 reviewer_is_requester');
    expect(outcome(await act(review, 'approve', keys.dan))).toBe('403 insufficient_permissions');
    expect(outcome(await act(review, 'approve', keys.vic))).toBe('403 insufficient_permissions');
    expect((await audited('review.refused', review)).map(({ facts }) => facts.code)).toEqual([
      'reviewer_is_requester',
    ]);
  });

  it('is answered at the revision that was read', async () => {
    const unread = await call('POST', `/reviews/${review}/approve`, { key: keys.rita, body: {} });
    expect(outcome(unread)).toBe('428 precondition_required');
    expect(outcome(await act(review, 'approve', keys.rita, {}, '"7"'))).toBe('412 revision_mismatch');
    expect(outcome(await act(review, 'approve', keys.rita, {}, '*'))).toBe('412 revision_mismatch');
    expect((await call('PATCH', `/reviews/${review}`, { body: { status: 'cleared' } })).status).toBe(405);
    expect((await get(review)).state).toBe('open');
  });

  it('once approved lets the promotion pass, and stands in the signed decision', async () => {
    const done = await act(review, 'approve', keys.rita, {
      conditions: 'no medical advice',
      comment: 'read it',
    });
    expect(done).toMatchObject({ status: 200, etag: '"2"', body: { state: 'approved', revision: 2 } });
    const inYears = (done.body.expires_at - Date.now() / 1000) / 3600 / 24;
    expect(Math.round(inYears)).toBe(365);
    const passed = await promote('asked');
    expect(passed.state).toBe('running');
    await stage.work(async () => (await promotion(passed.id)).state !== 'running');
    expect(await promotion(passed.id)).toMatchObject({ state: 'succeeded' });
    const { body } = await call('GET', `/license_decisions/${passed.decision}`);
    expect(body.lifted).toContainEqual(
      expect.objectContaining({
        code: 'AUP_UNREAD',
        review,
        reviewers: ['Rita'],
        conditions: 'no medical advice',
      }),
    );
    const signed = JSON.parse(Buffer.from(body.envelope.payload, 'base64').toString());
    expect(signed.predicate.decision.lifted).toEqual(body.lifted);
    expect((await promotion(first.id)).state).toBe('blocked');
  });

  it('does not take a second answer', async () => {
    expect(outcome(await act(review, 'approve', keys.ben))).toBe('409 review_not_open');
    expect(outcome(await act(review, 'reject', keys.ben, { comment: 'no' }))).toBe('409 review_not_open');
  });

  it('revoked, ends what serves because of it, and says so to whoever calls', async () => {
    const { body } = await call('GET', '/deployments?state=ready');
    const serving = body.data.find((one: { kind: string }) => one.kind === 'alias').id as string;
    expect((await get(review)).blast_radius.deployments).toBe(2); // alias and preview
    const later = await act(review, 'revoke', keys.ben, { reason: 'policy changed', deadline_seconds: 3600 });
    expect(later.body).toMatchObject({ state: 'revoked' });
    await stage.work();
    expect((await chat('asked')).status).toBe(200);
    stage.clock.forward(3601);
    await stage.work();
    expect(outcome(await chat('asked'))).toBe('403 license_revoked');
    expect((await call('GET', `/deployments/${serving}`)).body).toMatchObject({ state: 'stopped' });
    expect((await audited('deployment.drained', serving))[0]!.facts).toMatchObject({ review });
    const again = await promote('asked');
    expect(again.state).toBe('blocked');
    expect(reviewIn(again)).not.toBe(review);
  });
});

describe('who made the subject', () => {
  it('does not review it either', async () => {
    const { job } = await aVersion('made');
    const { body } = await call('GET', '/api_keys?limit=100');
    const mine = body.data.find((one: { name: string }) => one.name === 'Rita').id as string;
    await stage.t.db.tx(stage.ctx, (tx) => tx.job.update({ where: { id: job }, data: { createdBy: mine } }));
    const review = reviewIn(await promote('made'));
    expect(outcome(await act(review, 'approve', keys.rita))).toBe('403 reviewer_is_requester');
    expect(outcome(await act(review, 'delegate', keys.ben, { member: 'Rita' }))).toBe('400 invalid_value');
    expect(outcome(await act(review, 'delegate', keys.ben, { member: 'Vic' }))).toBe('400 invalid_value');
    expect((await act(review, 'delegate', keys.rita, { member: 'Ben' })).body.assignee).toMatch(/^mem_/);
    expect(outcome(await act(review, 'approve', keys.ben))).toBe('200 approved');
  });
});

describe('of 50 approvals at once', () => {
  it('exactly one wins, and the timeline has one', async () => {
    const { review } = await ask();
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        act(review!.id, 'approve', i % 2 ? keys.rita : keys.ben, {}, '"1"').then(outcome),
      ),
    );
    expect(all.filter((one) => one === '200 approved')).toHaveLength(1);
    expect(new Set(all.filter((one) => one !== '200 approved'))).toEqual(new Set(['412 revision_mismatch']));
    const kinds = (await get(review!.id)).timeline.map((one: { kind: string }) => one.kind);
    expect(kinds).toEqual(['opened', 'approved']);
    expect(await audited('review.approved', review!.id)).toHaveLength(1);
  });
});

describe('a waiver of a denial', () => {
  const document = Buffer.from('We, the authors, grant Acme commercial use.');
  const sha256 = createHash('sha256').update(document).digest('hex');
  const grant = () => ({
    sha256,
    document: document.toString('base64'),
    licensor: 'The authors',
    scope: ['COMMERCIAL_PROHIBITED'],
    expires_at: Math.floor(stage.clock.now().getTime() / 1000) + 90 * 86400,
  });
  const question = { id: 'art_nc', license: 'CC-BY-NC-4.0', gate: 'G2' as const };
  let review = '';

  it('takes the grant itself, by its hash, for all that is denied', async () => {
    const decision = await ask(question);
    review = decision.review!.id;
    expect(decision.verdict).toBe('deny');
    const deny = async (body: object) => outcome(await act(review, 'waive', keys.rita, body));
    expect(outcome(await act(review, 'approve', keys.rita))).toBe('409 waiver_required');
    expect(await deny({ ...grant(), sha256: 'a'.repeat(64) })).toBe('400 grant_hash_mismatch');
    expect(await deny({ ...grant(), scope: ['NO_DERIVATIVES'] })).toBe('400 invalid_value');
    expect(await deny({ ...grant(), expires_at: 1 })).toBe('400 invalid_value');
    expect(await deny({ sha256 })).toBe('400 missing_required_parameter');
    expect(await deny({ ...grant(), document: 'x'.repeat(4) + '!' })).toBe('400 invalid_value');
    expect((await get(review)).grant).toBeNull();
    expect(await stage.t.db.tx(stage.ctx, (tx) => tx.reviewDocument.count())).toBe(0);
  });

  it('takes two people, who name the same document', async () => {
    expect(outcome(await act(review, 'waive', keys.rita, grant()))).toBe('200 open');
    expect((await ask(question)).verdict).toBe('deny');
    expect(outcome(await act(review, 'waive', keys.rita2, { sha256 }))).toBe('409 already_approved');
    expect(outcome(await act(review, 'waive', keys.ben, { sha256: 'b'.repeat(64) }))).toBe(
      '400 grant_hash_mismatch',
    );
    expect(outcome(await act(review, 'waive', keys.ben, { sha256, licensor: 'Me' }))).toBe(
      '400 invalid_value',
    );
    const kept = await fetch(`${stage.url}/v1/reviews/${review}/document`, {
      headers: { authorization: `Bearer ${keys.ben}` },
    });
    expect(Buffer.from(await kept.arrayBuffer())).toEqual(document);
    expect(outcome(await act(review, 'waive', keys.ben, { sha256 }))).toBe('200 waived');
    const after = await ask(question);
    expect(after.verdict).not.toBe('deny');
    expect(after.lifted).toMatchObject([{ code: 'COMMERCIAL_PROHIBITED', review, grant_sha256: sha256 }]);
  });

  it('that was taken back denies again', async () => {
    await act(review, 'revoke', keys.rita, { reason: 'the grant was withdrawn' });
    const after = await ask(question);
    expect(after).toMatchObject({ verdict: 'deny', lifted: [] });
    expect(after.review!.id).not.toBe(review);
  });
});

describe('an answer of who asks', () => {
  const as = async (name: string): Promise<Ctx> => {
    const { body } = await call('GET', '/members?limit=100');
    return { ...stage.ctx, member: body.data.find((one: { name: string }) => one.name === name).id };
  };

  it('counts for others, and not for the one who gave it, until another reviewer gives it too', async () => {
    const preview = { ...stage.ctx, member: 'system' }; // asked when the version was registered
    const { review } = await ask({ id: 'art_own', ctx: preview });
    expect(outcome(await act(review!.id, 'approve', keys.rita))).toBe('200 approved');
    expect((await ask({ id: 'art_own', ctx: await as('Dan') })).verdict).not.toBe('needs-review');
    const own = await ask({ id: 'art_own', ctx: await as('Rita') });
    expect(own).toMatchObject({ verdict: 'needs-review', lifted: [], review: { id: review!.id } });
    expect(own.review!.next).toContain('approved by Rita, who asks for it');
    expect(outcome(await act(review!.id, 'approve', keys.rita2))).toBe('403 reviewer_is_requester');
    expect(outcome(await act(review!.id, 'approve', keys.ben))).toBe('200 approved');
    expect((await ask({ id: 'art_own', ctx: await as('Rita') })).verdict).not.toBe('needs-review');
  });

  it('is not the first half of a waiver', async () => {
    const question = { id: 'art_half', license: 'CC-BY-NC-4.0', gate: 'G2' as const };
    const { review } = await ask({ ...question, ctx: { ...stage.ctx, member: 'system' } });
    const document = Buffer.from('We allow it. The authors.').toString('base64');
    const sha256 = createHash('sha256').update(Buffer.from(document, 'base64')).digest('hex');
    const grant = { document, sha256, licensor: 'The authors', scope: ['COMMERCIAL_PROHIBITED'] };
    const until = { expires_at: Math.floor(Date.now() / 1000) + 86_400 };
    expect(outcome(await act(review!.id, 'waive', keys.rita, { ...grant, ...until }))).toBe('200 open');
    await ask({ ...question, ctx: await as('Rita') });
    expect(outcome(await act(review!.id, 'waive', keys.ben, { sha256 }))).toBe('200 open');
    expect((await ask(question)).verdict).toBe('deny');
  });
});

describe('a colleague whom the asker invented', () => {
  let ada: { key: string; ctx: Ctx };
  const by = async (key: string, name: string, roles: string[], member = name) =>
    (await call('POST', '/api_keys', { key, body: { name, roles, member } })).body;

  beforeAll(async () => {
    const key = (await by(stage.key, 'Ada', ['admin'])).key as string;
    ada = { key, ctx: (await stage.get(ProjectsService).authenticate(key, 'req'))! };
  });

  it('does not answer for her, nor does one whom the invented admin invents, nor one more key of somebody real', async () => {
    const review = (await ask({ ctx: ada.ctx })).review!.id;
    const pat = await by(ada.key, 'Pat', ['reviewer', 'admin']);
    const kim = (await by(pat.key, 'Kim', ['reviewer'])).key;
    const rita = (await by(ada.key, 'more', ['reviewer'], 'Rita')).key;
    for (const key of [pat.key, kim, rita]) {
      const refused = await act(review, 'approve', key);
      expect(outcome(refused)).toBe('403 reviewer_not_independent');
      expect(refused.body.error.message).toMatch(/by Ada, who made your key.*luthier key rotate/);
    }
    expect((await audited('review.refused', review)).map(({ facts }) => facts.code)).toContain(
      'reviewer_not_independent',
    );
    const delegated = await act(review, 'delegate', keys.rita, { member: pat.member });
    expect(delegated.body.error.message).toContain('came from anybody but who asks');
    const added = await call('POST', '/members', { key: ada.key, body: { name: 'Added' } });
    expect(added.body.added_by).toBe(ada.ctx.member);
    expect(outcome(await act(review, 'approve', await key('Added', ['reviewer'])))).toBe(
      '403 reviewer_not_independent',
    );
    expect(outcome(await act(review, 'approve', keys.rita))).toBe('200 approved');
  });

  it('answers with a key that only she knows, from whose first use on the one handed out is dead', async () => {
    const review = (await ask({ ctx: ada.ctx })).review!.id;
    const handed = await by(ada.key, 'Real', ['reviewer']);
    const rotate = () => call('POST', '/api_keys/current/rotate', { key: handed.key });
    const [lost, own] = [(await rotate()).body, (await rotate()).body];
    expect(own).toMatchObject({ own: true, member: handed.member, roles: ['reviewer'] });
    expect((await call('GET', '/reviews', { key: handed.key })).status).toBe(200);
    expect(outcome(await act(review, 'approve', own.key))).toBe('200 approved');
    for (const key of [handed.key, lost.key])
      expect((await call('GET', '/reviews', { key })).status).toBe(401);
    expect(await audited('api_key.rotated', own.id)).toMatchObject([
      { facts: { replaces: handed.id, handed_out_by: ada.ctx.member } },
    ]);
  });

  it('gave an answer that counts for others, until the one who made her asks', async () => {
    const id = 'art_puppet';
    const { review } = await ask({ id });
    const pat = (await by(ada.key, 'patch', ['reviewer'], 'Pat')).key;
    expect(outcome(await act(review!.id, 'approve', pat))).toBe('200 approved');
    expect((await ask({ id })).verdict).not.toBe('needs-review');
    const again = await ask({ id, ctx: ada.ctx });
    expect(again.verdict).toBe('needs-review');
    expect(again.review!.next).toContain('approved by Pat with a key that came from who asks for it');
    expect(outcome(await act(review!.id, 'approve', keys.ben))).toBe('200 approved');
    expect((await ask({ id, ctx: ada.ctx })).verdict).not.toBe('needs-review');
  });
});

describe('an answer holds for its question alone', () => {
  const settings = (body: object) => changeProject(stage.url, stage.key, body);
  const declared: UseProfile = {
    ...{ purpose: 'internal', commercial: true, fields: [], general_purpose: false },
    downstream_training: [],
  };

  it('a changed use supersedes the open request, whose body then comes too late', async () => {
    const { review } = await ask({ id: 'art_use' });
    await settings({ declared_use: { ...declared, commercial: false } });
    const other = await ask({ id: 'art_use' });
    expect(other.review!.id).not.toBe(review!.id);
    expect((await get(review!.id)).state).toBe('superseded');
    expect(outcome(await act(review!.id, 'approve', keys.rita))).toBe('409 review_not_open');
    await act(other.review!.id, 'approve', keys.rita);
    expect((await ask({ id: 'art_use' })).review).toBeNull();
    await settings({ declared_use: declared });
    const back = await ask({ id: 'art_use' });
    expect(back.verdict).toBe('needs-review');
    expect(back.review!.state).toBe('open');
  });

  it('so does another catalogue, and another lineage', async () => {
    const asked = await ask({ id: 'art_cat' });
    await act(asked.review!.id, 'approve', keys.rita);
    expect((await ask({ id: 'art_cat' })).review).toBeNull();
    const next = (change: (document: CatalogueDocument) => void) => {
      const document = structuredClone(stage.get(CatalogueService).shipped.document);
      change(document);
      const catalogue = indexCatalogue(document, 'next');
      return licenseSlice({
        ...{ db: stage.t.db, audit: stage.get(AuditService), projects: stage.get(ProjectsService) },
        catalogues: new CatalogueService(stage.t.db, new CatalogueRepository(), stage.get(AuditService), {
          ...{ catalogue, text: 'next' },
        }),
        ...{ signer: stage.app.get<Signer>(SIGNER), reviews: stage.get(ReviewsLedger), clock: stage.clock },
      }).licenses;
    };
    const elsewhere = next(({ licences }) => {
      licences.find(({ id }) => id === 'MIT')!.terms.commercial_use = { value: 'prohibited', clause: '§0' };
    });
    expect((await ask({ id: 'art_cat', licenses: elsewhere })).review).toBeNull();
    const here = next(({ licences }) => {
      licences.find(({ id }) => id === UNREAD)!.terms.gated = { value: false, basis: 'card' };
    });
    const anew = await ask({ id: 'art_cat', licenses: here });
    expect(anew).toMatchObject({ verdict: 'needs-review', review: { state: 'open' } });
    const moved = await ask({ id: 'art_cat', license: 'CC0-1.0' });
    expect(moved.review!.id).not.toBe(asked.review!.id);
    expect((await get(anew.review!.id)).state).toBe('superseded');
  });

  it('no setting of the project is a grant', async () => {
    const grants = [{ license_id: 'CC-BY-NC-4.0', scope: 'COMMERCIAL_PROHIBITED' }];
    const refused = await settings({ declared_use: { ...declared, grants } });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: { param: 'declared_use.grants' } });
  });

  it('and until its time is over', async () => {
    const expires_at = Math.floor(stage.clock.now().getTime() / 1000) + 3600;
    const { review } = await ask({ id: 'art_time' });
    await act(review!.id, 'approve', keys.rita, { expires_at });
    expect((await ask({ id: 'art_time' })).review).toBeNull();
    stage.clock.forward(3601);
    const after = await ask({ id: 'art_time' });
    expect(after).toMatchObject({ verdict: 'needs-review', review: { state: 'open' } });
    const shown = await get(review!.id);
    expect(shown.state).toBe('expired');
    expect(shown.drain_at - expires_at).toBeGreaterThanOrEqual(86_400);
  });

  it('a rejection holds until it is taken back', async () => {
    const { review } = await ask({ id: 'art_no' });
    expect(outcome(await act(review!.id, 'reject', keys.rita, { comment: 'not for us' }))).toBe(
      '200 rejected',
    );
    expect((await ask({ id: 'art_no' })).review).toMatchObject({ id: review!.id, state: 'rejected' });
    await act(review!.id, 'revoke', keys.ben, { reason: 'read again' });
    expect((await ask({ id: 'art_no' })).review).toMatchObject({ state: 'open' });
  });
});

describe('what serves on an answer that expires', () => {
  it('goes on for the time that the project gives it, then ends; a preview asks the gate again', async () => {
    const { openaiId } = await aVersion('timed');
    const review = reviewIn(await promote('timed'));
    expect(outcome(await chat(openaiId))).toBe('403 license_review_required');
    const expires_at = Math.floor(stage.clock.now().getTime() / 1000) + 7200;
    await act(review, 'approve', keys.rita, { expires_at });
    const { id } = await promote('timed');
    await stage.work(async () => (await promotion(id)).state !== 'running');
    expect((await chat('timed')).status).toBe(200);
    stage.clock.forward(7201);
    await stage.work();
    expect((await get(review)).state).toBe('expired');
    expect((await chat('timed')).status).toBe(200);
    stage.clock.forward(86_401);
    expect(outcome(await chat('timed'))).toBe('403 license_review_required'); // before anybody has drained it
    const served = (await promotion(id)).deployment as string;
    expect(await audited('deployment.refused', served)).toEqual([]);
    await stage.work();
    expect(await audited('deployment.refused', served)).toEqual([]);
    expect(outcome(await chat('timed'))).toBe('403 license_review_required');
    expect(outcome(await chat(openaiId))).toBe('403 license_review_required');
  });
});

describe('an approver who may review no more', () => {
  it('stops the flip of the alias, until another approves', async () => {
    const gone = await key('Gone', ['reviewer']);
    await aVersion('flipped');
    const review = reviewIn(await promote('flipped'));
    await act(review, 'approve', gone);
    const running = await promote('flipped');
    expect(running.state).toBe('running');
    const { body } = await call('GET', '/members?limit=100');
    const member = body.data.find((one: { name: string }) => one.name === 'Gone').id as string;
    expect((await call('DELETE', `/members/${member}`)).status).toBe(200);
    await stage.work(async () => (await promotion(running.id)).state !== 'running');
    const failed = await promotion(running.id);
    expect(failed.state).toBe('failed');
    expect(failed.failure).toMatch(new RegExp(`${review} was approved by Gone, who may not review any more`));
    const blocked = await promote('flipped');
    expect(JSON.stringify(blocked.gates)).toContain('another reviewer approves it again');
    expect(outcome(await act(review, 'approve', keys.ben))).toBe('200 approved');
    expect((await promote('flipped')).state).toBe('running');
  });
});

describe('an answer that has got worse since', () => {
  it('stops the flip of the alias', async () => {
    await aVersion('worsened');
    await act(reviewIn(await promote('worsened')), 'approve', keys.rita);
    await stage.work(); // the preview asks again, and is answered
    const running = await promote('worsened');
    expect(running.state).toBe('running');
    const document = structuredClone(stage.get(CatalogueService).shipped.document);
    const data = document.licences.find(({ id }) => id === 'CC-BY-4.0')!;
    data.terms.commercial_use = { value: 'prohibited', clause: '§0' };
    const licenses = stage.get(LicensesService);
    const row = await licenses.getDecision(stage.ctx, running.decision);
    const again = await stage.t.db.tx(stage.ctx, (tx) =>
      stage.get(ReaskingService).askAgain(tx, stage.ctx, row, {
        ...{ catalogue: indexCatalogue(document, 'f'.repeat(64)), cause: 'catalogue' },
      }),
    );
    expect(again).toMatchObject({ kind: 'worse', decision: { verdict: 'deny' } });
    await stage.work(async () => (await promotion(running.id)).state !== 'running');
    const failed = await promotion(running.id);
    expect(failed).toMatchObject({ state: 'failed' });
    expect(failed.failure).toContain(
      `decision ${(again as { decision: { id: string } }).decision.id} on the same artifact says deny`,
    );
  });
});

describe('a self-attested answer', () => {
  it('is never enough for a protected alias, until another member gives it', async () => {
    await aVersion('attested');
    const review = reviewIn(await promote('attested'));
    const approved = (await act(review, 'approve', keys.rita)).body;
    // as a project of one has left it, before others came
    const approvals = approved.approvals.map((one: object) => ({ ...one, self: true }));
    await stage.t.db.tx(stage.ctx, (tx) => tx.review.update({ where: { id: review }, data: { approvals } }));
    const blocked = await promote('attested');
    expect(blocked.state).toBe('blocked');
    expect(JSON.stringify(blocked.gates)).toContain('self-attested');
    expect((await promote('attested', 'staging')).state).toBe('running');
    expect((await get(review)).self_attested).toBe(true);
    expect((await act(review, 'approve', keys.ben)).body).toMatchObject({
      self_attested: false,
      revision: 3,
    });
    expect((await promote('attested')).state).toBe('running');
  });
});

describe('several at once, and words', () => {
  it('answers each by itself', async () => {
    const [one, two] = [(await ask()).review!.id, (await ask()).review!.id];
    await call('POST', `/reviews/${two}/comment`, {
      key: keys.dan,
      body: { text: 'we only serve ourselves' },
    });
    const reviews = [one, two].map((id) => ({ id, revision: 1 }));
    const body = { action: 'approve', reviews: [...reviews, { id: 'rev_none', revision: 1 }, reviews[0]] };
    const done = await call('POST', '/reviews/bulk', { key: keys.rita, body });
    expect(done.body.data.map((each: { ok: boolean; error: any }) => each.error?.code ?? each.ok)).toEqual([
      ...[true, true, 'review_not_found', 'revision_mismatch'],
    ]);
    const { timeline } = await get(two);
    expect(timeline.map((each: { kind: string }) => each.kind)).toEqual(['opened', 'commented', 'approved']);
    const open = (await call('GET', '/reviews?state=open&severity=needs-review&limit=100')).body.data;
    expect(open.map((each: { id: string }) => each.id)).not.toContain(one);
    const ids = open.map((each: { id: string }) => each.id);
    expect(ids).toEqual([...ids].sort());
  });

  it('a repeated request acts once', async () => {
    const { review } = await ask();
    const send = () =>
      fetch(`${stage.url}/v1/reviews/${review!.id}/approve`, {
        method: 'POST',
        headers: {
          ...{ authorization: `Bearer ${keys.rita}`, 'content-type': 'application/json' },
          ...{ 'if-match': '"1"', 'idempotency-key': 'yesterday' },
        },
        body: '{}',
      });
    const [first, again] = [await send(), await send()];
    expect([first.status, again.status, again.headers.get('idempotent-replayed')]).toEqual([
      200,
      200,
      'true',
    ]);
    expect(again.headers.get('etag')).toBe('"2"');
    expect((await get(review!.id)).revision).toBe(2);
  });
});

describe('a project of one', () => {
  it('answers itself only where it says so, never a denial, and it is written down', async () => {
    const made = await stage.get(ProjectsService).create(
      { ...stage.ctx, projectId: '*' },
      {
        name: 'alone',
        declared_use: {
          purpose: 'internal',
          commercial: true,
          fields: [],
          general_purpose: false,
          downstream_training: [],
        },
      },
    );
    const ctx = (await stage.get(ProjectsService).authenticate(made.api_key, 'req'))!;
    const key = made.api_key;
    const { review } = await ask({ ctx });
    const approve = () => call('POST', `/reviews/${review!.id}/approve`, { key, body: {}, ifMatch: '"1"' });
    expect(outcome(await approve())).toBe('403 reviewer_is_requester');
    await changeProject(stage.url, key, { self_review: true });
    expect((await approve()).body).toMatchObject({ state: 'approved', self_attested: true });
    const denied = await ask({ ctx, license: 'CC-BY-NC-4.0', gate: 'G2' });
    const waived = await call('POST', `/reviews/${denied.review!.id}/waive`, {
      ...{ key, ifMatch: '"1"', body: { sha256: 'a'.repeat(64) } },
    });
    expect(outcome(waived)).toBe('403 reviewer_is_requester');
    await call('POST', '/api_keys', { key, body: { name: 'e', roles: ['engineer'], member: 'Eve' } });
    const { review: another } = await ask({ ctx });
    const late = await call('POST', `/reviews/${another!.id}/approve`, { key, body: {}, ifMatch: '"1"' });
    expect(outcome(late)).toBe('403 reviewer_is_requester');
    expect((await call('DELETE', `/members/${ctx.member}`, { key })).body.error.code).toBe('last_admin');
  });
});
