import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MlflowClient, MlflowError } from '#adapters/mlflow/mlflow.client.js';
import { MlflowTracking } from '#adapters/mlflow/mlflow.tracking.js';
import { z } from 'zod';
import { FakeTracking } from '../support/fake-tracking.js';
import { fakeTrackingReader, mlflowReader } from '../support/tracking-readers.js';
import { startMlflow, type MlflowServer } from '../support/mlflow-server.js';
import { trackingSuite } from './tracking.suite.js';

const fake = new FakeTracking();
trackingSuite('fake', () => ({ port: fake, reader: fakeTrackingReader(fake) }));

const bin = process.env['LUTHIER_TEST_MLFLOW_BIN'];
const real = bin ? describe : describe.skip;
real('MLflow server', () => {
  let server: MlflowServer;
  beforeAll(async () => {
    server = await startMlflow(bin!);
  }, 120_000);
  afterAll(() => server?.stop());
  trackingSuite('mlflow', () => ({
    port: new MlflowTracking({ baseUrl: server.url }),
    reader: mlflowReader(server.url),
  }));

  it('names what MLflow refused', async () => {
    const port = new MlflowTracking({ baseUrl: server.url });
    const gone = port.logTags('0'.repeat(32), { a: 'b' });
    await expect(gone).rejects.toMatchObject({ code: 'RESOURCE_DOES_NOT_EXIST', status: 404 });
  });
});

describe('MLflow client against a failing server', () => {
  let server: Server;
  let url: string;
  const answers: number[] = [];
  const seen: { authorization?: string; path?: string }[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      seen.push({ authorization: request.headers.authorization, path: request.url });
      const status = answers.shift() ?? 200;
      if (status === 0) return void request.socket.destroy();
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    }).listen(0, '127.0.0.1');
    await new Promise((up) => server.once('listening', up));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());
  const call = (client: MlflowClient, tries?: number) =>
    client.json({ method: 'POST', path: 'mlflow/x', json: {}, tries }, z.looseObject({}));

  it('tries again after 503 and a cut connection, and sends the password of the URL as Basic', async () => {
    answers.push(503, 0, 200);
    seen.length = 0;
    await call(new MlflowClient({ baseUrl: url.replace('//', '//ada:s%40e@') }));
    expect(seen).toHaveLength(3);
    expect(seen[0]).toEqual({ authorization: `Basic ${btoa('ada:s@e')}`, path: '/api/2.0/mlflow/x' });
  });

  it('does not try again a refusal, nor a call that makes something nameless', async () => {
    for (const [status, tries] of [
      [400, undefined],
      [503, 1],
    ] as const) {
      answers.push(status);
      seen.length = 0;
      await expect(call(new MlflowClient({ baseUrl: url, token: 't' }), tries)).rejects.toBeInstanceOf(
        MlflowError,
      );
      expect(seen).toEqual([{ authorization: 'Bearer t', path: '/api/2.0/mlflow/x' }]);
    }
  });

  it('says that nobody listens', async () => {
    const client = new MlflowClient({ baseUrl: 'http://127.0.0.1:9', tries: 1 });
    await expect(call(client)).rejects.toMatchObject({ code: 'UNREACHABLE', retryable: true });
    expect(await client.health()).toBe(false);
  });
});
