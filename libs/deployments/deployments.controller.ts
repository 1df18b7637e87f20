import { createHash } from 'node:crypto';
import { Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { recordPage } from '#kernel/record-page.js';
import { PAGE_STYLE } from '#kernel/record-style.js';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { ServingUsageService } from '#serving-usage/serving-usage.service.js';
import { ServingTrafficService } from '#serving-usage/traffic.service.js';
import * as contract from './deployments.contract.js';
import { DeploymentsService } from './deployments.service.js';
import { deploymentView } from './deployments.view.js';
import { PromotionsService } from './promotions.service.js';
import { RecordsService } from './records.service.js';

/** Nothing runs and nothing is fetched; the one style is named by its hash. */
const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(PAGE_STYLE).digest('base64')}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

@Controller()
export class DeploymentsController {
  constructor(
    private readonly promotions: PromotionsService,
    private readonly deployments: DeploymentsService,
    private readonly records: RecordsService,
    private readonly served: ServingUsageService,
    private readonly measured: ServingTrafficService,
  ) {}

  @Route(contract.createPromotion)
  promote(@Input() { ctx, body }: InputOf<typeof contract.createPromotion>) {
    return this.promotions.promote(ctx, body);
  }

  @Route(contract.listPromotions)
  listPromotions(@Input() { ctx, query }: InputOf<typeof contract.listPromotions>) {
    return this.promotions.list(ctx, query);
  }

  @Route(contract.getPromotion)
  getPromotion(@Input() { ctx, params }: InputOf<typeof contract.getPromotion>) {
    return this.promotions.get(ctx, params.id);
  }

  @Route(contract.promotionRecord)
  async record(
    @Input() { ctx, params, query }: InputOf<typeof contract.promotionRecord>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const file = await this.records.get(ctx, params.id);
    const wanted = query.format ?? (/\btext\/html\b/.test(request.headers.accept ?? '') ? 'html' : 'json');
    reply.header('vary', 'accept');
    if (wanted === 'json') return reply.send(file);
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', PAGE_POLICY)
      .header('content-disposition', `inline; filename="record-${file.id}.html"`)
      .send(recordPage(file));
  }

  @Route(contract.rollbackPromotion)
  rollback(@Input() { ctx, params }: InputOf<typeof contract.rollbackPromotion>) {
    return this.promotions.rollback(ctx, params.id);
  }

  @Route(contract.listDeployments)
  listDeployments(@Input() { ctx, query }: InputOf<typeof contract.listDeployments>) {
    return this.deployments.list(ctx, query);
  }

  @Route(contract.getDeployment)
  async getDeployment(@Input() { ctx, params }: InputOf<typeof contract.getDeployment>) {
    return deploymentView(await this.deployments.get(ctx, params.id));
  }

  @Route(contract.deploymentHealth)
  health(@Input() { ctx, params }: InputOf<typeof contract.deploymentHealth>) {
    return this.deployments.health(ctx, params.id);
  }

  @Route(contract.deploymentUsage)
  async usage(@Input() { ctx, params, query }: InputOf<typeof contract.deploymentUsage>) {
    const { id, versionId } = await this.deployments.get(ctx, params.id);
    return this.served.of(ctx, { version: versionId, deployment: id }, query);
  }

  @Route(contract.deploymentTraffic)
  async traffic(@Input() { ctx, params, query }: InputOf<typeof contract.deploymentTraffic>) {
    const { id, versionId, createdAt } = await this.deployments.get(ctx, params.id);
    return this.measured.of(ctx, { version: versionId, deployment: id, createdAt }, query);
  }
}
