import {
  applyDecorators,
  createParamDecorator,
  Delete,
  Get,
  HttpCode,
  Patch,
  Post,
  Put,
  SetMetadata,
  type ExecutionContext,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Ctx } from '#kernel/context.js';
import { invalid } from '#kernel/errors.js';
import { foldBrackets } from '#platform/query-brackets.js';
import { EXPAND, type RouteContract } from '#platform/route.contract.js';
import { parseInput } from '#platform/zod-input.js';

export const ROUTE = 'luthier:route';
const VERBS = { get: Get, post: Post, put: Put, patch: Patch, delete: Delete } as const;
/** `*name` at the end of a path; the router knows it as `*` alone. */
const REST = /\*(\w+)$/;
const registered = new Map<string, RouteContract>();

/** Every contract that a loaded controller serves; boot fails on two of one id. */
export const routes = (): RouteContract[] => [...registered.values()];

/** Binds a controller method to its contract: verb, path, status, roles and schemas in one place. */
export function Route(contract: RouteContract): MethodDecorator {
  const known = registered.get(contract.id);
  if (known && known !== contract) throw new Error(`two routes are called ${contract.id}`);
  registered.set(contract.id, contract);
  const path = contract.root ? contract.path : `/v1${contract.path}`;
  return applyDecorators(
    VERBS[contract.method](path.replace(REST, '*')),
    HttpCode(contract.status ?? 200),
    SetMetadata(ROUTE, contract),
  );
}

export interface LuthierRequest extends FastifyRequest {
  luthier?: Ctx;
  /** What `expand[]` names, checked. */
  expand?: readonly string[];
}

/** The parsed and validated input of the handler's contract: `{ctx, params, query, body}`. */
export const Input = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const contract = Reflect.getMetadata(ROUTE, context.getHandler()) as RouteContract;
  const request = context.switchToHttp().getRequest<LuthierRequest>();
  if (!contract.rawBody && /^multipart\//i.test(request.headers['content-type'] ?? '')) {
    throw invalid('unsupported_media_type', 'This operation takes no form; send application/json.', {
      status: 415,
    });
  }
  const { [EXPAND]: expand, ...query } = (parseInput(
    contract.query,
    foldBrackets(contract.query, request.query),
    'query',
  ) ?? {}) as Record<string, unknown>;
  request.expand = expand as string[] | undefined;
  return {
    ctx: request.luthier,
    params: parseInput(contract.params, named(contract.path, request.params as object), 'path'),
    query: contract.query && query,
    ifMatch: contract.etag ? request.headers['if-match'] : undefined,
    body: contract.rawBody ? undefined : parseInput(contract.body, request.body, 'body'),
  };
});

function named(path: string, params: object): object {
  const rest = REST.exec(path)?.[1];
  return rest && '*' in params ? { ...params, [rest]: params['*'] } : params;
}
