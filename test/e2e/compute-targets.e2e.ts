import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answer } from '#client/client.js';
import { luthier } from './cli-support.js';
import { Service } from './harness.js';
import { eventually } from './wait.js';

const MINUTE = 60_000;
const PROCESS = { params: { path: { name: 'process' } } };
let service: Service;
beforeAll(async () => {
  // an address where no engine is
  service = await Service.start({
    env: { DOCKER_HOST: 'unix:///nowhere/docker.sock', LUTHIER_CPU_SLOTS: '2' },
  });
}, 2 * MINUTE);
afterAll(() => service?.stop(), MINUTE);

const target = (name: string) =>
  answer(service.client().GET('/v1/compute_targets/{name}', { params: { path: { name } } }));
async function tested(name: string) {
  const asked = await answer(
    service.client().POST('/v1/compute_targets/{name}/check', { params: { path: { name } } }),
  );
  expect(asked.check).toMatchObject({ answered_at: null });
  const again = await answer(
    service.client().POST('/v1/compute_targets/{name}/check', { params: { path: { name } } }),
  );
  expect(again.check!.id).toBe(asked.check!.id); // the one that is owed
  const now = await eventually(
    () => target(name),
    ({ check }) => check!.answered_at !== null,
    240,
  );
  return now.check!;
}

describe('compute targets', () => {
  it('say what they have, whether they answer, and what waits there', async () => {
    const { data } = await answer(service.client().GET('/v1/compute_targets', {}));
    expect(data.map(({ name }) => name)).toEqual(['docker', 'process']);
    const [docker, process] = data;
    expect(process).toMatchObject({ default: true, state: 'ready', reason: null, check: null });
    expect(process!.slots).toEqual({ total: 2, taken: 0 });
    expect(process!.queue).toEqual({ jobs: 0, oldest_queued_at: null });
    expect(process!.disk!.total_bytes).toBeGreaterThan(process!.disk!.free_bytes);
    expect(docker).toMatchObject({ default: false, state: 'unreachable', cpus: null, slots: { total: 0 } });
    expect(docker!.reason).toContain('/nowhere/docker.sock');
  });

  it(
    'test themselves: a program is started, ends, and nothing of it is left',
    async () => {
      const check = await tested('process');
      expect(check.steps.map(({ name, state, message }) => [name, state, message])).toEqual(
        check.steps.map(({ name }) => [name, 'passed', expect.any(String)]),
      );
      expect(check).toMatchObject({ state: 'passed', tries: 1 });
      expect(readdirSync(join(service.dataDir, 'jobs/checks/process'))).toEqual([]);
      expect(readdirSync(join(service.dataDir, 'run/attempts'))).toEqual([]);
      const { environment } = await answer(service.client().GET('/v1/compute_targets/{name}', PROCESS));
      expect(environment).toEqual({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/), image: null });
      const { data } = await answer(service.client().GET('/v1/audit_events', { params: { query: {} } }));
      expect(data.filter(({ action }) => action === 'compute_target.check_requested')).toHaveLength(1);
    },
    5 * MINUTE,
  );

  it(
    'say what is wrong and what cures it where the engine is away',
    async () => {
      const { steps, state } = await tested('docker');
      expect(state).toBe('failed');
      const [answers, disk, ...rest] = steps;
      expect(answers).toMatchObject({ state: 'failed', cure: expect.stringContaining('luthier doctor') });
      expect(answers!.message).toContain('/nowhere/docker.sock');
      expect(disk).toMatchObject({ state: 'passed' });
      expect(rest.map(({ state }) => state)).toEqual(rest.map(() => 'skipped'));
      expect(existsSync(join(service.dataDir, 'jobs/checks/docker'))).toBe(false);
    },
    2 * MINUTE,
  );

  it(
    'are told and tested by the command line, which fails with the test',
    async () => {
      const run = (...args: string[]) =>
        luthier(args, { LUTHIER_BASE_URL: service.baseUrl, LUTHIER_API_KEY: service.adminKey }).ended;
      const listed = await run('target', 'ls', '--json', '--quiet');
      expect(JSON.parse(listed.out).data.map(({ name }: any) => name)).toEqual(['docker', 'process']);
      const passed = await run('target', 'check', 'process', '--wait', '--json');
      expect([passed.code, passed.err]).toEqual([0, expect.any(String)]);
      expect(JSON.parse(passed.out).check.state).toBe('passed');
      const failed = await run('target', 'check', 'docker', '--wait');
      expect(failed.code).toBe(1);
      expect(failed.out).toContain('✗ answers');
      expect((await run('target', 'show', 'none')).code).toBe(5);
    },
    5 * MINUTE,
  );

  it('may be tested by deployers and admins alone', async () => {
    const made = await answer(
      service.client().POST('/v1/api_keys', { body: { name: 'e', roles: ['engineer'] } }),
    );
    const response = await service.call('POST', '/v1/compute_targets/process/check', undefined, made.key);
    expect(response.status).toBe(403);
    expect((await service.call('GET', '/v1/compute_targets', undefined, made.key)).status).toBe(200);
  });
});
