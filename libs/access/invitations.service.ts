import { Inject, Injectable } from '@nestjs/common';
import { type Clock, unix, unixOrNull } from '#kernel/clock.js';
import type { Ctx, Role } from '#kernel/context.js';
import { conflict, invalid, notFound } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import { AuditService } from '#audit/audit.service.js';
import { Db, isUniqueViolation, type Tx } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import { type MemberRow, MembersService } from '#projects/members.service.js';
import { PeopleService, type Person } from '#projects/people.service.js';
import { assertRights } from '#projects/key-terms.js';
import type { CreateInvitation } from './access.contract.js';
import { AccessRepository, type InvitationRow } from './access.repository.js';

const DAY_MS = 86_400_000;

/** How people get in by login: whoever proves an address that was invited becomes a member. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly db: Db,
    private readonly rows: AccessRepository,
    private readonly members: MembersService,
    private readonly people: PeopleService,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws conflict `already_exists` while the address has an open invitation, denied `exceeds_own_rights`. */
  async create(ctx: Ctx, body: CreateInvitation) {
    assertRights({ roles: ctx.roles, scopes: ctx.scopes ?? [] }, { roles: body.roles, scopes: [] }, []);
    const { email, roles } = body;
    try {
      return await this.db.tx(ctx, async (tx) => {
        const now = this.clock.now();
        const member = body.member === undefined ? null : await this.loginless(tx, ctx, body.member);
        await this.rows.endExpired(tx, { projectId: ctx.projectId, email }, now);
        const row = await this.rows.insertInvitation(tx, {
          ...{ id: newId('inv_'), projectId: ctx.projectId, email, roles, memberId: member?.id ?? null },
          ...{ invitedBy: ctx.member, createdAt: now },
          expiresAt: new Date(now.getTime() + body.expires_in_days * DAY_MS),
        });
        await this.note(tx, ctx, row, 'invitation.created', { email, roles, member: row.memberId });
        return invitationView(row);
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw conflict('already_exists', `'${email}' has an open invitation already; withdraw that first.`, {
        param: 'email',
      });
    }
  }

  async list(ctx: Ctx, page: PageQuery) {
    const rows = await this.db.tx(ctx, (tx) => this.rows.listInvitations(tx, ctx.projectId, page));
    return pageOf(rows, page.limit, invitationView);
  }

  async withdraw(ctx: Ctx, id: string) {
    await this.db.tx(ctx, async (tx) => {
      if (!(await this.rows.withdrawInvitation(tx, ctx.projectId, id, this.clock.now())))
        throw notFound('invitation_not_found', `No open invitation '${id.slice(0, 80)}'.`);
      await this.note(tx, ctx, { id }, 'invitation.withdrawn', {});
    });
    return { id, object: 'invitation' as const, deleted: true };
  }

  /** Takes every open invitation to the person's address, which their provider has verified. */
  async accept(tx: Tx, person: Person, requestId: string): Promise<void> {
    for (const row of await this.rows.openInvitations(tx, person.email!, this.clock.now())) {
      if (!(await this.rows.acceptInvitation(tx, row.id, this.clock.now()))) continue;
      const ctx = {
        projectId: row.projectId,
        actor: person.identity,
        member: row.invitedBy,
        roles: [],
        requestId,
      };
      const member = await this.join(tx, ctx, row, person);
      await this.note(tx, { ...ctx, member: member.id }, row, 'invitation.accepted', { member: member.id });
    }
  }

  private async join(tx: Tx, ctx: Ctx, row: InvitationRow, person: Person): Promise<MemberRow> {
    const roles = row.roles as Role[];
    // somebody who was here before stays the same person, whatever the invitation names
    const own = await this.people.memberOf(tx, row.projectId, person.identity);
    if (own) return this.people.link(tx, ctx, own, person, roles);
    const named = row.memberId ? await this.members.find(tx, ctx, row.memberId) : null;
    return named && named.identityId === null && named.kind === 'person'
      ? this.people.link(tx, ctx, named, person, roles)
      : this.people.add(tx, ctx, person, { roles });
  }

  private async loginless(tx: Tx, ctx: Ctx, ref: string): Promise<MemberRow> {
    const member = await this.members.find(tx, ctx, ref);
    if (member?.kind === 'person' && member.identityId === null) return member;
    const why = !member
      ? 'is no member'
      : member.kind === 'person'
        ? 'has logged in already'
        : 'is a service account';
    throw invalid(
      'invalid_value',
      `'${ref}' ${why}: leave member out, or name a person who has not logged in.`,
      {
        param: 'member',
      },
    );
  }

  private note(tx: Tx, ctx: Ctx, { id }: { id: string }, action: string, facts: Record<string, unknown>) {
    return this.audit.append(tx, ctx, { action, targetType: 'invitation', targetId: id, facts });
  }
}

const invitationView = (row: InvitationRow) => ({
  id: row.id,
  object: 'invitation' as const,
  email: row.email,
  roles: row.roles,
  member: row.memberId,
  invited_by: row.invitedBy,
  created_at: unix(row.createdAt),
  expires_at: unix(row.expiresAt),
  accepted_at: unixOrNull(row.acceptedAt),
  withdrawn_at: unixOrNull(row.endedAt),
});
