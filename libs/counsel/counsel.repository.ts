import { Injectable } from '@nestjs/common';
import type { PageQuery } from '#kernel/page.js';
import { pageArgs } from '#platform/cursor.js';
import type { Prisma, Tx } from '#platform/db.js';

export type LinkRow = Prisma.ReviewLinkGetPayload<object>;

@Injectable()
export class CounselRepository {
  insert(tx: Tx, data: Prisma.ReviewLinkUncheckedCreateInput): Promise<LinkRow> {
    return tx.reviewLink.create({ data });
  }

  findByHash(tx: Tx, tokenSha256: string): Promise<LinkRow | null> {
    return tx.reviewLink.findUnique({ where: { tokenSha256 } });
  }

  find(tx: Tx, projectId: string, id: string): Promise<LinkRow | null> {
    return tx.reviewLink.findFirst({ where: { projectId, id } });
  }

  async list(tx: Tx, where: Prisma.ReviewLinkWhereInput, page: PageQuery): Promise<LinkRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, {
      table: 'review_link',
      prefix: 'rvl_',
    });
    return arrange(await tx.reviewLink.findMany({ where: { ...where, ...within }, orderBy, take }));
  }

  async revoke(tx: Tx, row: LinkRow, by: { member: string; at: Date }): Promise<boolean> {
    const { count } = await tx.reviewLink.updateMany({
      where: { id: row.id, revokedAt: null },
      data: { revokedAt: by.at, revokedBy: by.member },
    });
    return count === 1;
  }

  /** Counts one more try in the window of time that is open, or opens a new one; answers the count and when the window began. */
  async count(tx: Tx, id: string, at: { now: Date; windowSeconds: number }): Promise<[number, Date]> {
    const begin = new Date(at.now.getTime() - at.windowSeconds * 1000);
    const [row] = await tx.$queryRaw<{ window_count: number; window_start: Date }[]>`
      UPDATE review_link SET
        window_count = CASE WHEN window_start > ${begin} THEN window_count + 1 ELSE 1 END,
        window_start = CASE WHEN window_start > ${begin} THEN window_start ELSE ${at.now} END
      WHERE id = ${id} RETURNING window_count, window_start`;
    return [row!.window_count, row!.window_start];
  }

  async opened(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.reviewLink.update({ where: { id }, data: { openedCount: { increment: 1 }, lastOpenedAt: at } });
  }
}
