import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import type { Clock } from '#kernel/clock.js';
import { systemCtx } from '#kernel/context.js';
import { done, type Outcome } from '#kernel/outcome.js';
import { Db } from '#platform/db.js';
import { failpoint } from '#platform/failpoints.js';
import type { Handler } from '#platform/handler.js';
import { CLOCK } from '#platform/tokens.js';
import { MembersService } from '#projects/members.service.js';
import { type Delivery, MAIL, type MailSettings } from './mail.port.js';
import { type MailRow, MailRepository } from './mail.repository.js';
import { nextTry } from './mail-retry.js';
import { htmlOf, messageIdOf, type Notice, subjectOf, textOf } from './mail-text.js';

type Settled = Parameters<MailRepository['settle']>[2];

/**
 * Hands mails to the server: claim, send, write down. A worker that dies in between leaves a lease that ends; the mail is then
 * sent again under the same Message-ID.
 */
@Injectable()
export class MailProcessor implements Handler {
  readonly topic = 'mail';

  constructor(
    private readonly db: Db,
    private readonly rows: MailRepository,
    private readonly members: MembersService,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(MAIL) private readonly settings: MailSettings | null,
  ) {}

  due(limit: number): Promise<string[]> {
    if (!this.settings) return Promise.resolve([]);
    return this.db.tx(systemCtx(), (tx) => this.rows.due(tx, this.clock.now(), limit));
  }

  async step(id: string): Promise<Outcome> {
    if (!this.settings) return done();
    const { leaseSeconds } = this.settings;
    const now = this.clock.now();
    const until = new Date(now.getTime() + leaseSeconds * 1000);
    const claimed = await this.db.tx(systemCtx(), async (tx) => {
      const mail = await this.rows.claim(tx, id, { now, until });
      return mail && { mail, to: (await this.members.named(tx, [mail.memberId])).get(mail.memberId) };
    });
    if (!claimed) return done();
    failpoint('mail.claimed');
    const { mail, to } = claimed;
    const address = to && !to.removedAt && to.notify !== 'none' ? to.email : null;
    if (address === null) {
      await this.settle(mail, 'mail.dropped', {
        state: 'dropped',
        lastError: 'the member takes no mail any more',
      });
      return done();
    }
    const delivery = await this.send(this.settings, mail, address);
    failpoint('mail.handed_over');
    await this.write(mail, address, delivery);
    return done();
  }

  /** A third of the lease is left for writing down what came of it. */
  private send(settings: MailSettings, mail: MailRow, to: string): Promise<Delivery> {
    const notices = mail.notices.map(({ content }) => content as unknown as Notice);
    const { from, publicUrl } = settings;
    return settings.transport.send(
      {
        ...{ messageId: messageIdOf(mail.id, from), from, to, date: mail.firstTriedAt ?? mail.createdAt },
        ...{
          subject: subjectOf(notices),
          text: textOf(notices, publicUrl),
          html: htmlOf(notices, publicUrl),
        },
      },
      (settings.leaseSeconds * 1000 * 2) / 3,
    );
  }

  private async write(mail: MailRow, address: string, delivery: Delivery): Promise<void> {
    if (delivery.kind === 'accepted') {
      await this.settle(mail, 'mail.sent', { state: 'sent', lastError: null, address });
      return;
    }
    const now = this.clock.now();
    const firstTriedAt = mail.firstTriedAt ?? now;
    const again =
      delivery.kind === 'refused'
        ? null
        : nextTry({ ...{ firstTriedAt, now }, attempts: mail.attempts, random: Math.random() });
    const lastError = delivery.why;
    if (again === null) await this.settle(mail, 'mail.dead', { state: 'dead', lastError, address });
    else await this.settle(mail, null, { state: 'waiting', lastError, address, nextAttemptAt: again });
  }

  private async settle(mail: MailRow, action: string | null, data: Settled): Promise<void> {
    const ended = action === null ? {} : { finishedAt: this.clock.now(), nextAttemptAt: null };
    await this.db.tx(systemCtx(), async (tx) => {
      if (!(await this.rows.settle(tx, mail, { ...data, ...ended })) || action === null) return;
      await this.audit.append(tx, systemCtx(mail.projectId, 'mail'), {
        ...{ action, targetType: 'mail', targetId: mail.id },
        facts: {
          ...{ member: mail.memberId, attempts: mail.attempts, error: data.lastError ?? null },
          about: mail.notices.map(({ kind, subjectId }) => `${kind} ${subjectId}`),
        },
      });
    });
  }
}
