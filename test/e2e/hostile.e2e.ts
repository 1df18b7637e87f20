import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#kernel/ids.js';
import { needed, Service } from './harness.js';
import { eventually, isFinal } from './wait.js';

interface Job {
  state: string;
  error: { reason: string; message: string } | null;
  result: { artifacts: Record<string, string> } | null;
}

let service: Service;
let project = '';
const folder = mkdtempSync(join(tmpdir(), 'luthier-hostile-'));

beforeAll(async () => {
  const python = needed('LUTHIER_TEST_TRAIN_PYTHON');
  const wrapper = join(folder, 'python');
  // the supervisor is ours; what it starts is not
  writeFileSync(
    wrapper,
    `#!/bin/sh\ncase "$*" in *jobs/run.py*) exec "${python}" "${resolve('test/e2e/hostile.py')}";; *) exec "${python}" "$@";; esac\n`,
  );
  chmodSync(wrapper, 0o755);
  service = await Service.start({ env: { LUTHIER_TRAIN_PYTHON: wrapper } });
  project = ((await (await service.call('GET', '/v1/projects/current')).json()) as { id: string }).id;
}, 120_000);
afterAll(async () => {
  await service?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** Runs the program in that mode; the contract spec needs no model and no data. */
async function run(mode: string, seconds = 90): Promise<Job & { id: string }> {
  const id = newId('job_');
  const spec = { kind: 'finetune', recipe: 'contract_trainer', params: { mode } };
  await service.database.db.tx({ projectId: '*' }, async (tx) => {
    await tx.job.create({
      data: {
        id,
        projectId: project,
        kind: 'finetune',
        state: 'validating',
        spec,
        target: 'process',
        seed: 1,
        requestId: 'req_test',
        createdBy: 'test',
      },
    });
    await tx.outbox.create({ data: { topic: 'job', key: id } });
  });
  const ended = await eventually(
    async () => (await (await service.call('GET', `/v1/jobs/${id}`)).json()) as Job,
    ({ state }) => isFinal(state),
    seconds,
  );
  return { ...ended, id };
}

const residentMb = (pid: number) =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;

describe('a program that breaks the contract', () => {
  it.each([
    ['link_result', 'no_result', /result\.json as a link/],
    ['endless_result', 'no_result', /result\.json as a link/],
    ['pipe_result', 'no_result', /result\.json as a link or as no regular file/],
    ['huge_result', 'no_result', /3221225472 bytes/],
    ['climbing_result', 'no_result', /no valid result\.json/],
    ['absolute_result', 'no_result', /no valid result\.json/],
    ['nul_result', 'no_result', /no valid result\.json/],
    ['surrogate_result', 'no_result', /no valid result\.json/],
    ['deep_result', 'no_result', /no valid result\.json/],
    ['link_events', 'no_result', /events\.jsonl as a link/],
    ['pipe_events', 'no_result', /events\.jsonl as a link or as no regular file/],
    ['endless_line', 'no_result', /more than 512 MiB of events/],
    ['link_artifact', 'model_rejected', /is a link/],
    ['pickle_artifact', 'model_rejected', /adapter_model\.bin/],
    ['lying_artifact', 'model_rejected', /adapter_model\.safetensors/],
    ['wrong_hash', 'model_rejected', /sha256/],
    ['wrong_size', 'model_rejected', /bytes/],
    ['nul_termination', 'internal', /exit code 3/],
  ])(
    '%s: its job fails with %s, and the worker lives',
    async (mode, reason, says) => {
      const worker = service.life('worker').pid;
      const objects = (await service.kept()).files.filter((path) => path.startsWith('objects/'));
      const job = await run(mode);
      expect({ mode, state: job.state, reason: job.error?.reason }).toEqual({
        mode,
        state: 'failed',
        reason,
      });
      expect(job.error!.message).toMatch(says);
      expect(JSON.stringify(job)).not.toContain('root:x:0');
      expect((await service.kept()).files.filter((path) => path.startsWith('objects/'))).toEqual(objects);
      expect(residentMb(worker)).toBeLessThan(600);
    },
    120_000,
  );

  it('is followed through events that make no sense; those that do are kept', async () => {
    const job = await run('senseless_events');
    expect({ state: job.state, error: job.error }).toEqual({ state: 'succeeded', error: null });
    const events = (await (await service.call('GET', `/v1/jobs/${job.id}/events?limit=100`)).json()) as {
      data: { message: string }[];
    };
    const messages = events.data.map(({ message }) => message);
    expect(messages).toContain('the last line');
    expect(messages.filter((one) => one.startsWith('Step '))).toHaveLength(2);
    expect(messages.some((one) => one.startsWith('Checkpoint'))).toBe(false);
  }, 120_000);

  it('may write 5,000 steps: every one is kept, and the api answers meanwhile', async () => {
    const running = run('flood', 240);
    let asked = 0;
    let over = false;
    void running.finally(() => (over = true)).catch(() => undefined);
    while (!over) {
      expect((await service.call('GET', '/v1/jobs')).status).toBe(200);
      asked += 1;
    }
    const job = await running;
    expect(job.state).toBe('succeeded');
    expect(asked).toBeGreaterThan(1);
    const points = await service.database.db.tx({ projectId: '*' }, (tx) =>
      tx.jobMetric.count({ where: { jobId: job.id } }),
    );
    expect(points).toBe(10_000);
  }, 300_000);

  it('leaves no program behind, and no slot taken', async () => {
    const slots = await service.database.db.tx({ projectId: '*' }, (tx) =>
      tx.computeSlot.count({ where: { attemptId: { not: null } } }),
    );
    expect(slots).toBe(0);
    const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
    expect(
      stdout.split('\n').filter((line) => line.includes('hostile.py') && !line.includes('jest')),
    ).toEqual([]);
  });
});
