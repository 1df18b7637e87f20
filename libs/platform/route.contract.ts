import { z } from 'zod';
import type { Ctx, Role } from '#kernel/context.js';
import { repeatable } from './schemas.js';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Roles that may read: everyone who holds a key of the project. `admin` is always allowed. */
export const READERS: readonly Role[] = ['viewer', 'engineer', 'reviewer', 'deployer'];

/**
 * One HTTP operation as data: the guard reads `roles`, the input pipe reads the schemas, the OpenAPI document and the
 * 405 fallback read all of it. A handler without a contract is denied.
 */
export interface RouteContract {
  /** operationId, `<slice>_<verb>`. */
  id: string;
  method: Method;
  /** Path below /v1 unless `root`; parameters as `:name`, and at the end `*name` for the rest with its slashes. */
  path: string;
  root?: boolean;
  summary: string;
  tag: string;
  /** Who may call; 'public' needs no key. */
  roles: readonly Role[] | 'public';
  /** Public, and takes a secret in its body: a 401 counts as a failed authentication of its address. */
  signsIn?: boolean;
  /** Only a person may call: service accounts are refused, whatever their roles. */
  people?: boolean;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** A body that is no JSON: the handler reads the request stream itself. */
  rawBody?: 'multipart';
  /** The files of a multipart body by the name of their field, with a word on each; those of an upload when absent. */
  form?: Record<string, string>;
  response?: z.ZodType;
  /** Content type of the answer when it is not JSON. */
  produces?: string;
  status?: number;
  /** Status of an answer of the same shape that is not whole yet. */
  pending?: number;
  /** HTTP statuses of refusals beyond 400, 401, 403, 404, 429, 503, which every operation may give. */
  errors?: readonly number[];
  /** Fields of the answer that are shown this once: what is kept for a replay of an Idempotency-Key lacks them. */
  secrets?: readonly string[];
  /** Answers carry their revision as an ETag; a change names the one that was read in If-Match, or may (`optional`). */
  etag?: boolean | 'optional';
  /**
   * What `expand[]` may name: fields of the resource `of` (its `object`), at most two deep, each with the operation that answers the
   * same, for whoever may not call that may not expand it. The query gets the parameter.
   */
  expand?: { of: string; paths: Readonly<Record<string, string>> };
  /** Example body for the document. */
  example?: unknown;
}

export const defineRoute = <const R extends RouteContract>(route: R): R =>
  route.expand
    ? {
        ...route,
        query: (route.query ?? z.strictObject({})).extend({ [EXPAND]: expandParam(route.expand.paths) }),
      }
    : route;

export const EXPAND = 'expand[]';

function expandParam(paths: Readonly<Record<string, string>>) {
  const names = Object.keys(paths) as [string, ...string[]];
  const error = ({ input }: { input?: unknown }) =>
    `'${String(input).slice(0, 80)}' cannot be expanded, which goes at most two deep; these can: ${names.join(', ')}`;
  return repeatable(z.enum(names, { error })).meta({
    description: 'Puts the resource, or all of them, where the answer has an id, a number or nothing.',
  });
}

type Infer<S> = S extends z.ZodType ? z.output<S> : undefined;

/** What `@Input()` hands to a handler of contract `R`. */
export interface InputOf<R extends RouteContract> {
  ctx: Ctx;
  params: Infer<R['params']>;
  query: Infer<R['query']>;
  body: Infer<R['body']>;
  /** The header as it came; `assertRevision` reads it. */
  ifMatch?: string;
}
