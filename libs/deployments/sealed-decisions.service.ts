import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import type { Tx } from '#platform/db.js';
import { type Lapse, LicensesService } from '#licenses/licenses.service.js';
import { type Envelope, type Statement, VERIFIER, type Verifier } from '#platform/dsse.js';
import { CLOCK } from '#platform/tokens.js';
import { assertSealed, type Claimed, type DecisionColumns, VerificationFault } from './seal.js';

interface Opened {
  statement: Statement;
  columns: DecisionColumns;
  readAtMs: number;
}

/** Routing reads a decision's row again after so long; what the row says meanwhile is held against every request. */
export const REREAD_MS = 5_000;
const MOST_KEPT = 1_000;

/** Signed decisions, opened with public keys alone. */
@Injectable()
export class SealedDecisions {
  private readonly opened = new Map<string, Opened>();

  constructor(
    private readonly licenses: LicensesService,
    @Inject(VERIFIER) private readonly verifier: Verifier,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Before an engine starts: reads the row. Throws VerificationFault. */
  async assert(ctx: Ctx, claimed: Claimed): Promise<void> {
    this.hold(await this.open(ctx, claimed.decisionId), claimed);
  }

  /** For every request: the row may be REREAD_MS old, ends are asked of the clock. Throws VerificationFault. */
  async assertLately(ctx: Ctx, claimed: Claimed): Promise<void> {
    const known = this.opened.get(claimed.decisionId);
    const fresh = known && this.clock.now().getTime() - known.readAtMs < REREAD_MS;
    this.hold(fresh ? known : await this.open(ctx, claimed.decisionId), claimed);
  }

  /** Why it does not hold any more, as the reviews behind it stand now. */
  lapsesOf(tx: Tx, ctx: Ctx, decisionId: string): Promise<Lapse[]> {
    return this.licenses.lapsesOf(tx, ctx, decisionId);
  }

  private hold({ statement, columns }: Opened, claimed: Claimed): void {
    assertSealed(statement, columns, claimed, this.clock.now().getTime());
  }

  private async open(ctx: Ctx, id: string): Promise<Opened> {
    this.opened.delete(id);
    const row = await this.licenses.getDecision(ctx, id);
    const { projectId, gate, subjectId, subjectDigest, verdict } = row;
    const opened: Opened = {
      statement: this.verified(row.envelope as unknown as Envelope, id),
      columns: { projectId, gate, subjectId, subjectDigest, verdict },
      readAtMs: this.clock.now().getTime(),
    };
    const [oldest] = this.opened.keys();
    if (this.opened.size >= MOST_KEPT && oldest) this.opened.delete(oldest);
    this.opened.set(id, opened);
    return opened;
  }

  private verified(envelope: Envelope, id: string): Statement {
    try {
      return this.verifier.verify(envelope);
    } catch (error) {
      throw new VerificationFault(
        'decision_signature',
        `Decision ${id} is not signed by this installation: ${(error as Error).message}.`,
      );
    }
  }
}
