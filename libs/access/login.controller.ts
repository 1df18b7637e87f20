import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '#kernel/errors.js';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { ACCESS_SETTINGS, type AccessSettings, cookieRules } from './access-settings.js';
import { cookieOf, setCookie } from './cookies.js';
import { IdentitiesService } from './identities.service.js';
import { KeySessions } from './key-sessions.service.js';
import * as contract from './login.contract.js';
import { ATTEMPT_SECONDS, LoginService } from './login.service.js';
import { expired, SessionDoor } from './session-door.service.js';
import { sessionView } from './session-view.js';
import { type FoundSession, SessionsService } from './sessions.service.js';

/** Logging in and out with a browser. */
@Controller()
export class LoginController {
  private readonly cookies: ReturnType<typeof cookieRules>;

  constructor(
    private readonly logins: LoginService,
    private readonly identities: IdentitiesService,
    private readonly sessions: SessionsService,
    private readonly door: SessionDoor,
    private readonly keys: KeySessions,
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
  ) {
    this.cookies = cookieRules(settings.publicUrl);
  }

  @Route(contract.login)
  async login(@Input() { query }: InputOf<typeof contract.login>, @Res() reply: FastifyReply) {
    const { url, browserToken } = await this.logins.begin(query.return_to);
    const { login, attributes } = this.cookies;
    await reply
      .header('set-cookie', setCookie(login, browserToken, attributes, ATTEMPT_SECONDS))
      .redirect(url, 302);
  }

  @Route(contract.callback)
  async callback(
    @Input() { query }: InputOf<typeof contract.callback>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const { session, login, attributes } = this.cookies;
    const search = request.url.slice(request.url.indexOf('?'));
    const browserToken = cookieOf(request.headers.cookie, login);
    const { claims, returnTo } = await this.logins.finish(search, query, browserToken);
    const { identity } = await this.identities.enter(claims, this.logins.login(), request.id);
    const before = await this.current(request);
    if (before) await this.sessions.end(before.session.id);
    const { token } = await this.sessions.open({ identityId: identity.id });
    const seconds = Math.floor(this.settings.sessionMs / 1000);
    await reply
      .header('set-cookie', [
        setCookie(session, token, attributes, seconds),
        setCookie(login, '', attributes, 0),
      ])
      .redirect(returnTo, 302);
  }

  @Route(contract.logout)
  async logout(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const { token, found } = await this.mine(request);
    const fault = this.door.foreign(request, token);
    if (fault) throw fault;
    await this.sessions.end(found.session.id);
    reply.header('set-cookie', setCookie(this.cookies.session, '', this.cookies.attributes, 0));
    return { id: found.session.id, object: 'session', deleted: true };
  }

  @Route(contract.me)
  async me(@Req() request: FastifyRequest) {
    const { token, found } = await this.mine(request);
    return sessionView(found, token, await this.keys.projectsOf(found));
  }

  @Route(contract.methods)
  methods() {
    return { object: 'login_methods', provider: this.settings.login?.issuer ?? null, api_key: true };
  }

  @Route(contract.openSession)
  async openSession(
    @Input() { body }: InputOf<typeof contract.openSession>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (!this.door.isOurs(request)) throw this.door.notOurs();
    const keyId = await this.keys.keyOf(body, request.id);
    const before = await this.current(request);
    if (before) await this.sessions.end(before.session.id);
    const { token } = await this.sessions.open({ keyId });
    const { session, keyAttributes } = this.cookies;
    const seconds = Math.floor(this.settings.sessionMs / 1000);
    reply.header('set-cookie', setCookie(session, token, keyAttributes, seconds));
    const found = await this.sessions.find(token, request.id);
    if (!found) throw expired();
    return sessionView(found, token, await this.keys.projectsOf(found));
  }

  @Route(contract.createLink)
  createLink(@Input() { ctx }: InputOf<typeof contract.createLink>) {
    return this.keys.link(ctx);
  }

  @Route(contract.cliSettings)
  cliSettings() {
    const { issuer, cliClientId } = this.logins.login();
    if (cliClientId)
      return { object: 'cli_login', issuer, client_id: cliClientId, scopes: 'openid email profile' };
    throw new AppError(
      'not_found',
      'login_not_configured',
      'The command line does not log in here: LUTHIER_OIDC_CLI_CLIENT_ID is not set. Use an API key.',
    );
  }

  private async mine(request: FastifyRequest): Promise<{ token: string; found: FoundSession }> {
    const token = this.door.token(request);
    const found = token === null ? null : await this.sessions.find(token, request.id);
    if (token === null || !found) throw expired();
    return { token, found };
  }

  private async current(request: FastifyRequest): Promise<FoundSession | null> {
    const token = this.door.token(request);
    return token === null ? null : this.sessions.find(token, request.id);
  }
}
