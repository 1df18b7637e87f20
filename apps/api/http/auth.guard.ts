import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AppError, denied } from '#kernel/errors.js';
import type { RouteContract } from '#platform/route.contract.js';
import { type LuthierRequest, ROUTE } from '#platform/route.js';
import { ProjectsService } from '#projects/projects.service.js';

/** Denies every route that has no contract; then wants a live key of a role the contract names. `admin` may do all. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(private readonly projects: ProjectsService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const contract = Reflect.getMetadata(ROUTE, context.getHandler()) as RouteContract | undefined;
    if (!contract) throw denied('insufficient_permissions', 'This route is not open to anyone.');
    const request = context.switchToHttp().getRequest<LuthierRequest>();
    if (contract.roles === 'public') return true;
    const key = bearer(request.headers.authorization);
    if (!key) throw unauthorized('missing_api_key', 'No API key: send it as `Authorization: Bearer <key>`.');
    const ctx = await this.projects.authenticate(key, request.id);
    if (!ctx)
      throw unauthorized(
        'invalid_api_key',
        'Incorrect API key provided. Keys are made with POST /v1/api_keys.',
      );
    chosenProject(request, ctx.projectId);
    const roles: readonly string[] = contract.roles;
    if (!ctx.roles.includes('admin') && !ctx.roles.some((role) => roles.includes(role))) {
      const needed = ['admin', ...roles].join(' or ');
      throw denied(
        'insufficient_permissions',
        `This needs the role ${needed}; the key has ${ctx.roles.join(', ') || 'none'}.`,
      );
    }
    request.luthier = ctx;
    context.switchToHttp().getResponse<FastifyReply>().header('openai-project', ctx.projectId);
    return true;
  }
}

/** OpenAI's clients may name a project by header: a key opens its own only. */
function chosenProject(request: LuthierRequest, own: string): void {
  const chosen = request.headers['openai-project'];
  if (typeof chosen === 'string' && chosen !== '' && chosen !== own) {
    throw denied('project_mismatch', `The key does not open project '${chosen.slice(0, 80)}'.`);
  }
}

function bearer(header: string | undefined): string | null {
  return /^Bearer ([\x21-\x7e]{1,512})$/i.exec(header ?? '')?.[1] ?? null;
}

function unauthorized(code: string, message: string): AppError {
  return new AppError('denied', code, message, { status: 401, headers: { 'www-authenticate': 'Bearer' } });
}
