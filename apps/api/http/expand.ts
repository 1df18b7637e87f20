import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ModulesContainer } from '@nestjs/core';
import { from, mergeMap, type Observable } from 'rxjs';
import type { Ctx } from '#kernel/context.js';
import { type Expansion, Expansions, type Resource } from '#platform/expansions.js';
import type { RouteContract } from '#platform/route.contract.js';
import { type LuthierRequest, routes } from '#platform/route.js';

/** `expand[]=pipeline.jobs`: puts resources where an answer has their ids, one query a field however many items a list has. */
export class Expand implements NestInterceptor {
  private readonly known = new Map<string, Expansion>();

  constructor(slices: readonly Expansions[]) {
    for (const { of } of slices)
      for (const [object, fields] of Object.entries(of))
        for (const [field, expansion] of Object.entries(fields))
          this.known.set(`${object}.${field}`, expansion);
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<LuthierRequest>();
    return next.handle().pipe(
      mergeMap((answer: unknown) => {
        const { expand, luthier } = request;
        return expand?.length ? from(this.expanded(luthier!, answer, expand)) : [answer];
      }),
    );
  }

  /** What a contract promises and no slice gives, as `operation: path`; a process with any does not start. */
  missing(contracts: readonly RouteContract[] = routes()): string[] {
    return contracts.flatMap(({ id, expand }) =>
      Object.keys(expand?.paths ?? {})
        .filter((path) => this.targetOf(expand!.of, path) === undefined)
        .map((path) => `${id}: ${path}`),
    );
  }

  private targetOf(object: string, path: string): string | undefined {
    return path
      .split('.')
      .reduce<string | undefined>((at, field) => at && this.known.get(`${at}.${field}`)?.to, object);
  }

  private async expanded(ctx: Ctx, answer: unknown, paths: readonly string[]): Promise<unknown> {
    for (const path of withParents(paths)) {
      let rows = resourcesOf(isList(answer) ? answer.data : answer);
      const fields = path.split('.');
      const last = fields.pop()!;
      for (const field of fields) rows = rows.flatMap((row) => resourcesOf(valueOf(row, field)));
      await this.fill(ctx, [...new Set(rows)], last);
    }
    return answer;
  }

  private async fill(ctx: Ctx, rows: readonly Resource[], field: string): Promise<void> {
    const [first] = rows;
    if (!first || resourcesOf(valueOf(first, field)).length > 0) return; // there without being asked for
    const values = await this.known.get(`${first.object}.${field}`)!.load(ctx, rows);
    for (const row of rows) if (values.has(row.id)) Object.assign(row, { [field]: values.get(row.id) });
  }
}

/** Of the slices that this application has loaded. */
export function expandOf(app: NestFastifyApplication): Expand {
  const slices = new Set<Expansions>();
  for (const { providers } of app.get(ModulesContainer).values())
    for (const { instance } of providers.values()) if (instance instanceof Expansions) slices.add(instance);
  return new Expand([...slices]);
}

/** `a.b` needs `a`; sorted, so that a parent comes first. */
const withParents = (paths: readonly string[]): string[] =>
  [...new Set(paths.flatMap((path) => [path.split('.')[0]!, path]))].sort();

const valueOf = (row: Resource, field: string): unknown =>
  Object.hasOwn(row, field) ? (row as unknown as Record<string, unknown>)[field] : undefined;

const isList = (answer: unknown): answer is { data: unknown } =>
  answer !== null && typeof answer === 'object' && 'object' in answer && answer.object === 'list';

const resourcesOf = (value: unknown): Resource[] =>
  [value]
    .flat()
    .filter(
      (one): one is Resource => one !== null && typeof one === 'object' && 'id' in one && 'object' in one,
    );
