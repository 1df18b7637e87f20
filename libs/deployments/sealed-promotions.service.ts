import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { type PromotionRecord, RECORD_PREDICATE } from '#kernel/promotion-record.js';
import { Db } from '#platform/db.js';
import { type Envelope, type Statement, VERIFIER, type Verifier } from '#platform/dsse.js';
import { CLOCK } from '#platform/tokens.js';
import { DeploymentsRepository, type DeploymentRow, type PromotionRow } from './deployments.repository.js';
import { VerificationFault } from './seal.js';
import { REREAD_MS } from './sealed-decisions.service.js';

interface Opened {
  promotion: PromotionRow;
  record: PromotionRecord;
  readAtMs: number;
}
const MOST_KEPT = 1_000;

/** What stands behind an alias was promoted: a signed record names it, the alias and the gates, of which none was unmet. */
@Injectable()
export class SealedPromotions {
  private readonly opened = new Map<string, Opened>();

  constructor(
    private readonly db: Db,
    private readonly rows: DeploymentsRepository,
    @Inject(VERIFIER) private readonly verifier: Verifier,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws VerificationFault. The answer is the promotion that made this deployment. */
  async assert(ctx: Ctx, row: DeploymentRow): Promise<PromotionRow> {
    return held(await this.open(ctx, row), row);
  }

  /** The same on rows that may be REREAD_MS old. */
  async assertLately(ctx: Ctx, row: DeploymentRow): Promise<PromotionRow> {
    const known = this.opened.get(row.id);
    const fresh = known && this.clock.now().getTime() - known.readAtMs < REREAD_MS;
    return held(fresh ? known : await this.open(ctx, row), row);
  }

  private async open(ctx: Ctx, row: DeploymentRow): Promise<Opened> {
    this.opened.delete(row.id);
    const promotion = await this.db.tx(ctx, (tx) => this.rows.promotionOf(tx, row.id));
    if (!promotion) throw mismatch(`No promotion made deployment ${row.id}.`);
    const { predicate, predicateType } = this.verified(promotion);
    if (predicateType !== RECORD_PREDICATE)
      throw mismatch(`What is signed for promotion ${promotion.id} is no record of a promotion.`);
    const opened = {
      promotion,
      record: predicate as PromotionRecord,
      readAtMs: this.clock.now().getTime(),
    };
    const [oldest] = this.opened.keys();
    if (this.opened.size >= MOST_KEPT && oldest) this.opened.delete(oldest);
    this.opened.set(row.id, opened);
    return opened;
  }

  private verified({ id, envelope }: PromotionRow): Statement {
    if (!envelope) throw mismatch(`Promotion ${id} is from before promotions were signed: promote again.`);
    try {
      return this.verifier.verify(envelope as unknown as Envelope);
    } catch (error) {
      throw mismatch(
        `The record of promotion ${id} is not signed by this installation: ${(error as Error).message}.`,
      );
    }
  }
}

function held({ promotion, record }: Opened, row: DeploymentRow): PromotionRow {
  const wanted: [string, string | undefined, string][] = [
    ['id', record.promotion.id, promotion.id],
    ['alias', record.promotion.alias, promotion.alias],
    ['project', record.project, row.projectId],
    ['model', record.model.id, promotion.modelId],
    ['version', record.model.version, row.versionId],
    ['decision', record.decision.id, row.decisionId],
    ['sha256', record.artifacts[0]?.sha256, row.artifactDigest],
  ];
  for (const [what, said, here] of wanted)
    if (said !== here)
      throw mismatch(
        `Promotion ${promotion.id} was signed with the ${what} ${String(said)}, not ${String(here)}.`,
      );
  const unmet = record.gates.find((gate) => gate.status === 'unmet');
  if (unmet) throw mismatch(`Promotion ${promotion.id} was signed with the gate '${unmet.name}' unmet.`);
  return promotion;
}

const mismatch = (message: string) => new VerificationFault('promotion_mismatch', message);
