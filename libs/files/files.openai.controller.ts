import { Controller, Req, StreamableFile } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import * as contract from './files.contract.js';
import { FilesService } from './files.service.js';
import { receiveFile } from './multipart.js';

@Controller()
export class FilesOpenAiController {
  constructor(private readonly files: FilesService) {}

  @Route(contract.createFile)
  async create(@Input() { ctx }: InputOf<typeof contract.createFile>, @Req() request: FastifyRequest) {
    return this.files.create(ctx, await receiveFile(request.raw));
  }

  @Route(contract.listFiles)
  list(@Input() { ctx, query }: InputOf<typeof contract.listFiles>) {
    return this.files.list(ctx, query);
  }

  @Route(contract.getFile)
  get(@Input() { ctx, params }: InputOf<typeof contract.getFile>) {
    return this.files.view(ctx, params.id);
  }

  @Route(contract.deleteFile)
  delete(@Input() { ctx, params }: InputOf<typeof contract.deleteFile>) {
    return this.files.delete(ctx, params.id);
  }

  @Route(contract.fileContent)
  async content(@Input() { ctx, params }: InputOf<typeof contract.fileContent>) {
    const { row, body } = await this.files.content(ctx, params.id);
    return new StreamableFile(body, {
      type: 'application/octet-stream',
      disposition: attachment(row.filename),
      length: Number(row.sizeBytes),
    });
  }

  @Route(contract.getFileReport)
  report(@Input() { ctx, params }: InputOf<typeof contract.getFileReport>) {
    return this.files.report(ctx, params.id);
  }
}

/** RFC 6266: a plain name for old readers, the real one in UTF-8. */
function attachment(filename: string): string {
  const plain = filename.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(filename).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
