import fc from 'fast-check';
import type { OpenApi } from '../../apps/api/http/openapi.js';
import { faultsOf, requestAt, type SweptOperation, sweptOperations, type SweptRequest } from './api-sweep.js';
import type { Service } from './harness.js';

export interface Found {
  operation: string;
  request: string;
  faults: string[];
  answer: string;
}

/** One request for each kind of fault and operation. Sends `perOperation` generated requests to every operation under each key; the same seed sends the same ones. */
export async function sweep(
  service: Service,
  of: { keys: (string | null)[]; ids: string[]; perOperation: number; seed: number },
): Promise<{ found: Found[]; sent: number }> {
  const document = (await (await service.call('GET', '/openapi.json', undefined, null)).json()) as OpenApi;
  const found: Found[] = [];
  let sent = 0;
  for (const operation of sweptOperations(document)) {
    for (const [index, key] of of.keys.entries()) {
      const requests = fc.sample(requestAt(operation, of.ids), {
        seed: of.seed + index,
        numRuns: of.perOperation,
      });
      for (const request of requests) {
        sent += 1;
        const fault = await tried(service, operation, request, key);
        const known = found.some(
          (one) => one.operation === operation.name && one.faults.join() === fault?.faults.join(),
        );
        if (fault && !known) found.push(fault);
      }
    }
  }
  return { found, sent };
}

async function tried(
  service: Service,
  operation: SweptOperation,
  request: SweptRequest,
  key: string | null,
): Promise<Found | null> {
  const of = (faults: string[], answer: string): Found => ({
    operation: operation.name,
    request: `${request.method} ${request.path.slice(0, 300)} ${JSON.stringify(request.headers).slice(0, 200)} ${String(request.body).slice(0, 600)}`,
    faults,
    answer: answer.slice(0, 600),
  });
  try {
    const response = await fetch(`${service.baseUrl}${request.path}`, {
      method: request.method,
      headers: { ...request.headers, ...(key === null ? {} : { authorization: `Bearer ${key}` }) },
      body: request.body as string | null,
      redirect: 'manual',
      signal: AbortSignal.timeout(60_000),
    });
    const stream = (response.headers.get('content-type') ?? '').startsWith('text/event-stream');
    const body = stream ? '' : await response.text();
    if (stream) await response.body?.cancel();
    const faults = faultsOf(operation, response, body);
    return faults.length > 0 ? of(faults, body) : null;
  } catch (cause) {
    return of([`no answer: ${String(cause)} ${String((cause as Error).cause)}`], '');
  }
}
