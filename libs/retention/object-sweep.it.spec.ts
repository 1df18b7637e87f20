import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { systemCtx } from '#kernel/context.js';
import { newId } from '#kernel/ids.js';
import { MarkedObjectStore } from '#platform/marked-object-store.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/database.js';
import { FakeObjectStore } from '../../test/support/fake-object-store.js';
import { HandClock } from '../../test/support/hand-clock.js';
import { ObjectMarksRepository } from './object-marks.repository.js';
import { ObjectSweep } from './object-sweep.service.js';

jest.setTimeout(120_000);
const DAY_S = 86_400;
const GRACE_DAYS = 7;
let t: TestDatabase;
beforeAll(async () => {
  t = await openTestDatabase();
}, 60_000);
afterAll(() => t?.drop());

const shaOf = (content: string) => createHash('sha256').update(content).digest('hex');
const ctx = systemCtx();

/** A store in whose calls something else happens: in the n-th moment of a sweep, or between a put and what follows it. */
class Interrupted extends FakeObjectStore {
  meanwhile: (() => Promise<void>) | null = null;
  moment = 0;
  afterPut: (() => Promise<unknown>) | null = null;

  override async put(...args: Parameters<FakeObjectStore['put']>) {
    const object = await super.put(...args);
    const what = this.afterPut;
    this.afterPut = null;
    await what?.();
    return object;
  }
  override async delete(sha256: string): Promise<void> {
    await this.pass();
    await super.delete(sha256);
    await this.pass();
  }
  override async *list() {
    await this.pass();
    yield* super.list();
    await this.pass();
  }
  private async pass(): Promise<void> {
    this.moment -= 1;
    if (this.moment >= 0) return;
    const what = this.meanwhile;
    this.meanwhile = null;
    await what?.();
  }
}

type Kind = 'file' | 'artifact' | 'version' | 'part';
type Op =
  | { op: 'keep'; content: number; as: Kind; sweeps: boolean }
  | { op: 'put'; content: number }
  | { op: 'drop'; content: number }
  | { op: 'hold'; on: boolean }
  | { op: 'days'; days: number }
  | { op: 'sweep'; meanwhile: Op | null; moment: number };

const SWEEP: Op = { op: 'sweep', meanwhile: null, moment: 0 };
const content = fc.nat({ max: 3 });
const small: fc.Arbitrary<Op> = fc.oneof(
  fc.record({
    op: fc.constant('keep' as const),
    content,
    as: fc.constantFrom<Kind>('file', 'artifact', 'version', 'part'),
    sweeps: fc.boolean(),
  }),
  fc.record({ op: fc.constant('put' as const), content }),
  fc.record({ op: fc.constant('drop' as const), content }),
);
const ops = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: small },
    { weight: 1, arbitrary: fc.record({ op: fc.constant('hold' as const), on: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ op: fc.constant('days' as const), days: fc.constantFrom(1, 4, 8) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        ...{ op: fc.constant('sweep' as const), meanwhile: fc.option(small), moment: fc.nat({ max: 4 }) },
      }),
    },
  ),
  { minLength: 4, maxLength: 24 },
);

/** One project in a store of its own; `needed` is the model: what rows point to, written by hand beside the rows. */
class World {
  readonly inner = new Interrupted();
  readonly store = new MarkedObjectStore(this.inner, t.db, { times: 2, pauseMs: 1 });
  readonly clock = new HandClock();
  readonly sweep = new ObjectSweep(t.db, new ObjectMarksRepository(), this.store, this.clock, {
    LUTHIER_UNNEEDED_OBJECT_DAYS: GRACE_DAYS,
  });
  readonly project = newId('proj_');
  readonly rows: { content: number; as: Kind; id: string; dropped: boolean }[] = [];
  held = false;
  refused = 0;

  text = (content: number) => `${this.project} ${content}`;

  async open(): Promise<void> {
    await t.db.tx(ctx, (tx) =>
      tx.project.create({ data: { id: this.project, name: this.project, declaredUse: {} } }),
    );
  }

  async do(one: Op): Promise<void> {
    switch (one.op) {
      case 'put':
        return void (await this.put(one.content));
      case 'keep':
        if (one.sweeps) this.inner.afterPut = () => this.sweep.run();
        return this.keep(one.content, one.as);
      case 'drop':
        return this.drop(one.content);
      case 'hold':
        this.held = one.on;
        return t.db.tx(ctx, async (tx) => {
          const policy = one.on ? { hold: 'why' } : {};
          const { project: projectId } = this;
          await tx.retention.upsert({
            where: { projectId },
            create: { projectId, policy },
            update: { policy },
          });
        });
      case 'days':
        return this.clock.forward(one.days * DAY_S);
      case 'sweep': {
        const { meanwhile } = one;
        if (meanwhile) this.inner.meanwhile = () => this.do(meanwhile);
        this.inner.moment = one.moment;
        await this.sweep.run();
      }
    }
  }

  /** As a service does: a refused put is repeated by its client; false when it was refused. */
  private async put(content: number): Promise<boolean> {
    try {
      await this.store.put(Readable.from([Buffer.from(this.text(content))]));
      return true;
    } catch (error) {
      if ((error as { code?: string }).code !== 'object_being_deleted') throw error;
      this.refused += 1;
      return false;
    }
  }

  private async keep(content: number, as: Kind): Promise<void> {
    if (!(await this.put(content))) return;
    const sha256 = shaOf(this.text(content));
    const id = newId('x_');
    const of = { id, projectId: this.project };
    const size = BigInt(this.text(content).length);
    await t.db.tx(ctx, async (tx) => {
      if (as === 'file')
        await tx.file.create({
          data: { ...of, filename: 'f', purpose: 'user_data', sizeBytes: size, sha256 },
        });
      else if (as === 'artifact')
        await tx.artifact.create({
          data: {
            ...{ ...of, kind: 'adapter', name: id, digest: sha256, sizeBytes: size, provenance: {} },
            manifest: [{ path: 'a', size_bytes: Number(size), sha256 }],
          },
        });
      else if (as === 'version') {
        await tx.dataset.create({ data: { ...of, name: id } });
        await tx.datasetVersion.create({
          data: {
            ...{
              ...of,
              datasetId: id,
              number: 1,
              digest: sha256,
              format: 'chat',
              declaredLicense: 'x',
              source: {},
            },
            splits: { train: { file_id: 'file-1', sha256, rows: 1 } },
          },
        });
      } else {
        await tx.uploadPart.create({ data: { ...of, uploadId: 'upload_1', sha256, sizeBytes: size } });
      }
    });
    this.rows.push({ content, as, id, dropped: false });
  }

  /** Lets go of the oldest row of that content that can be let go of. */
  private async drop(content: number): Promise<void> {
    const row = this.rows.find((one) => one.content === content && !one.dropped && one.as !== 'version');
    if (!row) return;
    row.dropped = true;
    const at = this.clock.now();
    await t.db.tx(ctx, async (tx) => {
      if (row.as === 'file') await tx.file.update({ where: { id: row.id }, data: { deletedAt: at } });
      else if (row.as === 'artifact')
        await tx.artifact.update({ where: { id: row.id }, data: { releasedAt: at } });
      else await tx.uploadPart.delete({ where: { id: row.id } });
    });
  }

  /** What must be there, by the rules as a reader would say them. */
  needed(): Set<number> {
    const held = this.rows.filter((row) => !row.dropped);
    return new Set(held.map((row) => row.content));
  }
}

describe('the sweep of objects', () => {
  it('never deletes what a row needs, whatever is put, kept, dropped, held and killed meanwhile; the rest goes after its grace', async () => {
    let deletions = 0;
    await fc.assert(
      fc.asyncProperty(ops, async (all) => {
        const world = new World();
        await world.open();
        for (const one of all) {
          await world.do(one);
          for (const content of world.needed())
            expect([content, await world.inner.has(shaOf(world.text(content)))]).toEqual([
              content,
              expect.objectContaining({ sha256: shaOf(world.text(content)) }),
            ]);
        }
        if (world.held) await world.do({ op: 'hold', on: false });
        for (let round = 0; round < 3; round += 1) {
          await world.do(SWEEP);
          await world.do({ op: 'days', days: GRACE_DAYS + 1 });
        }
        const left = [...world.inner.objects.values()].map((bytes) => Number(bytes.toString().split(' ')[1]));
        expect(new Set(left)).toEqual(world.needed());
        deletions += 4 - left.length;
      }),
      { numRuns: 60 },
    );
    expect(deletions).toBeGreaterThan(0);
  });

  it('keeps everything while its project is on hold, and marks only where the grace is 0', async () => {
    const world = new World();
    await world.open();
    await world.do({ op: 'keep', content: 1, as: 'file', sweeps: false });
    await world.do({ op: 'drop', content: 1 });
    await world.do({ op: 'hold', on: true });
    for (let round = 0; round < 2; round += 1) {
      await world.do(SWEEP);
      await world.do({ op: 'days', days: 30 });
    }
    expect(world.inner.objects.size).toBe(1);
    await world.do({ op: 'hold', on: false });
    const never = new ObjectSweep(t.db, new ObjectMarksRepository(), world.inner, world.clock, {
      LUTHIER_UNNEEDED_OBJECT_DAYS: 0,
    });
    expect(await never.run()).toEqual({ condemned: 1, deleted: { count: 0, bytes: 0 } });
    await world.do({ op: 'days', days: 300 });
    expect(await never.run()).toMatchObject({ deleted: { count: 0 } });
    expect(world.inner.objects.size).toBe(1);
  });

  it('refuses a put of bytes that are just going, which then works', async () => {
    const world = new World();
    await world.open();
    await world.do({ op: 'put', content: 2 });
    await world.do(SWEEP);
    await world.do({ op: 'days', days: 8 });
    // known before the deletion, asked for its mark after it: the window in which a row would point to nothing
    await world.do({ op: 'keep', content: 2, as: 'file', sweeps: true });
    expect(world.needed().size).toBe(0);
    expect(world.refused).toBe(1);
    await world.do({ op: 'keep', content: 2, as: 'file', sweeps: false });
    await world.do(SWEEP);
    await world.do({ op: 'days', days: 8 });
    await world.do(SWEEP);
    expect(world.inner.objects.size).toBe(1);
  });
});
