import { createHash } from 'node:crypto';
import { Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '#kernel/errors.js';
import { PAGE_STYLE } from '#kernel/record-style.js';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import * as contract from './counsel.contract.js';
import { CounselService } from './counsel.service.js';
import { CounselViewService } from './counsel-view.service.js';
import { counselPage, nothingPage } from './counsel-page.js';

/** Nothing runs, nothing is fetched, and no other page may frame it; the one style is named by its hash. */
const PAGE_HEADERS = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(PAGE_STYLE).digest('base64')}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow, noarchive',
  vary: 'accept',
};

@Controller()
export class CounselController {
  constructor(
    private readonly links: CounselService,
    private readonly views: CounselViewService,
  ) {}

  @Route(contract.getFile)
  file(@Input() { ctx, params }: InputOf<typeof contract.getFile>) {
    return this.views.file(ctx, params.id);
  }

  @Route(contract.createLink)
  create(@Input() { ctx, params, body }: InputOf<typeof contract.createLink>) {
    return this.links.create(ctx, params.id, body);
  }

  @Route(contract.listLinks)
  list(@Input() { ctx, query }: InputOf<typeof contract.listLinks>) {
    return this.links.list(ctx, query);
  }

  @Route(contract.revokeLink)
  revoke(@Input() { ctx, params }: InputOf<typeof contract.revokeLink>) {
    return this.links.revoke(ctx, params.id);
  }

  @Route(contract.openLink)
  async open(
    @Input() { params }: InputOf<typeof contract.openLink>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const accept = request.headers.accept ?? '';
    const isBrowser = /\btext\/html\b/.test(accept);
    const format = !isBrowser && /\bapplication\/json\b/.test(accept) ? 'json' : 'html';
    void reply.headers(PAGE_HEADERS);
    try {
      const link = await this.links.open(params.token, { requestId: request.id, format });
      const file = await this.views.of(link, request.id);
      if (format === 'json') return await reply.send(file);
      return await reply.type('text/html; charset=utf-8').send(counselPage(file));
    } catch (error) {
      if (!isBrowser || !(error instanceof AppError) || error.kind === 'unavailable') throw error;
      const status = error.kind === 'limited' ? 429 : 404;
      return reply
        .code(status)
        .headers(error.details.headers ?? {})
        .type('text/html; charset=utf-8')
        .send(nothingPage(error.message));
    }
  }
}
