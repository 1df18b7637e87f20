import { Controller, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import * as contract from './access.contract.js';
import { ExchangeService } from './exchange.service.js';
import { InvitationsService } from './invitations.service.js';
import { IssuerTokens } from './issuer-tokens.service.js';
import { PersonKeys } from './person-keys.service.js';
import { TrustsService } from './trusts.service.js';

@Controller()
export class AccessController {
  constructor(
    private readonly trusts: TrustsService,
    private readonly invitations: InvitationsService,
    private readonly tokens: IssuerTokens,
    private readonly exchanges: ExchangeService,
    private readonly people: PersonKeys,
  ) {}

  @Route(contract.createTrust)
  createTrust(@Input() { ctx, body }: InputOf<typeof contract.createTrust>) {
    return this.trusts.create(ctx, body);
  }

  @Route(contract.listTrusts)
  listTrusts(@Input() { ctx, query }: InputOf<typeof contract.listTrusts>) {
    return this.trusts.list(ctx, query);
  }

  @Route(contract.removeTrust)
  removeTrust(@Input() { ctx, params }: InputOf<typeof contract.removeTrust>) {
    return this.trusts.remove(ctx, params.id);
  }

  @Route(contract.exchangeToken)
  async exchangeToken(
    @Input() { body }: InputOf<typeof contract.exchangeToken>,
    @Req() request: FastifyRequest,
  ) {
    const token = body.subject_token;
    const of = await this.tokens.peek(token);
    if (this.people.takes(of))
      return this.people.give(await this.tokens.verify(token, of), body.project, request.id);
    const candidates = await this.exchanges.candidates({ ...of, id: body.oidc_trust });
    return this.exchanges.exchange(await this.tokens.verify(token, of), candidates, body, request.id);
  }

  @Route(contract.createInvitation)
  createInvitation(@Input() { ctx, body }: InputOf<typeof contract.createInvitation>) {
    return this.invitations.create(ctx, body);
  }

  @Route(contract.listInvitations)
  listInvitations(@Input() { ctx, query }: InputOf<typeof contract.listInvitations>) {
    return this.invitations.list(ctx, query);
  }

  @Route(contract.withdrawInvitation)
  withdrawInvitation(@Input() { ctx, params }: InputOf<typeof contract.withdrawInvitation>) {
    return this.invitations.withdraw(ctx, params.id);
  }
}
