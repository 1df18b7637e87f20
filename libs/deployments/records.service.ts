import { Inject, Injectable } from '@nestjs/common';
import { type Clock, unix, unixOrNull } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { conflict, notFound } from '#kernel/errors.js';
import { type PromotionRecord, type RecordFile } from '#kernel/promotion-record.js';
import { LicensesService } from '#licenses/licenses.service.js';
import { Db } from '#platform/db.js';
import { type Envelope, VERIFIER, type Verifier } from '#platform/dsse.js';
import { CLOCK } from '#platform/tokens.js';
import { DeploymentsRepository } from './deployments.repository.js';

/** The signed record of a promotion, with all that is needed to check it elsewhere. */
@Injectable()
export class RecordsService {
  constructor(
    private readonly db: Db,
    private readonly rows: DeploymentsRepository,
    private readonly licenses: LicensesService,
    @Inject(VERIFIER) private readonly verifier: Verifier,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Throws not_found `promotion_not_found` and `promotion_has_no_record` (asked for before records were kept), conflict
   * `record_not_signed` where its signature is not by a trusted key: what is shown is what was signed, or nothing.
   */
  async get(ctx: Ctx, id: string): Promise<RecordFile> {
    const row = await this.db.tx(ctx, (tx) => this.rows.findPromotion(tx, id));
    if (!row) throw notFound('promotion_not_found', `No promotion '${id.slice(0, 80)}'.`);
    const envelope = row.envelope as unknown as Envelope | null;
    if (!envelope || !row.decisionId)
      throw notFound(
        'promotion_has_no_record',
        `Promotion ${row.id} has no record; promote again to get one.`,
      );
    const record = this.signed(envelope, row.id);
    const key = envelope.signatures[0]?.keyid ?? '';
    const decision = await this.licenses.getDecision(ctx, row.decisionId);
    return {
      object: 'promotion_record',
      id: row.id,
      record,
      envelope,
      decision_envelope: decision.envelope as unknown as Envelope,
      key_id: key,
      public_key: this.verifier.publicKeyPem(key),
      status: {
        state: row.state,
        finished_at: unixOrNull(row.finishedAt),
        failure: row.failure,
        as_of: unix(this.clock.now()),
      },
    };
  }

  private signed(envelope: Envelope, id: string): PromotionRecord {
    try {
      return this.verifier.verify(envelope).predicate as PromotionRecord;
    } catch (error) {
      throw conflict(
        'record_not_signed',
        `The record of promotion ${id} is not signed by this installation: ${(error as Error).message}.`,
      );
    }
  }
}
