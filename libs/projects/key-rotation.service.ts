import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import type { Ctx, Role } from '#kernel/context.js';
import { conflict, invalid, notFound } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
// eslint-disable-next-line luthier/slice-order -- a rotation is audited like everything else
import { AuditService } from '#audit/audit.service.js';
import { Db, type Tx } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import { newApiKey } from './api-key.js';
import { type KeyWithMember, ProjectsRepository } from './projects.repository.js';
import { keyState, ProjectsService } from './projects.service.js';
import { keyView } from './projects.view.js';

export interface Rotation {
  overlap_seconds: number;
  expires_at?: number | null | undefined;
}

/** A new key in the place of an old one, with the same member, roles and scopes. */
@Injectable()
export class KeyRotation {
  constructor(
    private readonly db: Db,
    private readonly rows: ProjectsRepository,
    private readonly projects: ProjectsService,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * The old key opens for `overlap_seconds` more, never longer than it would have. Without an `expires_at` the new one lives as
   * long as the old one was to live. Throws conflict `api_key_rotated` for a key that has a successor already.
   */
  async rotate(ctx: Ctx, id: string, { overlap_seconds: overlap, expires_at }: Rotation) {
    return this.db.tx(ctx, async (tx) => {
      const old = await this.rotatable(tx, ctx, id);
      this.projects.assertMayGive(ctx, old.member, { roles: old.roles as Role[], scopes: old.scopes });
      const now = this.clock.now();
      const { row, key } = await this.projects.insertKey(tx, ctx, {
        ...{ name: old.name, roles: old.roles as Role[], member: old.memberId, scopes: old.scopes },
        expiresAt: expires_at === undefined ? this.sameLife(old, now) : this.projects.expiry(expires_at),
        firstOfLine: old.firstOfLine ?? old.id,
        facts: { replaces: old.id },
      });
      const until = new Date(now.getTime() + overlap * 1000);
      const end = overlap === 0 ? { revokedAt: now } : { expiresAt: earlier(old.expiresAt, until) };
      if (!(await this.rows.replaceKey(tx, old.id, { rotatedTo: row.id, ...end }))) throw rotated(old.id);
      await this.audit.append(tx, ctx, {
        action: 'api_key.rotated',
        targetType: 'api_key',
        targetId: old.id,
        facts: { by: row.id, overlap_seconds: overlap },
      });
      return { ...keyView(row), key };
    });
  }

  /**
   * A new key in the place of the one that the caller came with, which ends when the new one is first used. Only the caller has
   * seen it: what is done with it was done by its member, whoever handed out the key before.
   */
  async rotateOwn(ctx: Ctx) {
    return this.db.tx(ctx, async (tx) => {
      const old = await this.rows.findKey(tx, ctx.projectId, ctx.actor);
      if (!old) throw conflict('api_key_ended', 'The key has been replaced or revoked meanwhile.');
      if (old.origin !== 'made')
        throw conflict('api_key_own', 'A key that a login or a token gave is yours alone already.');
      const { id, sha256, hint, key } = { id: newId('key_'), ...newApiKey() };
      const row = await this.rows.insertKey(tx, {
        ...{ id, projectId: ctx.projectId, memberId: old.memberId, name: old.name, roles: old.roles },
        ...{ sha256, hint, isOwn: true, createdByMember: ctx.member, createdByKey: old.id },
        ...{ scopes: old.scopes, expiresAt: old.expiresAt, firstOfLine: old.firstOfLine ?? old.id },
      });
      await this.audit.append(tx, ctx, {
        action: 'api_key.rotated',
        targetType: 'api_key',
        targetId: row.id,
        facts: {
          replaces: old.id,
          member: old.memberId,
          handed_out_by: old.isOwn ? null : old.createdByMember,
        },
      });
      return { ...keyView(row), key };
    });
  }

  /** As long as the old key was to live, within the limit of the installation. */
  private sameLife({ expiresAt, createdAt }: KeyWithMember, now: Date): Date | null {
    const limit = this.projects.expiry(null);
    if (!expiresAt) return limit;
    return earlier(limit, new Date(now.getTime() + expiresAt.getTime() - createdAt.getTime()));
  }

  private async rotatable(tx: Tx, ctx: Ctx, id: string): Promise<KeyWithMember> {
    const old = await this.rows.findKeyById(tx, ctx.projectId, id);
    if (!old || keyState(old, this.clock.now()) !== 'live')
      throw notFound('api_key_not_found', `No API key '${id}' that is still valid.`);
    if (old.rotatedTo) throw rotated(id);
    if (old.origin !== 'made')
      throw invalid(
        'invalid_value',
        'A key that a login or a token gave is not rotated: get another in the same way.',
        {
          param: 'id',
        },
      );
    return old;
  }
}

const rotated = (id: string) =>
  conflict('api_key_rotated', `API key '${id}' has a successor already; GET /v1/api_keys names it.`);

const earlier = (one: Date | null, other: Date): Date => (one && one < other ? one : other);
