import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { docker } from './doctor-docker.js';

// What an engine says of itself, cut to what is read; the real one answers test/ports/compute.it.spec.ts.
let engine: Server;
let host: string;
beforeAll(async () => {
  engine = createServer((request, response) => {
    const there = {
      '/info': { ServerVersion: '20.10.24', Runtimes: { runc: {} } },
      '/images/here:1/json': {},
    };
    const path = decodeURIComponent(request.url!) as keyof typeof there;
    response.statusCode = path in there ? 200 : 404;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(there[path] ?? { message: 'No such image' }));
  });
  await new Promise<void>((ready) => engine.listen(0, '127.0.0.1', ready));
  host = `tcp://127.0.0.1:${(engine.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((closed) => engine.close(closed)));

const settings = (change: object = {}) => ({
  DOCKER_HOST: host,
  LUTHIER_COMPUTE_TARGET: 'docker' as const,
  LUTHIER_JOB_IMAGE: 'here:1',
  LUTHIER_JOB_SITE_PACKAGES: undefined,
  ...change,
});
const none = () => Promise.resolve([]);

describe('doctor of the docker target', () => {
  it('is content without DOCKER_HOST', async () => {
    expect(await docker(settings({ DOCKER_HOST: undefined }), none)).toMatchObject([{ level: 'ok' }]);
  });
  it('finds engine and image', async () => {
    expect(await docker(settings(), none)).toMatchObject([
      { name: 'docker', level: 'ok', found: `engine 20.10.24 at ${host}` },
      { name: 'image', level: 'ok' },
    ]);
  });
  it('names a missing engine, which fails only where it is the default target', async () => {
    const gone = { DOCKER_HOST: 'unix:///nowhere/docker.sock' };
    const [finding] = await docker(settings(gone), none);
    expect(finding).toMatchObject({ level: 'fail', found: expect.stringContaining('ENOENT') });
    expect(finding!.fix).toMatch(/docker\.io/);
    const other = { ...gone, LUTHIER_COMPUTE_TARGET: 'process' as const };
    expect(await docker(settings(other), none)).toMatchObject([{ level: 'warn' }]);
  });
  it('names a missing image and how to make it', async () => {
    const [, image] = await docker(settings({ LUTHIER_JOB_IMAGE: 'away:1' }), none);
    expect(image).toMatchObject({ name: 'image', level: 'fail', found: 'the engine has no image away:1' });
    expect(image!.fix).toMatch(/docker build -f docker\/Dockerfile\.train -t away:1/);
    const bare = { LUTHIER_JOB_IMAGE: 'away:1', LUTHIER_JOB_SITE_PACKAGES: '/packages' };
    expect((await docker(settings(bare), none))[1]!.fix).toMatch(/rootfs\.mjs away:1 PYTHON \/packages/);
  });
  it('names a missing GPU runtime where there are GPUs', async () => {
    const found = await docker(settings(), () => Promise.resolve(['GPU-1']));
    expect(found.at(-1)).toMatchObject({ name: 'gpu runtime', level: 'fail' });
    expect(found.at(-1)!.fix).toMatch(/nvidia-ctk/);
  });
});
