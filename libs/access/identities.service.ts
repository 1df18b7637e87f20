import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { denied } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { Db, type Tx } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import { loginRoles, type MemberRow } from '#projects/members.service.js';
import { PeopleService, type Person } from '#projects/people.service.js';
import { ProjectsService } from '#projects/projects.service.js';
import { AccessRepository, type IdentityRow } from './access.repository.js';
import type { LoginSettings } from './access-settings.js';
import { claimValues, rolesByProject } from './claim-roles.js';
import { InvitationsService } from './invitations.service.js';

export type PersonClaims = Readonly<Record<string, unknown>> & { iss: string; sub: string };

/** People as their provider names them (issuer and subject), and the members that they are. */
@Injectable()
export class IdentitiesService {
  constructor(
    private readonly db: Db,
    private readonly rows: AccessRepository,
    private readonly people: PeopleService,
    private readonly projects: ProjectsService,
    private readonly invitations: InvitationsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Whoever has just logged in: takes the invitations to a verified address and the roles of the claims, and answers the
   * memberships. Throws denied `domain_not_allowed`, `email_not_verified`, `not_a_member`; then nothing is kept.
   */
  async enter(claims: PersonClaims, settings: LoginSettings, requestId: string) {
    const email = typeof claims['email'] === 'string' ? claims['email'].toLowerCase() : null;
    const verified = claims['email_verified'] === true;
    assertDomain(email, verified, settings.allowedDomains);
    return this.db.tx({ projectId: '*' }, async (tx) => {
      const identity = await this.rows.upsertIdentity(tx, {
        ...{ id: newId('idn_'), issuer: claims.iss, subject: claims.sub, createdAt: this.clock.now() },
        ...{ email: verified ? (email?.slice(0, 254) ?? null) : null, name: textOf(claims['name']) },
      });
      const person = { identity: identity.id, email: identity.email, name: identity.name };
      if (identity.email) await this.invitations.accept(tx, person, requestId);
      await this.takeClaims(tx, person, { claims, settings, requestId });
      const memberships = await this.membershipsIn(tx, identity.id);
      if (memberships.length === 0) throw stranger(email, verified);
      return { identity, memberships };
    });
  }

  /** Where the person may do anything at all, as of now. */
  memberships(identity: IdentityRow): Promise<MemberRow[]> {
    return this.db.tx({ projectId: '*' }, (tx) => this.membershipsIn(tx, identity.id));
  }

  private async membershipsIn(tx: Tx, identity: string): Promise<MemberRow[]> {
    const all = await this.people.membershipsOf(tx, identity);
    return all.filter((one) => loginRoles(one).length > 0);
  }

  /** What a claim gave at the last login ends where it no longer gives it; a member who was removed stays out. */
  private async takeClaims(
    tx: Tx,
    person: Person,
    { claims, settings, requestId }: { claims: PersonClaims; settings: LoginSettings; requestId: string },
  ): Promise<void> {
    const given = rolesByProject(settings.claimRoles, claimValues(claims, settings.roleClaim));
    const ctx = (projectId: string, member: string): Ctx => ({
      ...{ projectId, actor: person.identity, member, roles: [], requestId },
    });
    const seen = new Set<string>();
    for (const [name, roles] of given) {
      const project = await this.projects.findByName(tx, name);
      if (!project) continue;
      seen.add(project.id);
      const member = await this.people.memberOf(tx, project.id, person.identity);
      if (!member) await this.people.add(tx, ctx(project.id, 'system'), person, { claimRoles: roles });
      else if (!member.removedAt)
        await this.people.setClaimRoles(tx, ctx(project.id, member.id), member, roles);
    }
    for (const member of await this.people.membershipsOf(tx, person.identity))
      if (!seen.has(member.projectId))
        await this.people.setClaimRoles(tx, ctx(member.projectId, member.id), member, []);
  }
}

function assertDomain(email: string | null, verified: boolean, allowed: readonly string[]): void {
  if (allowed.length === 0) return;
  if (email !== null && !verified) throw stranger(email, verified);
  const domain = email?.slice(email.lastIndexOf('@') + 1) ?? '';
  if (!allowed.includes(domain))
    throw denied(
      'domain_not_allowed',
      'Addresses of this domain may not log in here (LUTHIER_OIDC_ALLOWED_DOMAINS).',
    );
}

function stranger(email: string | null, verified: boolean) {
  return email !== null && !verified
    ? denied(
        'email_not_verified',
        'The identity provider has not verified your e-mail address: have it verified there.',
      )
    : denied('not_a_member', 'You are no member of any project here: ask an admin for an invitation.');
}

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 100) : null;
