import { Controller, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import * as contract from './reviews.contract.js';
import { ReviewsService } from './reviews.service.js';

@Controller()
export class ReviewsController {
  constructor(private readonly reviews: ReviewsService) {}

  @Route(contract.listReviews)
  list(@Input() { ctx, query }: InputOf<typeof contract.listReviews>) {
    return this.reviews.list(ctx, query);
  }

  @Route(contract.getReview)
  get(@Input() { ctx, params }: InputOf<typeof contract.getReview>) {
    return this.reviews.get(ctx, params.id);
  }

  @Route(contract.getDocument)
  async document(
    @Input() { ctx, params }: InputOf<typeof contract.getDocument>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const bytes = await this.reviews.document(ctx, params.id);
    void reply
      .type('application/octet-stream')
      .header('content-disposition', 'attachment; filename="grant"')
      .send(Buffer.from(bytes));
  }

  @Route(contract.approve)
  approve(@Input() { ctx, params, ifMatch, body }: InputOf<typeof contract.approve>) {
    return this.reviews.approve(ctx, { id: params.id, ifMatch }, body);
  }

  @Route(contract.reject)
  reject(@Input() { ctx, params, ifMatch, body }: InputOf<typeof contract.reject>) {
    return this.reviews.reject(ctx, { id: params.id, ifMatch }, body);
  }

  @Route(contract.waive)
  waive(@Input() { ctx, params, ifMatch, body }: InputOf<typeof contract.waive>) {
    return this.reviews.waive(ctx, { id: params.id, ifMatch }, body);
  }

  @Route(contract.comment)
  comment(@Input() { ctx, params, body }: InputOf<typeof contract.comment>) {
    return this.reviews.comment(ctx, params.id, body);
  }

  @Route(contract.revoke)
  revoke(@Input() { ctx, params, ifMatch, body }: InputOf<typeof contract.revoke>) {
    return this.reviews.revoke(ctx, { id: params.id, ifMatch }, body);
  }

  @Route(contract.delegate)
  delegate(@Input() { ctx, params, ifMatch, body }: InputOf<typeof contract.delegate>) {
    return this.reviews.delegate(ctx, { id: params.id, ifMatch }, body);
  }

  @Route(contract.bulk)
  bulk(@Input() { ctx, body }: InputOf<typeof contract.bulk>) {
    return this.reviews.bulk(ctx, body);
  }
}
