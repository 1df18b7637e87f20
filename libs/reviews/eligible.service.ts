import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '#platform/db.js';
import { holds, loginRoles, type MemberRow, MembersService } from '#projects/members.service.js';
import { REACH, type ReachPort } from './reach.port.js';
import { askersAmong } from './review-rules.js';
import type { ReviewRow } from './reviews.repository.js';

/** Who asked a review's question, and who could answer it. */
@Injectable()
export class EligibleService {
  constructor(
    private readonly members: MembersService,
    @Inject(REACH) private readonly reach: ReachPort,
  ) {}

  /** Members who asked for it, or made its subject. */
  async askers(tx: Tx, row: ReviewRow): Promise<Set<string>> {
    return new Set([...row.requestedBy, ...(await this.reach.makers(tx, row.subjectId))]);
  }

  /** Approvers, by name, who were removed or hold the role no more. */
  async lost(tx: Tx, row: ReviewRow): Promise<string[]> {
    if (row.state !== 'approved' && row.state !== 'waived') return [];
    const known = await this.members.named(
      tx,
      row.approvals.map((one) => one.member),
    );
    return row.approvals.filter((one) => !holds(known.get(one.member), 'reviewer')).map((one) => one.name);
  }

  /** Members who made a subject. */
  makers(tx: Tx, subjectId: string): Promise<readonly string[]> {
    return this.reach.makers(tx, subjectId);
  }

  async isAlone(tx: Tx, projectId: string): Promise<boolean> {
    return (await this.members.liveCount(tx, projectId)) === 1;
  }

  /** Who may not answer it: they, and who called the model. */
  async barred(tx: Tx, row: ReviewRow): Promise<Set<string>> {
    return new Set([...(await this.askers(tx, row)), ...row.calledBy]);
  }

  /** Whether one of its live keys may review and came through no asker's hands; a sentence where none may. */
  async whyNot(tx: Tx, row: ReviewRow, member: MemberRow): Promise<string | null> {
    if (!holds(member, 'reviewer')) return 'holds no key with the role reviewer';
    const askers = await this.askers(tx, row);
    if (askers.has(member.id) || row.calledBy.includes(member.id)) return 'asked for it';
    if (loginRoles(member).some((role) => role === 'reviewer' || role === 'admin')) return null;
    for (const key of member.keys) {
      if (!key.roles.some((role) => role === 'reviewer' || role === 'admin')) continue;
      const hands = await this.members.handsOf(tx, { member: member.id, key: key.id });
      if (askersAmong(hands, askers).length === 0) return null;
    }
    return 'holds no key that came from anybody but who asks for it (luthier key rotate)';
  }
}
