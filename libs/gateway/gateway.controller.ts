import { Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { clientAnswer, tokensOf, wantsUsage } from './engine-request.js';
import { createChatCompletion } from './gateway.contract.js';
import { GatewayService } from './gateway.service.js';
import { passOn } from './gateway.stream.js';

@Controller()
export class GatewayController {
  constructor(private readonly gateway: GatewayService) {}

  /** A client that goes away aborts the engine's work. */
  @Route(createChatCompletion)
  async chat(
    @Input() { ctx, body }: InputOf<typeof createChatCompletion>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const gone = new AbortController();
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) gone.abort();
    });
    const { version, deployment, response, metered } = await this.gateway.chat(ctx, body, gone.signal);
    try {
      if (!body.stream || !response.body) {
        const answer = (await response.json()) as Record<string, unknown>;
        metered.answered(tokensOf(answer));
        await reply.header('x-luthier-model-version', version.id).send(clientAnswer(answer, body.model));
        return;
      }
      reply.hijack();
      reply.raw.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache',
        'x-accel-buffering': 'no',
        'x-request-id': String(request.id),
        'x-luthier-model-version': version.id,
      });
      const reader = { model: body.model, wantsUsage: wantsUsage(body) };
      const { well, tokens } = await passOn(response.body, reply.raw, reader);
      metered.answered(tokens);
      if (!well) await this.gateway.report(ctx, deployment);
    } finally {
      metered.answered(null); // only where nothing above has told more
    }
    reply.raw.end();
  }
}
