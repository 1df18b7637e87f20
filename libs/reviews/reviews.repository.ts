import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { newId } from '#kernel/ids.js';
import type { PageQuery } from '#kernel/page.js';
import type { Finding } from '#license-rules/decision.contract.js';
import type { Question } from '#licenses/reviews.port.js';
import { pageArgs } from '#platform/cursor.js';
import type { Prisma, Tx } from '#platform/db.js';
import { type Approval, LIVE, type WaiverGrant } from './review.js';

type Stored = Prisma.ReviewGetPayload<object>;
export type ReviewRow = Omit<Stored, 'findings' | 'approvals' | 'grant'> & {
  findings: Finding[];
  approvals: Approval[];
  grant: WaiverGrant | null;
};
export type ReviewEventRow = Prisma.ReviewEventGetPayload<object>;

const read = (row: Stored): ReviewRow => row as unknown as ReviewRow;
const readOr = (row: Stored | null): ReviewRow | null => row && read(row);

/** Whether it asks nothing but what the other asks too. */
const isSettled = ({ findings, readings }: ReviewRow, by: Pick<ReviewRow, 'readings'>): boolean =>
  findings.length === readings.length && readings.every((one) => by.readings.includes(one));

@Injectable()
export class ReviewsRepository {
  /** One asker of a subject's questions at a time: two must not open two reviews. */
  async lockSubject(tx: Tx, projectId: string, { gate, subjectId }: Question): Promise<void> {
    const key = `review:${projectId}:${gate}:${subjectId}`;
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
  }

  async insert(tx: Tx, data: Prisma.ReviewUncheckedCreateInput): Promise<ReviewRow> {
    return read(await tx.review.create({ data }));
  }

  async find(tx: Tx, id: string): Promise<ReviewRow | null> {
    return readOr(await tx.review.findUnique({ where: { id } }));
  }

  async findMany(tx: Tx, ids: readonly string[]): Promise<ReviewRow[]> {
    return (await tx.review.findMany({ where: { id: { in: [...ids] } } })).map(read);
  }

  /** The row under a lock: who comes second sees what the first did. */
  async lock(tx: Tx, id: string): Promise<ReviewRow | null> {
    await tx.$queryRaw`SELECT 1 FROM review WHERE id = ${id} FOR UPDATE`;
    return this.find(tx, id);
  }

  async findLive(tx: Tx, projectId: string, question: Question): Promise<ReviewRow | null> {
    return readOr(await tx.review.findFirst({ where: { projectId, ...question, state: { in: [...LIVE] } } }));
  }

  /** Approved ones that answer one of these readings for all that is made of the node; what holds longest first. */
  async carrying(tx: Tx, projectId: string, hashes: readonly string[]): Promise<ReviewRow[]> {
    const where = { projectId, state: 'approved', holdsFor: 'lineage', readings: { hasSome: [...hashes] } };
    return (await tx.review.findMany({ where, orderBy: [{ expiresAt: 'desc' }, { id: 'asc' }] })).map(read);
  }

  /** Open requests whose every finding is a reading that this row has too. */
  async readingOnly(tx: Tx, { id, projectId, readings }: ReviewRow): Promise<ReviewRow[]> {
    const where = { projectId, state: 'open', readings: { hasSome: readings }, id: { not: id } };
    const rows = (await tx.review.findMany({ where, orderBy: { id: 'asc' } })).map(read);
    return rows.filter((row) => isSettled(row, { readings }));
  }

  /** The same for each of these that is open itself, as ids. */
  async settledBy(tx: Tx, rows: readonly ReviewRow[]): Promise<Map<string, string[]>> {
    const asking = rows.filter(({ state, readings }) => state === 'open' && readings.length > 0);
    if (asking.length === 0) return new Map();
    const readings = asking.flatMap((row) => row.readings);
    const where = { projectId: asking[0]!.projectId, state: 'open', readings: { hasSome: readings } };
    const others = (await tx.review.findMany({ where, orderBy: { id: 'asc' } })).map(read);
    return new Map(
      asking.map((row) => [
        row.id,
        others.filter((one) => one.id !== row.id && isSettled(one, row)).map(({ id }) => id),
      ]),
    );
  }

  /** Open requests about the same subject that ask something else. */
  async outdated(tx: Tx, projectId: string, { lineageHash, ...subject }: Question): Promise<ReviewRow[]> {
    const where = { projectId, ...subject, state: 'open', lineageHash: { not: lineageHash } };
    return (await tx.review.findMany({ where, orderBy: { id: 'asc' } })).map(read);
  }

  async list(tx: Tx, where: Prisma.ReviewWhereInput, page: PageQuery): Promise<ReviewRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, { table: 'review', prefix: 'rev_' });
    return arrange((await tx.review.findMany({ where: { ...where, ...within }, orderBy, take })).map(read));
  }

  async expired(tx: Tx, now: Date, limit: number): Promise<string[]> {
    const where = { state: { in: ['approved', 'waived'] }, expiresAt: { lte: now } };
    return (await tx.review.findMany({ where, select: { id: true }, take: limit })).map(({ id }) => id);
  }

  /** Answers whose end is near enough for a reminder that was not sent: 30 days, then 7. */
  async ending(tx: Tx, now: Date, limit: number): Promise<string[]> {
    const within = (days: number) => ({ gt: now, lte: new Date(now.getTime() + days * 24 * 3600 * 1000) });
    const where = {
      state: { in: ['approved', 'waived'] },
      OR: [
        { expiresAt: within(30), remindedDays: null },
        { expiresAt: within(7), remindedDays: { gt: 7 } },
      ],
    };
    return (await tx.review.findMany({ where, select: { id: true }, take: limit })).map(({ id }) => id);
  }

  async reminded(tx: Tx, id: string, days: number): Promise<void> {
    await tx.review.update({ where: { id }, data: { remindedDays: days } });
  }

  /** Only with the revision that was read; null where somebody was faster. */
  async change(
    tx: Tx,
    row: ReviewRow,
    data: Prisma.ReviewUncheckedUpdateManyInput,
  ): Promise<ReviewRow | null> {
    const { count } = await tx.review.updateMany({
      where: { id: row.id, revision: row.revision },
      data: { ...data, revision: { increment: 1 } },
    });
    return count === 1 ? this.find(tx, row.id) : null;
  }

  async addAsker(tx: Tx, row: ReviewRow, { member, isCall }: Pick<Ctx, 'member' | 'isCall'>): Promise<void> {
    const list = isCall ? 'calledBy' : 'requestedBy';
    if (row[list].includes(member)) return;
    await tx.review.update({ where: { id: row.id }, data: { [list]: { push: member } } });
  }

  async note(
    tx: Tx,
    row: ReviewRow,
    event: { kind: string; member: string; text?: string | null; facts?: object; at: Date },
  ): Promise<void> {
    await tx.reviewEvent.create({
      data: {
        id: newId('rve_'),
        projectId: row.projectId,
        reviewId: row.id,
        kind: event.kind,
        memberId: event.member,
        text: event.text ?? null,
        facts: event.facts ?? {},
        createdAt: event.at,
      },
    });
  }

  events(tx: Tx, reviewId: string): Promise<ReviewEventRow[]> {
    return tx.reviewEvent.findMany({ where: { reviewId }, orderBy: { id: 'asc' }, take: 1000 });
  }

  async keepDocument(
    tx: Tx,
    document: { projectId: string; sha256: string; name: string; bytes: Uint8Array<ArrayBuffer> },
  ): Promise<void> {
    await tx.reviewDocument.createMany({ data: document, skipDuplicates: true });
  }

  findDocument(tx: Tx, projectId: string, sha256: string) {
    return tx.reviewDocument.findUnique({ where: { projectId_sha256: { projectId, sha256 } } });
  }
}
