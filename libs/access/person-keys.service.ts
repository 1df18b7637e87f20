import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { denied, invalid } from '#kernel/errors.js';
import { Db, isUniqueViolation } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import { loginRoles, type MemberRow } from '#projects/members.service.js';
import { ProjectsService } from '#projects/projects.service.js';
import { ACCESS_SETTINGS, type AccessSettings } from './access-settings.js';
import { ExchangeService } from './exchange.service.js';
import { IdentitiesService } from './identities.service.js';
import { refused, type TokenClaims } from './issuer-tokens.service.js';

/** An identity token of the command line's own login is minutes old. */
const MAX_AGE_SECONDS = 600;

/** The command line logs in at the provider itself, and gives the identity token for a key that ends like a session. */
@Injectable()
export class PersonKeys {
  constructor(
    private readonly db: Db,
    private readonly identities: IdentitiesService,
    private readonly projects: ProjectsService,
    private readonly tokens: ExchangeService,
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Whether a token of this issuer and audience is a person's login by the command line. */
  takes(of: { issuer: string; audience: string }): boolean {
    const { login } = this.settings;
    return login !== null && login.issuer === of.issuer && login.cliClientId === of.audience;
  }

  /** Throws what `enter` throws, `invalid_grant`, and `project_required` where the person is in several. */
  async give(claims: TokenClaims, project: string | undefined, requestId: string) {
    const now = this.clock.now();
    if (now.getTime() / 1000 - claims.iat > MAX_AGE_SECONDS)
      throw refused('its login is older than ten minutes');
    await this.spend(claims, now);
    const { identity, memberships } = await this.identities.enter(claims, this.settings.login!, requestId);
    const member = await this.chosen(memberships, project);
    const seconds = Math.floor(this.settings.sessionMs / 1000);
    const expiresAt = new Date(now.getTime() + seconds * 1000);
    const ctx: Ctx = {
      ...{ projectId: member.projectId, actor: identity.id, member: member.id, kind: 'person', requestId },
      roles: loginRoles(member),
    };
    const { row, key } = await this.db.tx(ctx, (tx) =>
      this.projects.insertKey(tx, ctx, {
        ...{ name: 'command line', roles: loginRoles(member), member: member.id, expiresAt, origin: 'login' },
        facts: { identity: identity.id },
      }),
    );
    return {
      access_token: key,
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token' as const,
      token_type: 'Bearer' as const,
      expires_in: seconds,
      scope: '',
      api_key: row.id,
      project: member.projectId,
    };
  }

  private async spend(claims: TokenClaims, now: Date): Promise<void> {
    try {
      await this.db.tx({ projectId: '*' }, (tx) => this.tokens.spend(tx, claims, now));
    } catch (error) {
      throw isUniqueViolation(error) ? refused('it was exchanged before') : error;
    }
  }

  private async chosen(memberships: readonly MemberRow[], project: string | undefined): Promise<MemberRow> {
    if (project === undefined && memberships.length === 1) return memberships[0]!;
    const named =
      project === undefined
        ? null
        : await this.db.tx({ projectId: '*' }, (tx) => this.projects.findByName(tx, project));
    const found = memberships.find((one) => one.projectId === project || one.projectId === named?.id);
    if (found) return found;
    if (project !== undefined) throw denied('project_mismatch', `You are no member of project '${project}'.`);
    const ids = memberships.map((one) => one.projectId).join(', ');
    throw invalid('project_required', `Name the project: you are in ${ids}.`, { param: 'project' });
  }
}
