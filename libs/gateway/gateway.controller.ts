import { Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { clientAnswer, tokensOf, wantsUsage } from './engine-request.js';
import { createChatCompletion } from './gateway.contract.js';
import { GatewayService } from './gateway.service.js';
import { passOn } from './gateway.stream.js';
import { clientGone } from './refusals.js';

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
        const answer = await wholeAnswer(response);
        if (!answer) throw gone.signal.aborted ? clientGone() : await this.gateway.down(ctx, deployment);
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
      const reader = { model: body.model, wantsUsage: wantsUsage(body), onToken: () => metered.firstToken() };
      const { ending, tokens } = await passOn(response.body, reply.raw, reader);
      metered.answered(tokens, ending);
      if (ending === 'cut_off') await this.gateway.down(ctx, deployment);
    } finally {
      // only where nothing above has told more
      metered.answered(null, gone.signal.aborted ? 'cancelled' : 'cut_off');
    }
    reply.raw.end();
  }
}

/** Null where the engine ended in the middle of it. */
const wholeAnswer = (response: Response): Promise<Record<string, unknown> | null> =>
  response.json().then(
    (answer) => answer as Record<string, unknown>,
    () => null,
  );
