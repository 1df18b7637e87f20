import { Injectable } from '@nestjs/common';
import { Prisma, type Tx } from '#platform/db.js';
import { ring } from '#platform/outbox.js';
import { MAX_PART_BYTES, MAX_PARTS } from './uploads.contract.js';

export type UploadRow = Prisma.UploadGetPayload<object>;
export type PartRow = Prisma.UploadPartGetPayload<object>;

/** How the insertion of a part ended. */
export type Admission = 'added' | 'closed' | 'too_many';

@Injectable()
export class UploadsRepository {
  insert(tx: Tx, data: Prisma.UploadCreateInput): Promise<UploadRow> {
    return tx.upload.create({ data });
  }

  find(tx: Tx, id: string): Promise<UploadRow | null> {
    return tx.upload.findUnique({ where: { id } });
  }

  /** Under the upload's lock, so that none comes into one that was just closed. */
  async addPartIfOpen(
    tx: Tx,
    part: Omit<Prisma.UploadPartUncheckedCreateInput, 'sizeBytes'> & { sizeBytes: number },
    now: Date,
  ): Promise<Admission> {
    await tx.$queryRaw`SELECT 1 FROM "upload" WHERE id = ${part.uploadId} FOR UPDATE`;
    const upload = await this.find(tx, part.uploadId);
    if (!upload || !isOpen(upload, now)) return 'closed';
    const { _sum, _count } = await tx.uploadPart.aggregate({
      where: { uploadId: part.uploadId },
      _sum: { sizeBytes: true },
      _count: true,
    });
    // twice the promised size leaves room to send each part again
    const most = 2 * Number(upload.sizeBytes) + MAX_PART_BYTES;
    if (_count >= MAX_PARTS || Number(_sum.sizeBytes ?? 0) + part.sizeBytes > most) return 'too_many';
    await tx.uploadPart.create({ data: part });
    return 'added';
  }

  async markStored(tx: Tx, id: string, at: Date): Promise<boolean> {
    const { count } = await tx.uploadPart.updateMany({ where: { id }, data: { storedAt: at } });
    return count === 1;
  }

  storedParts(tx: Tx, uploadId: string, ids: string[]): Promise<PartRow[]> {
    return tx.uploadPart.findMany({ where: { uploadId, id: { in: ids }, storedAt: { not: null } } });
  }

  /** Leaves `pending`, once; false when another was faster. Rings for the parts to be cleared away. */
  async closeIfPending(
    tx: Tx,
    id: string,
    data: {
      state: 'completed' | 'cancelled' | 'expired';
      fileId?: string;
      partIds?: string[];
      nextStepAt: Date;
    },
  ): Promise<boolean> {
    const { count } = await tx.upload.updateMany({ where: { id, state: 'pending' }, data });
    if (count === 1) await ring(tx, 'upload', id);
    return count === 1;
  }

  async due(tx: Tx, now: Date, limit: number): Promise<string[]> {
    const rows = await tx.upload.findMany({
      where: { nextStepAt: { lte: now } },
      orderBy: { nextStepAt: 'asc' },
      take: limit,
      select: { id: true },
    });
    return rows.map((row) => row.id);
  }

  /** Parts that nobody writes any more. */
  settledParts(tx: Tx, uploadId: string, begunBefore: Date): Promise<PartRow[]> {
    const settled = [{ storedAt: { not: null } }, { createdAt: { lt: begunBefore } }];
    return tx.uploadPart.findMany({ where: { uploadId, OR: settled } });
  }

  /** Forgets parts; those that are left decide whether the upload is looked at again. */
  async forgetParts(tx: Tx, uploadId: string, ids: string[], lookAgainAt: Date): Promise<void> {
    await tx.uploadPart.deleteMany({ where: { id: { in: ids } } });
    const left = await tx.uploadPart.count({ where: { uploadId } });
    await tx.upload.updateMany({
      where: { id: uploadId, state: { not: 'pending' } },
      data: { nextStepAt: left > 0 ? lookAgainAt : null },
    });
  }
}

export const isOpen = (upload: UploadRow, now: Date): boolean =>
  upload.state === 'pending' && upload.expiresAt > now;
