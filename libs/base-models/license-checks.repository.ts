import { Injectable } from '@nestjs/common';
import type { PageQuery } from '#kernel/page.js';
import { pageArgs } from '#platform/cursor.js';
import type { Prisma, Tx } from '#platform/db.js';

export type LicenseCheckRow = Prisma.LicenseCheckGetPayload<object>;

@Injectable()
export class LicenseChecksRepository {
  /** Ready models of a hub whose publisher was not asked for so many days. */
  async due(
    tx: Tx,
    now: Date,
    { everyDays, limit }: { everyDays: number; limit: number },
  ): Promise<string[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM base_model
      WHERE state = 'ready' AND source ->> 'type' = 'hub'
        AND coalesce(terms_check_at, created_at + make_interval(days => ${everyDays}::int)) <= ${now}
      ORDER BY coalesce(terms_check_at, created_at) LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  }

  /** Puts the next check off, so that no second worker asks; false when another has done so. */
  async claim(tx: Tx, id: string, { seen, next }: { seen: Date | null; next: Date }): Promise<boolean> {
    const { count } = await tx.baseModel.updateMany({
      where: { id, termsCheckAt: seen },
      data: { termsCheckAt: next },
    });
    return count === 1;
  }

  async put(tx: Tx, id: string, next: Date): Promise<void> {
    await tx.baseModel.updateMany({ where: { id }, data: { termsCheckAt: next } });
  }

  insert(tx: Tx, data: Prisma.LicenseCheckUncheckedCreateInput): Promise<LicenseCheckRow> {
    return tx.licenseCheck.create({ data });
  }

  newest(tx: Tx, baseModelId: string): Promise<LicenseCheckRow | null> {
    return tx.licenseCheck.findFirst({ where: { baseModelId }, orderBy: { id: 'desc' } });
  }

  async list(
    tx: Tx,
    where: { projectId: string; baseModelId: string },
    page: PageQuery,
  ): Promise<LicenseCheckRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, {
      table: 'license_check',
      prefix: 'lchk_',
    });
    return arrange(await tx.licenseCheck.findMany({ where: { ...where, ...within }, orderBy, take }));
  }
}
