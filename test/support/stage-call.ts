import type { Stage } from './stage.js';

export interface Answer {
  status: number;
  etag: string | null;
  body: any;
}

/** A request to the api of a stage, with its own key unless another is given. */
export async function callOn(
  stage: Pick<Stage, 'url' | 'key'>,
  method: string,
  path: string,
  of: { key?: string; body?: object; ifMatch?: string } = {},
): Promise<Answer> {
  const response = await fetch(`${stage.url}/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${of.key ?? stage.key}`,
      ...(of.body ? { 'content-type': 'application/json' } : {}),
      ...(of.ifMatch ? { 'if-match': of.ifMatch } : {}),
    },
    ...(of.body ? { body: JSON.stringify(of.body) } : {}),
  });
  return { status: response.status, etag: response.headers.get('etag'), body: await response.json() };
}
