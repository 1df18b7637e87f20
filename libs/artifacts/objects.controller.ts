import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { denied, notFound } from '#kernel/errors.js';
import { OBJECT_STORE, type ObjectStorePort } from '#platform/object-store.port.js';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { getObject } from './artifacts.contract.js';
import { byteRange } from './byte-range.js';
import { SIGNED_URLS, type SignedUrls } from './signed-url.js';

/** The door behind signed links of the filesystem store; an S3 store has its own. */
@Controller()
export class ObjectsController {
  constructor(
    @Inject(OBJECT_STORE) private readonly store: ObjectStorePort,
    @Inject(SIGNED_URLS) private readonly urls: SignedUrls,
  ) {}

  @Route(getObject)
  async read(
    @Input() { params, query }: InputOf<typeof getObject>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const link = this.urls.verify(params.sha256, query);
    if (!link) throw denied('invalid_signature', 'The link was altered or has expired; ask for a new one.');
    const stored = await this.store.has(link.sha256);
    if (!stored) throw notFound('object_not_found', 'The object is no longer in the store.');
    const range = byteRange(request.headers.range, stored.sizeBytes);
    const length = range ? range.end - range.start + 1 : stored.sizeBytes;
    reply
      .status(range ? 206 : 200)
      .header('content-type', 'application/octet-stream')
      .header('content-length', String(length))
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(link.filename)}`)
      .header('accept-ranges', 'bytes')
      .header('etag', `"${link.sha256}"`)
      .header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "sandbox; default-src 'none'")
      .header('cache-control', 'private, no-store');
    if (range) reply.header('content-range', `bytes ${range.start}-${range.end}/${stored.sizeBytes}`);
    return reply.send(await this.store.open(link.sha256, range ?? undefined));
  }
}
