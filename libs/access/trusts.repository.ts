import { Injectable } from '@nestjs/common';
import type { PageQuery } from '#kernel/page.js';
import { pageArgs } from '#platform/cursor.js';
import type { Prisma, Tx } from '#platform/db.js';

export type TrustRow = Prisma.OidcTrustGetPayload<object>;

@Injectable()
export class TrustsRepository {
  insert(tx: Tx, data: Prisma.OidcTrustCreateInput): Promise<TrustRow> {
    return tx.oidcTrust.create({ data });
  }

  /** Live policies of every project that take this issuer and audience. */
  findLive(tx: Tx, of: { issuer: string; audience: string; id?: string | undefined }): Promise<TrustRow[]> {
    const { issuer, audience, id } = of;
    return tx.oidcTrust.findMany({
      where: { issuer, audience, removedAt: null, ...(id === undefined ? {} : { id }) },
      orderBy: { id: 'asc' },
    });
  }

  async list(tx: Tx, projectId: string, page: PageQuery): Promise<TrustRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, {
      table: 'oidc_trust',
      prefix: 'trust_',
    });
    return arrange(await tx.oidcTrust.findMany({ where: { projectId, ...within }, orderBy, take }));
  }

  async remove(tx: Tx, projectId: string, id: string, at: Date): Promise<boolean> {
    const { count } = await tx.oidcTrust.updateMany({
      where: { id, projectId, removedAt: null },
      data: { removedAt: at },
    });
    return count === 1;
  }

  /** Marks a live policy as used, and holds its row to the end of the transaction: a removal waits, or has won. */
  async use(tx: Tx, id: string, at: Date): Promise<boolean> {
    const where = { id, removedAt: null };
    return (await tx.oidcTrust.updateMany({ where, data: { lastUsedAt: at } })).count === 1;
  }

  /** Throws a unique violation where the token was exchanged before. */
  async spend(tx: Tx, row: { issuer: string; jti: string; expiresAt: Date }, now: Date): Promise<void> {
    await tx.oidcReplay.deleteMany({ where: { expiresAt: { lt: now } } });
    await tx.oidcReplay.create({ data: row });
  }
}
