import { readFileSync } from 'node:fs';
import type {
  MetricPoint,
  TrackedDataset,
  TrackedRun,
  TrackedVersion,
  TrackingPort,
} from '#registry/tracking.port.js';

export interface FakeRun {
  run: TrackedRun;
  params: Record<string, string>;
  tags: Record<string, string>;
  metrics: MetricPoint[];
  inputs: TrackedDataset[];
  artifacts: Map<string, string>;
  status: string;
}

export interface FakeVersion extends TrackedVersion {
  name: string;
  number: string;
}

/** An experiment tracker in memory; `down = true` makes every call fail as an unreachable server does. */
export class FakeTracking implements TrackingPort {
  down = false;
  readonly runs = new Map<string, FakeRun>();
  readonly models = new Map<string, string>();
  readonly versions: FakeVersion[] = [];
  readonly aliases = new Map<string, string>();

  async ensureRun(run: TrackedRun) {
    this.reach();
    for (const [runId, known] of this.runs) if (known.run.jobId === run.jobId) return { runId };
    const runId = `run-${this.runs.size + 1}`;
    const tags = { ...run.tags, 'luthier.job_id': run.jobId };
    this.runs.set(runId, {
      run,
      params: {},
      tags,
      metrics: [],
      inputs: [],
      artifacts: new Map(),
      status: 'RUNNING',
    });
    return { runId };
  }
  async logParams(runId: string, params: Record<string, string>) {
    const run = this.reach(runId);
    run.params = { ...params, ...run.params };
  }
  async logTags(runId: string, tags: Record<string, string>) {
    Object.assign(this.reach(runId).tags, tags);
  }
  async logMetrics(runId: string, points: MetricPoint[]) {
    const { metrics } = this.reach(runId);
    for (const point of points)
      if (!metrics.some((m) => m.key === point.key && m.step === point.step)) metrics.push(point);
  }
  async logInputs(runId: string, datasets: TrackedDataset[]) {
    const { inputs } = this.reach(runId);
    for (const d of datasets)
      if (!inputs.some((i) => i.digest === d.digest && i.name === d.name)) inputs.push(d);
  }
  async logArtifact(runId: string, path: string, body: Uint8Array | { file: string }) {
    const bytes = 'file' in body ? readFileSync(body.file) : Buffer.from(body);
    this.reach(runId).artifacts.set(path, bytes.toString());
    return 'stored' as const;
  }
  async endRun(runId: string, status: 'FINISHED' | 'FAILED' | 'KILLED') {
    this.reach(runId).status = status;
  }
  async ensureVersion(version: TrackedVersion) {
    this.reach(version.runId);
    const plain = version.model.name.replaceAll(/[/:]/g, '-');
    const owner = this.models.get(plain) ?? version.model.id;
    const name = owner === version.model.id ? plain : `${plain}-${version.model.id.slice(-8)}`;
    this.models.set(name, version.model.id);
    const known = this.versions.find((v) => v.name === name && v.versionId === version.versionId);
    if (known) {
      Object.assign(known.tags, version.tags);
      return { name, version: known.number };
    }
    const number = String(this.versions.filter((v) => v.name === name).length + 1);
    this.versions.push({ ...version, tags: { ...version.tags }, name, number });
    return { name, version: number };
  }
  async setAlias(model: string, alias: string, version: string) {
    this.reach();
    this.aliases.set(`${model}@${alias}`, version);
  }
  async deleteAlias(model: string, alias: string) {
    this.reach();
    this.aliases.delete(`${model}@${alias}`);
  }
  async aliasesOf(model: string) {
    this.reach();
    const own = [...this.aliases].filter(([name]) => name.startsWith(`${model}@`));
    return Object.fromEntries(own.map(([name, version]) => [name.slice(model.length + 1), version]));
  }
  async health() {
    return !this.down;
  }

  private reach(): void;
  private reach(runId: string): FakeRun;
  private reach(runId?: string): FakeRun | void {
    if (this.down) throw new Error('connect ECONNREFUSED');
    if (runId === undefined) return;
    const run = this.runs.get(runId);
    if (!run) throw new Error(`no run ${runId}`);
    return run;
  }
}
