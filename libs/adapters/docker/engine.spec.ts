import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { AppError } from '#kernel/errors.js';
import { DockerCompute } from './docker.compute.js';
import { DockerOwnImages } from './docker.own-images.js';
import { startFailure } from './start-failure.js';

const at = (host: string) => new DockerCompute({ host, installation: 'suite000', image: 'none:1' });

describe('an engine that does not answer', () => {
  it.each(['unix:///nowhere/docker.sock', 'tcp://127.0.0.1:1', 'tcp://engine.invalid:2375'])(
    '%s is unavailable, which a later try may cure',
    async (host) => {
      const engine = at(host);
      const handle = { target: 'docker', name: 'lu-suite000-x-a1', id: 'x', incarnation: 'x' };
      const calls = [
        () => engine.capabilities(),
        () => engine.find(handle.name),
        () => engine.stop(handle, 0),
      ];
      for (const call of calls) {
        const error = await call().then(
          () => null,
          (thrown: unknown) => thrown,
        );
        expect(error).toBeInstanceOf(AppError);
        expect(error).toMatchObject({ kind: 'unavailable', code: 'compute_unavailable' });
        expect((error as AppError).message).toContain(host);
      }
      expect(await engine.get(handle)).toMatchObject({ phase: 'unknown' });
    },
  );
});

describe('a listing of own images', () => {
  it('waits three seconds for an engine that hangs, and asks once for all who ask meanwhile', async () => {
    let asked = 0;
    const silent = createServer(() => (asked += 1)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const images = new DockerOwnImages(`tcp://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    const image = `sha256:${'a'.repeat(64)}`;
    const said = await Promise.allSettled([images.fault(image), images.fault(image)]);
    expect(said).toMatchObject([{ reason: { code: 'compute_unavailable' } }, { status: 'rejected' }]);
    expect(asked).toBe(1);
    silent.close();
  }, 8_000);
});

describe("an engine's refusal to start a container", () => {
  const said = (statusCode: number, message: string) =>
    startFailure(
      Object.assign(new Error(`(HTTP code ${statusCode}) server error - ${message}`), { statusCode }),
    );
  it.each([
    [500, 'could not select device driver "nvidia" with capabilities: [[gpu compute utility]]', 'no_device'],
    [404, 'No such image: none:1', 'image_missing'],
    [400, 'exec: "python3": executable file not found in $PATH: unknown', 'image_missing'],
    [500, 'mkdir /var/lib/docker/x: no space left on device', 'disk_full'],
    [400, 'invalid mount config for type "bind": bind source path does not exist: /x', 'internal'],
  ])('%i %s is %s', (status, message, reason) => {
    const failure = said(status, message);
    expect(failure).toMatchObject({ reason });
    expect(failure!.message).toContain(message);
    expect(failure!.message).not.toContain('HTTP code');
  });
  it('is none where nothing was answered', () => {
    expect(startFailure(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }))).toBeNull();
  });
});
