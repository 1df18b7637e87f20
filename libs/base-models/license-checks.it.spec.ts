import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { HubSource } from '#adapters/hub/hub.source.js';
import { AuditRepository } from '#audit/audit.repository.js';
import { AuditService } from '#audit/audit.service.js';
import type { Ctx } from '#kernel/context.js';
import { newId } from '#kernel/ids.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/database.js';
import { type HubRepo, LocalHub } from '../../test/support/local-hub.js';
import { aSafetensors } from '../../test/support/model-files.js';
import { aProject, modelSlices } from '../../test/support/model-slices.js';
import { HandClock } from '../../test/support/stage.js';
import { LicenseWatch } from './license-checks.processor.js';
import { LicenseChecksRepository } from './license-checks.repository.js';
import { LicenseChecks } from './license-checks.service.js';
import type { ModelSources } from './source.port.js';

const DAY = 86_400;
const [first, second, third] = ['a', 'b', 'c'].map((digit) => digit.repeat(40)) as [string, string, string];
const config = { architectures: ['LlamaForCausalLM'], max_position_embeddings: 2048, vocab_size: 8 };
const revision = (sha: string, license: string, card: Record<string, unknown>): HubRepo => ({
  id: 'acme/tiny',
  revision: sha,
  card,
  files: {
    'config.json': Buffer.from(JSON.stringify(config)),
    'model.safetensors': aSafetensors(),
    LICENSE: Buffer.from(license),
    'README.md': Buffer.from('# Tiny\n'),
  },
});
const accepted = revision(first, 'Use it as you like.\n', { license: 'apache-2.0' });

let t: TestDatabase;
let hub: LocalHub;
const repos: HubRepo[] = [accepted];
let s: ReturnType<typeof modelSlices>;
let checks: LicenseChecks;
let watch: LicenseWatch;
let clock: HandClock;
let ctx: Ctx;
let model: string;

beforeAll(async () => {
  t = await openTestDatabase();
  hub = await new LocalHub(repos).start();
  const sources = { hub: new HubSource({ endpoint: hub.url, retryMs: 1 }) } as unknown as ModelSources;
  s = modelSlices(t, { sources });
  clock = new HandClock();
  const rows = new LicenseChecksRepository();
  const audit = new AuditService(t.db, new AuditRepository(), clock);
  checks = new LicenseChecks(t.db, rows, s.baseModels, s.licenses, audit, sources, clock);
  watch = new LicenseWatch(t.db, rows, s.baseModels, checks, 30, clock);
});
afterAll(async () => {
  await hub.stop();
  await s.clean();
  await t.drop();
});
beforeEach(async () => {
  repos.splice(0, repos.length, accepted);
  ctx = await aProject(t);
  model = await imported();
});

/** A ready model of the hub's first revision. */
async function imported(): Promise<string> {
  const plan = await s.baseModels.planImport(ctx, {
    source: { type: 'hub', repo: 'acme/tiny', revision: 'main' },
  });
  const row = await t.db.tx(ctx, (tx) =>
    s.baseModels.beginImport(tx, ctx, { ...plan, jobId: newId('job_') }),
  );
  const ready = await s.baseModels.readyFolder(ctx, row.id);
  await s.baseModels.finishImport(ctx, row.id, { artifactId: newId('art_'), folder: ready!.folder });
  return row.id;
}
const publish = (repo: HubRepo) => repos.unshift(repo);
const actions = async () => {
  const rows = await t.db.tx(ctx, (tx) =>
    tx.auditEvent.findMany({ where: { targetId: model }, orderBy: { seq: 'asc' } }),
  );
  return rows.map(({ action }) => action);
};

describe('asking a publisher again', () => {
  it('finds nothing at a new commit with the same terms', async () => {
    publish({ ...accepted, revision: second });
    expect(await checks.check(ctx, model)).toMatchObject({
      revision: second,
      changed: false,
      changes: [],
      decision: null,
    });
    expect((await actions()).at(-1)).toBe('base_model.license_checked');
  });

  it('shows the diff of a changed text and asks the gate about it, once for each commit', async () => {
    publish(revision(second, 'Use it as you like.\nNot for money.\n', { license: 'apache-2.0' }));
    const found = await checks.check(ctx, model);
    expect(found).toMatchObject({ changed: true, changes: [{ what: 'license_file' }] });
    expect((found.changes as { diff: string }[])[0]!.diff).toContain('+Not for money.');
    const decision = await s.licenses.getDecision(ctx, found.decision!);
    expect(decision).toMatchObject({ gate: 'G1', subjectId: model, verdict: 'needs-review' });
    expect((decision.findings as { code: string }[]).map(({ code }) => code)).toContain('LICENSE_CHANGED');
    expect((await checks.check(ctx, model)).decision).toBe(found.decision);
    publish(revision(third, 'Pay first.\n', { license: 'apache-2.0' }));
    expect((await checks.check(ctx, model)).decision).not.toBe(found.decision);
    expect((await checks.list(ctx, model, { limit: 10, order: 'desc' } as never)).data).toHaveLength(3);
    expect((await actions()).filter((one) => one === 'base_model.license_changed')).toHaveLength(3);
  });

  it('asks about a tag that became stricter while the text stayed', async () => {
    publish({ ...accepted, revision: second, card: { license: 'cc-by-nc-4.0' } });
    const found = await checks.check(ctx, model);
    expect(found.changes).toMatchObject([{ what: 'license', before: 'apache-2.0', now: 'cc-by-nc-4.0' }]);
    expect(await s.licenses.getDecision(ctx, found.decision!)).toMatchObject({ verdict: 'needs-review' });
  });

  it('leaves what the import stands on as it was accepted', async () => {
    const before = await s.baseModels.view(ctx, model);
    publish(revision(second, 'Pay first.\n', { license: 'cc-by-nc-4.0' }));
    await checks.check(ctx, model);
    expect(await s.baseModels.view(ctx, model)).toEqual(before);
  });

  it('says so when the hub does not answer, and writes nothing', async () => {
    hub.faults = { status: { path: /api/, status: 503, times: 9 } };
    await expect(checks.check(ctx, model)).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'source_unavailable',
    });
    hub.faults = {};
    expect((await checks.list(ctx, model, { limit: 10, order: 'desc' } as never)).data).toEqual([]);
  });
});

describe('the monthly round', () => {
  const due = async () => (await watch.due(100)).filter((id) => id === model);

  it('asks after a month, and again a month later', async () => {
    expect(await due()).toEqual([]);
    clock.forward(31 * DAY);
    expect(await due()).toEqual([model]);
    expect(await watch.step(model)).toEqual({ kind: 'done' });
    expect(await due()).toEqual([]);
    clock.forward(29 * DAY);
    expect(await due()).toEqual([]);
    clock.forward(2 * DAY);
    expect(await due()).toEqual([model]);
  });

  it('asks again the next day when nobody answered', async () => {
    clock.forward(31 * DAY);
    hub.faults = { status: { path: /api/, status: 503, times: 9 } };
    expect(await watch.step(model)).toMatchObject({ kind: 'failed' });
    hub.faults = {};
    expect(await due()).toEqual([]);
    clock.forward(DAY + 1);
    expect(await due()).toEqual([model]);
    expect(await watch.step(model)).toEqual({ kind: 'done' });
  });

  it('is one question, when two workers come at once', async () => {
    clock.forward(31 * DAY);
    await Promise.all([watch.step(model), watch.step(model)]);
    expect((await checks.list(ctx, model, { limit: 10, order: 'desc' } as never)).data).toHaveLength(1);
  });

  it('does not come where it is switched off', async () => {
    clock.forward(400 * DAY);
    const rows = new LicenseChecksRepository();
    expect(await new LicenseWatch(t.db, rows, s.baseModels, checks, 0, clock).due(10)).toEqual([]);
  });
});
