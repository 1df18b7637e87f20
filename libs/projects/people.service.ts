import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import type { Ctx, Role } from '#kernel/context.js';
import { newId } from '#kernel/ids.js';
// eslint-disable-next-line luthier/slice-order -- who becomes a member is audited like everything else
import { AuditService } from '#audit/audit.service.js';
import type { Tx } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import { type MemberRow, MembersRepository } from './members.repository.js';

/** A person as an identity provider knows them. */
export interface Person {
  identity: string;
  email: string | null;
  name: string | null;
}

/** Members as people who log in: one person, a member in each of their projects. All within the caller's transaction. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly rows: MembersRepository,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  membershipsOf(tx: Tx, identity: string): Promise<MemberRow[]> {
    return this.rows.ofIdentity(tx, identity);
  }

  /** The person's member in this project, also a removed one. */
  memberOf(tx: Tx, projectId: string, identity: string): Promise<MemberRow | null> {
    return this.rows.findOfIdentity(tx, projectId, identity);
  }

  /** A new member that is this person. */
  async add(
    tx: Tx,
    ctx: Ctx,
    person: Person,
    roles: { roles?: Role[]; claimRoles?: Role[] },
  ): Promise<MemberRow> {
    const row = await this.rows.insert(tx, {
      ...{ id: newId('mem_'), projectId: ctx.projectId, kind: 'person', createdAt: this.clock.now() },
      ...{ name: await this.freeName(tx, ctx.projectId, person), email: person.email },
      ...{ identityId: person.identity, roles: roles.roles ?? [], claimRoles: roles.claimRoles ?? [] },
    });
    await this.note(tx, ctx, row, {
      action: 'member.added',
      facts: { name: row.name, kind: 'person', ...roles },
    });
    return row;
  }

  /** An existing member turns out to be this person; one that was removed is back, for it is the same person. */
  async link(tx: Tx, ctx: Ctx, member: MemberRow, person: Person, roles: Role[]): Promise<MemberRow> {
    const all = member.removedAt ? roles : [...new Set([...member.roles, ...roles])].sort();
    const data = { identityId: person.identity, roles: all, email: person.email, removedAt: null };
    const row = await this.rows.updateLogin(tx, member.id, data);
    await this.note(tx, ctx, row, {
      action: 'member.linked',
      facts: { identity: person.identity, roles: all },
    });
    return row;
  }

  /** What the claims of a login say replaces what those of the last one said. */
  async setClaimRoles(tx: Tx, ctx: Ctx, member: MemberRow, roles: Role[]): Promise<void> {
    if (member.claimRoles.join() === roles.join()) return;
    await this.rows.updateLogin(tx, member.id, { claimRoles: roles });
    const facts = { before: member.claimRoles, claim_roles: roles };
    await this.note(tx, ctx, member, { action: 'member.roles_set', facts });
  }

  private note(tx: Tx, ctx: Ctx, { id }: MemberRow, of: { action: string; facts: Record<string, unknown> }) {
    return this.audit.append(tx, ctx, { ...of, targetType: 'member', targetId: id });
  }

  /** A name stands for one person of a project, for good. */
  private async freeName(tx: Tx, projectId: string, { name, email, identity }: Person): Promise<string> {
    const clean = (text: string) =>
      text
        .replace(/[\p{Cc}\p{Bidi_Control}]/gu, '')
        .trim()
        .slice(0, 60);
    const usable = (text: string) => text !== '' && text !== 'system' && !text.startsWith('mem_');
    const wanted = [clean(name ?? ''), clean(email ?? '')].filter(usable);
    const last = `${wanted[0] ?? 'member'} (${identity.slice(-8)})`;
    for (const one of [...wanted, last])
      if (!(await this.rows.find(tx, { projectId, name: one }))) return one;
    return `${wanted[0] ?? 'member'} (${newId('').slice(-12)})`;
  }
}
