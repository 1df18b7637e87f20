import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '#kernel/ids.js';
import type { MetricPoint, TrackingPort } from '#registry/tracking.port.js';

/** What the suite reads back, past the port: the tracker's own view. */
export interface TrackingReader {
  run(
    runId: string,
  ): Promise<{ params: Record<string, string>; tags: Record<string, string>; status: string }>;
  metric(runId: string, key: string): Promise<{ step: number; value: number }[]>;
  inputs(runId: string): Promise<{ name: string; digest: string }[]>;
  artifact(runId: string, path: string): Promise<string>;
  versions(model: string): Promise<{ version: string; runId: string; tags: Record<string, string> }[]>;
  alias(model: string, alias: string): Promise<string | null>;
}

export interface TrackingUnderTest {
  port: TrackingPort;
  reader: TrackingReader;
}

/** Conformance of an experiment tracker's adapter; `open` gives the port and a reader on the same store. */
export function trackingSuite(name: string, open: () => TrackingUnderTest): void {
  const aRun = async (port: TrackingPort) => {
    const jobId = newId('job_');
    const run = {
      experiment: 'suite',
      jobId,
      name: 'a run',
      startedAtMs: 1_760_000_000_000,
      tags: { 'luthier.kind': 'finetune' },
    };
    return { run, ...(await port.ensureRun(run)) };
  };

  describe(`tracking port: ${name}`, () => {
    it('finds the run of a job again instead of making a second', async () => {
      const { port, reader } = open();
      const { run, runId } = await aRun(port);
      expect(await port.ensureRun(run)).toEqual({ runId });
      expect((await aRun(port)).runId).not.toBe(runId);
      expect((await reader.run(runId)).tags).toMatchObject({
        'luthier.job_id': run.jobId,
        'luthier.kind': 'finetune',
      });
    });

    it('writes each point once however often it is sent, beyond the limit of one batch', async () => {
      const { port, reader } = open();
      const { runId } = await aRun(port);
      const points: MetricPoint[] = Array.from({ length: 1203 }, (_, step) => ({
        key: 'train_loss',
        value: 1 / (step + 1),
        step,
        timestampMs: 1_760_000_000_000 + step,
      }));
      await port.logMetrics(runId, points.slice(0, 700));
      await port.logMetrics(runId, points);
      await port.logMetrics(runId, [{ ...points[3]!, timestampMs: 1 }]);
      const seen = await reader.metric(runId, 'train_loss');
      expect(seen.map((p) => p.step).sort((a, b) => a - b)).toEqual(points.map((p) => p.step));
      expect(seen.find((p) => p.step === 3)!.value).toBeCloseTo(0.25);
    });

    it('keeps the first value of a param and takes more than one batch of them', async () => {
      const { port, reader } = open();
      const { runId } = await aRun(port);
      const params = Object.fromEntries(Array.from({ length: 130 }, (_, i) => [`p${i}`, String(i)]));
      await port.logParams(runId, params);
      await port.logParams(runId, { p7: 'other' });
      const { params: seen } = await reader.run(runId);
      expect(Object.keys(seen)).toHaveLength(130);
      expect(seen['p7']).toBe('7');
    });

    it('records tags, datasets, artifacts from memory and from a file, and the end', async () => {
      const { port, reader } = open();
      const { runId } = await aRun(port);
      const file = join(mkdtempSync(join(tmpdir(), 'luthier-suite-')), 'adapter.bin');
      writeFileSync(file, 'weights');
      await port.logTags(runId, { sha256: 'a'.repeat(64) });
      const input = {
        name: 'intents',
        digest: `sha256:${'b'.repeat(64)}`,
        source: 'dsv_1',
        context: 'training',
      };
      await port.logInputs(runId, [input]);
      await port.logInputs(runId, [input]);
      expect(await port.logArtifact(runId, 'adapter/adapter.bin', { file })).toBe('stored');
      expect(await port.logArtifact(runId, 'adapter/adapter.bin', { file })).toBe('stored');
      expect(await port.logArtifact(runId, 'README.md', Buffer.from('# card ü'))).toBe('stored');
      await port.endRun(runId, 'FINISHED', 1_760_000_100_000);
      const run = await reader.run(runId);
      expect(run).toMatchObject({ status: 'FINISHED', tags: { sha256: 'a'.repeat(64) } });
      const inputs = await reader.inputs(runId);
      expect(inputs).toHaveLength(1);
      expect(`sha256:${'b'.repeat(64)}`).toContain(inputs[0]!.digest.replace('sha256:', ''));
      expect(await reader.artifact(runId, 'adapter/adapter.bin')).toBe('weights');
      expect(await reader.artifact(runId, 'README.md')).toBe('# card ü');
    });

    it('registers a version once, updates its tags and moves an alias', async () => {
      const { port, reader } = open();
      const { runId } = await aRun(port);
      const model = { id: newId('rm_'), name: `intents-${newId('x')}` };
      const version = {
        model,
        runId,
        artifactPath: 'adapter',
        versionId: newId('mv_'),
        tags: { license: 'Apache-2.0' },
        description: 'd',
      };
      const first = await port.ensureVersion(version);
      expect(await port.ensureVersion({ ...version, tags: { license: 'MIT' } })).toEqual(first);
      const second = await port.ensureVersion({ ...version, versionId: newId('mv_') });
      expect([first.version, second.version]).toEqual(['1', '2']);
      const seen = await reader.versions(first.name);
      expect(seen).toHaveLength(2);
      expect(seen.find((v) => v.version === '1')).toMatchObject({ runId, tags: { license: 'MIT' } });
      await port.setAlias(first.name, 'production', '1');
      await port.setAlias(first.name, 'production', '2');
      expect(await reader.alias(first.name, 'production')).toBe('2');
      expect(await port.aliasesOf(first.name)).toEqual({ production: '2' });
      await port.deleteAlias(first.name, 'production');
      await port.deleteAlias(first.name, 'production');
      expect(await reader.alias(first.name, 'production')).toBeNull();
      expect(await port.aliasesOf(first.name)).toEqual({});
      expect(await port.aliasesOf('nobody-knows')).toEqual({});
    });

    it('takes names with / and :, and keeps two models of one name apart', async () => {
      const { port } = open();
      const { runId } = await aRun(port);
      const name = `team/intents:${newId('x')}`;
      const version = (id: string) => ({
        model: { id, name },
        runId,
        artifactPath: 'adapter',
        versionId: newId('mv_'),
        tags: {},
        description: '',
      });
      const a = await port.ensureVersion(version(newId('rm_')));
      const b = await port.ensureVersion(version(newId('rm_')));
      expect(a.name).not.toMatch(/[/:]/);
      expect(b.name).not.toBe(a.name);
    });

    it('answers a health check', async () => {
      expect(await open().port.health()).toBe(true);
    });
  });
}
