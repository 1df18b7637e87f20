import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Refusals } from '#audit/refusals.service.js';
import type { Ctx } from '#kernel/context.js';
import { AppError, denied } from '#kernel/errors.js';
import { EXPAND, type RouteContract } from '#platform/route.contract.js';
import { type LuthierRequest, ROUTE, routes } from '#platform/route.js';
import type { ProjectsService } from '#projects/projects.service.js';
import { opens, scopeOf } from '#projects/scopes.js';
import { NO_LIMITS, RateLimit } from './rate-limit.js';

/** Who a request comes from, and why that is not enough; a fault without `ctx` is a stranger's. */
export interface Caller {
  ctx: Ctx | null;
  fault: AppError | null;
}

/** The door for people who have logged in: null for a request that brings no session. */
export interface SessionDoor {
  caller(request: FastifyRequest, chosenProject: string | null): Promise<Caller | null>;
}

/**
 * Denies every route that has no contract; then wants a live key, or a session, of a role that the contract names, whose scopes
 * reach as far. `admin` may do all but what only a person may. Every refusal is put on record.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly projects: ProjectsService,
    private readonly refusals: Refusals,
    private readonly sessions: SessionDoor | null = null,
    private readonly limit: RateLimit = new RateLimit(NO_LIMITS),
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const contract = Reflect.getMetadata(ROUTE, context.getHandler()) as RouteContract | undefined;
    if (!contract) throw denied('insufficient_permissions', 'This route is not open to anyone.');
    const request = context.switchToHttp().getRequest<LuthierRequest>();
    if (contract.roles === 'public') {
      if (contract.signsIn) this.limit.assertMayTry(request.ip, keyInBody(request));
      return true;
    }
    const credential = request.headers.authorization;
    this.limit.assertMayTry(request.ip, credential ?? request.headers.cookie);
    const { ctx, fault } = await this.caller(request);
    if (fault?.details.status === 401) this.limit.failed(request.ip);
    else if (ctx) {
      const told = this.limit.count(ctx.actor, credential ?? request.headers.cookie);
      context.switchToHttp().getResponse<FastifyReply>().headers(told);
    }
    const why = fault ?? faultOf(ctx!, contract) ?? expansionFault(ctx!, contract, request);
    if (why) {
      const of = { code: why.code, operation: contract.id };
      if (ctx) await this.refusals.record(ctx, of);
      else this.refusals.stranger({ ...of, requestId: request.id });
      throw why;
    }
    request.luthier = ctx!;
    context.switchToHttp().getResponse<FastifyReply>().header('openai-project', ctx!.projectId);
    return true;
  }

  private async caller(request: LuthierRequest): Promise<Caller> {
    const chosen = chosenProject(request);
    if (request.headers.authorization === undefined) {
      const known = await this.sessions?.caller(request, chosen);
      if (known) return known;
    }
    const key = bearer(request.headers.authorization);
    if (!key) return { ctx: null, fault: NO_KEY() };
    const known = await this.projects.identify(key, request.id);
    if (!known) return { ctx: null, fault: BAD_KEY() };
    const { ctx, state } = known;
    if (state === 'expired') return { ctx, fault: EXPIRED() };
    if (state === 'revoked') return { ctx, fault: BAD_KEY() };
    if (chosen !== null && chosen !== ctx.projectId)
      return { ctx, fault: denied('project_mismatch', `The key does not open project '${chosen}'.`) };
    return { ctx, fault: null };
  }
}

/** OpenAI's clients may name a project by header: a key opens its own only, a person those whose member they are. */
export function chosenProject(request: FastifyRequest): string | null {
  const chosen = request.headers['openai-project'];
  return typeof chosen === 'string' && chosen !== '' ? chosen.slice(0, 80) : null;
}

function faultOf(ctx: Ctx, contract: RouteContract): AppError | null {
  const roles: readonly string[] = contract.roles as readonly string[];
  if (contract.people && ctx.kind === 'service_account')
    return denied('person_required', 'Only a person may do this, and the key is that of a service account.');
  if (!ctx.roles.includes('admin') && !ctx.roles.some((role) => roles.includes(role))) {
    const needed = ['admin', ...roles].join(' or ');
    const has = ctx.roles.join(', ') || 'none';
    return denied('insufficient_permissions', `This needs the role ${needed}; the caller has ${has}.`);
  }
  if (!opens(ctx.scopes, contract))
    return denied(
      'insufficient_scope',
      `This needs the scope ${scopeOf(contract)}; the key has ${ctx.scopes!.join(', ')}.`,
    );
  return null;
}

/** Who may not call what answers a resource may not have it put into another. */
function expansionFault(ctx: Ctx, { expand }: RouteContract, request: FastifyRequest): AppError | null {
  const named = [(request.query as Record<string, string | string[] | undefined>)[EXPAND] ?? []].flat();
  for (const path of named) {
    const operation = expand && Object.hasOwn(expand.paths, path) && expand.paths[path];
    const contract = operation && routes().find(({ id }) => id === operation);
    const fault = contract ? faultOf(ctx, contract) : null;
    if (fault) return fault;
  }
  return null;
}

/** As the header would bring it: a key that has opened there opens here too, whatever strangers try from its address. */
function keyInBody({ body }: FastifyRequest): string | undefined {
  const key = (body as { api_key?: unknown } | null | undefined)?.api_key;
  return typeof key === 'string' ? `Bearer ${key}` : undefined;
}

function bearer(header: string | undefined): string | null {
  return /^Bearer ([\x21-\x7e]{1,512})$/i.exec(header ?? '')?.[1] ?? null;
}

export function unauthorized(code: string, message: string): AppError {
  return new AppError('denied', code, message, { status: 401, headers: { 'www-authenticate': 'Bearer' } });
}
const NO_KEY = () => unauthorized('missing_api_key', 'No API key: send it as `Authorization: Bearer <key>`.');
const BAD_KEY = () =>
  unauthorized('invalid_api_key', 'Incorrect API key provided. Keys are made with POST /v1/api_keys.');
const EXPIRED = () =>
  unauthorized('api_key_expired', 'The API key has expired: make or rotate one, or log in again.');
