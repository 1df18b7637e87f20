import { Injectable } from '@nestjs/common';
import type { PageQuery } from '#kernel/page.js';
import { pageArgs } from '#platform/cursor.js';
import type { Prisma, Tx } from '#platform/db.js';

export type IdentityRow = Prisma.IdentityGetPayload<object>;
export type AttemptRow = Prisma.LoginAttemptGetPayload<object>;
export type InvitationRow = Prisma.InvitationGetPayload<object>;
const WITH_IDENTITY = { identity: true } as const;
export type SessionRow = Prisma.LoginSessionGetPayload<{ include: typeof WITH_IDENTITY }>;

/** Identities, sessions, logins on their way, invitations. */
@Injectable()
export class AccessRepository {
  async upsertIdentity(tx: Tx, row: Prisma.IdentityCreateInput): Promise<IdentityRow> {
    const { id: _, createdAt: __, ...rest } = row;
    const issuer_subject = { issuer: row.issuer, subject: row.subject };
    return tx.identity.upsert({ where: { issuer_subject }, create: row, update: rest });
  }

  async insertAttempt(tx: Tx, row: AttemptRow, now: Date): Promise<void> {
    await tx.loginAttempt.deleteMany({ where: { expiresAt: { lt: now } } });
    await tx.loginAttempt.create({ data: row });
  }

  /** The login of that state and browser, which nobody gets a second time. */
  async takeAttempt(tx: Tx, of: { stateSha256: string; browserSha256: string }): Promise<AttemptRow | null> {
    const row = await tx.loginAttempt.findFirst({ where: of });
    if (!row) return null;
    const { count } = await tx.loginAttempt.deleteMany({ where: of });
    return count === 1 ? row : null;
  }

  async insertSession(
    tx: Tx,
    data: Prisma.LoginSessionUncheckedCreateInput,
    forgetBefore: Date,
  ): Promise<void> {
    await tx.loginSession.deleteMany({ where: { expiresAt: { lt: forgetBefore } } });
    await tx.loginSession.create({ data });
  }

  findSession(tx: Tx, sha256: string): Promise<SessionRow | null> {
    return tx.loginSession.findFirst({ where: { sha256, endedAt: null }, include: WITH_IDENTITY });
  }

  async touchSession(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.loginSession.updateMany({ where: { id }, data: { lastSeenAt: at } });
  }

  async endSession(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.loginSession.updateMany({ where: { id, endedAt: null }, data: { endedAt: at } });
  }

  async insertLink(tx: Tx, data: Prisma.LoginLinkCreateInput, now: Date): Promise<void> {
    await tx.loginLink.deleteMany({ where: { expiresAt: { lt: now } } });
    await tx.loginLink.create({ data });
  }

  /** The key of a link, which nobody gets a second time. */
  async takeLink(tx: Tx, sha256: string, now: Date): Promise<string | null> {
    const row = await tx.loginLink.findFirst({ where: { sha256, expiresAt: { gt: now } } });
    if (!row) return null;
    const { count } = await tx.loginLink.deleteMany({ where: { sha256 } });
    return count === 1 ? row.keyId : null;
  }

  insertInvitation(tx: Tx, data: Prisma.InvitationCreateInput): Promise<InvitationRow> {
    return tx.invitation.create({ data });
  }

  /** One that has run out makes room for another. */
  async endExpired(tx: Tx, of: { projectId: string; email: string }, now: Date): Promise<void> {
    await tx.invitation.updateMany({
      where: { ...of, acceptedAt: null, endedAt: null, expiresAt: { lte: now } },
      data: { endedAt: now },
    });
  }

  openInvitations(tx: Tx, email: string, now: Date): Promise<InvitationRow[]> {
    return tx.invitation.findMany({
      where: { email, acceptedAt: null, endedAt: null, expiresAt: { gt: now } },
      orderBy: { id: 'asc' },
    });
  }

  async acceptInvitation(tx: Tx, id: string, at: Date): Promise<boolean> {
    const where = { id, acceptedAt: null, endedAt: null };
    return (await tx.invitation.updateMany({ where, data: { acceptedAt: at } })).count === 1;
  }

  async withdrawInvitation(tx: Tx, projectId: string, id: string, at: Date): Promise<boolean> {
    const where = { id, projectId, acceptedAt: null, endedAt: null };
    return (await tx.invitation.updateMany({ where, data: { endedAt: at } })).count === 1;
  }

  async listInvitations(tx: Tx, projectId: string, page: PageQuery): Promise<InvitationRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, {
      table: 'invitation',
      prefix: 'inv_',
    });
    return arrange(await tx.invitation.findMany({ where: { projectId, ...within }, orderBy, take }));
  }
}
