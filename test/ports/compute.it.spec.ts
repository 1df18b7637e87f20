import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { DockerCompute } from '#adapters/docker/docker.compute.js';
import { ProcessCompute } from '#adapters/process/process.compute.js';
import { CaseTable } from '../support/case-table.js';
import { type DockerEngine, jobImage, noDockerBecause, openDockerEngine } from '../support/docker-engine.js';
import { FakeCompute, FakeEngine } from '../support/fake-compute.js';
import { ComputeBench, INSTALLATION } from './compute.bench.js';
import { computeSuite } from './compute.suite.js';
import { playSteps } from './play-steps.js';

const canary = 'LUTHIER_TEST_CANARY';
process.env[canary] = 'a-secret-of-the-service';
const root = mkdtempSync(join(tmpdir(), 'luthier compute '));
const table = new CaseTable();
afterAll(() => {
  process.stdout.write(`\n${table.toString()}\n`);
  rmSync(root, { recursive: true, force: true });
});
const folder = (name: string) => {
  mkdirSync(join(root, name));
  return join(root, name);
};

const engine = new FakeEngine(playSteps);
const fakes = new ComputeBench(folder('fake'), () => new FakeCompute(INSTALLATION, engine));
computeSuite({ target: 'fake', table, traits: [], canary, bench: () => fakes });

const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
  encoding: 'utf8',
}).trim();
const processes = new ComputeBench(
  folder('process'),
  () =>
    new ProcessCompute({
      installation: INSTALLATION,
      python,
      program: resolve('test/ports/fixtures/program.py'),
      supervisor: resolve('jobs/supervise.py'),
      runDir: join(root, 'process', 'run'),
    }),
);
computeSuite({ target: 'process', table, traits: ['real'], canary, bench: () => processes });

const noDocker = noDockerBecause();
let containers: ComputeBench;
let dockerEngine: DockerEngine;
if (noDocker) process.stdout.write(`compute on docker is skipped: ${noDocker}\n`);
else {
  beforeAll(async () => {
    dockerEngine = await openDockerEngine();
    const options = {
      host: dockerEngine.host,
      installation: INSTALLATION,
      image: await jobImage(dockerEngine),
      jobsDir: programFolder(),
    };
    containers = new ComputeBench(folder('docker'), () => new DockerCompute(options));
  }, 300_000);
  afterAll(() => dockerEngine?.stop(), 60_000);
}
computeSuite({
  target: 'docker',
  table,
  traits: ['real', 'isolated'],
  canary,
  bench: () => containers,
  skip: noDocker !== null,
});

/** A jobs folder whose run.py is the suite's program, behind the real once.py. */
function programFolder(): string {
  const jobs = folder('jobs');
  copyFileSync('jobs/once.py', join(jobs, 'once.py'));
  copyFileSync('test/ports/fixtures/program.py', join(jobs, 'run.py'));
  return jobs;
}
