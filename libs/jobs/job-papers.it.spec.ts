import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aBase, aJob } from '../../test/support/a-version.js';
import { writeFolder } from '../../test/support/model-slices.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { ArtifactChecks } from '#artifacts/artifact-checks.service.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { JobPapers } from './job-papers.service.js';

jest.setTimeout(30_000);
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage?.close());

const NOTICE =
  'Llama 3.1 is licensed under the Llama 3.1 Community License, Copyright © Meta Platforms, Inc. All Rights Reserved.';

describe('what a job has made', () => {
  it.each(['adapter', 'merged', 'gguf'])(
    'carries LICENSE and NOTICE with the exact strings: %s',
    async (kind) => {
      const [llama, apache] = [await aBase(stage, 'llama3.1'), await aBase(stage)];
      const job = await aJob(stage, { kind: 'finetune', spec: { kind: 'finetune' } });
      const parents = (of: typeof llama) => [
        { id: of.base, type: kind === 'adapter' ? 'adapter-of' : 'merged-from' },
        { id: of.data, type: 'trained-on' },
      ];
      const papers = await stage.get(JobPapers).of(stage.ctx, { jobId: job, kind, parents: parents(llama) });
      expect(papers['NOTICE']).toContain(NOTICE);
      expect(papers['NOTICE']).toContain('Casanueva et al., 2020');
      const other = await stage.get(JobPapers).of(stage.ctx, { jobId: job, kind, parents: parents(apache) });
      expect(other['LICENSE']).toContain('Apache License, as it came');
      expect(other['NOTICE']).not.toContain('Llama');

      const folder = mkdtempSync(join(tmpdir(), 'luthier-papers-'));
      const files = writeFolder(folder, { 'config.json': '{}', NOTICE: 'what a program left' });
      const input = {
        kind,
        name: kind,
        jobId: job,
        folder,
        files,
        papers,
        parents: parents(llama),
        predicate: {},
      };
      const artifacts = stage.get(ArtifactsService);
      const row = await artifacts.register(stage.ctx, input);
      expect((await artifacts.register(stage.ctx, input)).id).toBe(row.id);
      rmSync(folder, { recursive: true });
      expect(row.manifest.map(({ path }) => path)).toEqual(['LICENSE', 'NOTICE', 'config.json']);
      expect(await text(await artifacts.open(stage.ctx, row.id, 'NOTICE'))).toBe(papers['NOTICE']);
      expect(await stage.get(ArtifactChecks).verify(stage.ctx, row.id)).toMatchObject({ ok: true });
    },
  );

  it('carries none where it holds no weights or descends from nothing', async () => {
    const of = (kind: string) => stage.get(JobPapers).of(stage.ctx, { jobId: 'job_x', kind, parents: [] });
    expect([await of('answers'), await of('adapter')]).toEqual([{}, {}]);
  });
});
