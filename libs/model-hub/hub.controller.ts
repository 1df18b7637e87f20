import { Readable } from 'node:stream';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { byteRange } from '#artifacts/byte-range.js';
import { invalid } from '#kernel/errors.js';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { type CardFault, checkCard } from '#registry/card-check.js';
import * as contract from './hub.contract.js';
import { HubService } from './hub.service.js';
import { REGISTRY_ASSETS, type RegistryAssets } from '#registry/registry.assets.js';

/** The reading side of the Hugging Face Hub's protocol: what huggingface_hub, transformers, peft and vLLM ask for. */
@Controller()
export class HubController {
  constructor(
    private readonly hub: HubService,
    @Inject(REGISTRY_ASSETS) private readonly assets: RegistryAssets,
  ) {}

  @Route(contract.modelInfo)
  info(@Input() { ctx, params }: InputOf<typeof contract.modelInfo>) {
    return this.hub.info(ctx, params);
  }

  @Route(contract.revisionInfo)
  revision(@Input() { ctx, params }: InputOf<typeof contract.revisionInfo>) {
    return this.hub.info(ctx, params);
  }

  @Route(contract.tree)
  tree(@Input() { ctx, params, query }: InputOf<typeof contract.tree>) {
    return this.hub.tree(ctx, { ...params, folder: '', recursive: isOn(query.recursive) });
  }

  @Route(contract.subtree)
  subtree(@Input() { ctx, params, query }: InputOf<typeof contract.subtree>) {
    const folder = params.folder.replace(/\/+$/, '');
    return this.hub.tree(ctx, { ...params, folder, recursive: isOn(query.recursive) });
  }

  /** Never compressed: the clients hold Content-Length against the bytes. */
  @Route(contract.resolveFile)
  async file(
    @Input() { ctx, params }: InputOf<typeof contract.resolveFile>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const { repo, file } = await this.hub.file(ctx, params);
    const range = request.method === 'HEAD' ? null : byteRange(request.headers.range, file.sizeBytes);
    reply
      .status(range ? 206 : 200)
      .header('content-type', 'application/octet-stream')
      .header('content-length', String(range ? range.end - range.start + 1 : file.sizeBytes))
      .header('accept-ranges', 'bytes')
      .header('etag', `"${file.sha256}"`)
      .header('x-repo-commit', repo.commit)
      .header('x-linked-size', String(file.sizeBytes))
      .header('x-linked-etag', `"${file.sha256}"`);
    if (range) reply.header('content-range', `bytes ${range.start}-${range.end}/${file.sizeBytes}`);
    // a stream, for Fastify would set the length of nothing otherwise
    const body =
      request.method === 'HEAD' ? Readable.from([]) : await this.hub.open(ctx, file, range ?? undefined);
    return reply.send(body);
  }

  @Route(contract.validateYaml)
  validate(@Input() { body }: InputOf<typeof contract.validateYaml>) {
    const faults = this.faults(body.content);
    const [first] = faults;
    if (first)
      throw invalid('model_card_invalid', `line ${first.line}: ${first.field || 'card'}: ${first.message}`, {
        param: 'content',
        faults,
      });
    return { errors: [], warnings: [] };
  }

  private faults(card: string): CardFault[] {
    try {
      return checkCard(card, this.assets.rules);
    } catch {
      // nested a thousand deep or full of aliases: no metadata of a model
      return [{ line: 1, field: '', message: 'the front matter cannot be read' }];
    }
  }
}

const isOn = (flag: string | undefined): boolean => flag === '1' || flag?.toLowerCase() === 'true';
