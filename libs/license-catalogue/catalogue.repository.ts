import { Injectable } from '@nestjs/common';
import type { PageQuery } from '#kernel/page.js';
import { pageArgs } from '#platform/cursor.js';
import type { Prisma, Tx } from '#platform/db.js';

export type AdditionRow = Prisma.LicenseAdditionGetPayload<object>;
export type OverrideRow = Prisma.LicenseOverrideGetPayload<object>;

/** What projects added to the shipped catalogue. */
@Injectable()
export class CatalogueRepository {
  async keepShipped(tx: Tx, version: string, text: string): Promise<void> {
    await tx.licenseCatalogue.createMany({ data: { version, text }, skipDuplicates: true });
  }

  /** How many rows a project has added; 0 for one that never did. */
  async additionsOf(tx: Tx, projectId: string): Promise<number> {
    const row = await tx.licenseCatalogueState.findUnique({ where: { projectId } });
    return row?.additions ?? 0;
  }

  /** The next place in the project's catalogue; others wait until this transaction ends. */
  async nextOrdinal(tx: Tx, projectId: string): Promise<number> {
    const row = await tx.licenseCatalogueState.upsert({
      where: { projectId },
      create: { projectId, additions: 1 },
      update: { additions: { increment: 1 } },
    });
    return row.additions;
  }

  async load(tx: Tx, projectId: string) {
    const where = { projectId };
    const orderBy = { ordinal: 'asc' } as const;
    return {
      additions: await tx.licenseAddition.findMany({ where, orderBy }),
      overrides: await tx.licenseOverride.findMany({ where, orderBy }),
    };
  }

  additionTexts(tx: Tx, projectId: string, ids: readonly string[]) {
    const where = { projectId, licenseId: { in: [...ids] } };
    return tx.licenseAddition.findMany({ where, select: { licenseId: true, text: true } });
  }

  insertAddition(tx: Tx, data: Prisma.LicenseAdditionUncheckedCreateInput): Promise<AdditionRow> {
    return tx.licenseAddition.create({ data });
  }

  insertOverride(tx: Tx, data: Prisma.LicenseOverrideUncheckedCreateInput): Promise<OverrideRow> {
    return tx.licenseOverride.create({ data });
  }

  findOverride(tx: Tx, id: string): Promise<OverrideRow | null> {
    return tx.licenseOverride.findUnique({ where: { id } });
  }

  async listOverrides(tx: Tx, projectId: string, page: PageQuery): Promise<OverrideRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, {
      table: 'license_override',
      prefix: 'lov_',
    });
    return arrange(await tx.licenseOverride.findMany({ where: { projectId, ...within }, orderBy, take }));
  }
}
