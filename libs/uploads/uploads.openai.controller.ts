import { Controller, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { receivePart } from '#files/multipart.js';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import * as contract from './uploads.contract.js';
import { UploadsService } from './uploads.service.js';

@Controller()
export class UploadsOpenAiController {
  constructor(private readonly uploads: UploadsService) {}

  @Route(contract.createUpload)
  create(@Input() { ctx, body }: InputOf<typeof contract.createUpload>) {
    return this.uploads.create(ctx, body);
  }

  @Route(contract.addUploadPart)
  async addPart(
    @Input() { ctx, params }: InputOf<typeof contract.addUploadPart>,
    @Req() request: FastifyRequest,
  ) {
    await this.uploads.get(ctx, params.id); // before its bytes are read
    return this.uploads.addPart(ctx, params.id, await receivePart(request.raw));
  }

  @Route(contract.completeUpload)
  complete(@Input() { ctx, params, body }: InputOf<typeof contract.completeUpload>) {
    return this.uploads.complete(ctx, params.id, body);
  }

  @Route(contract.cancelUpload)
  cancel(@Input() { ctx, params }: InputOf<typeof contract.cancelUpload>) {
    return this.uploads.cancel(ctx, params.id);
  }
}
