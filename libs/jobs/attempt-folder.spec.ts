import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AttemptFolder } from './attempt-folder.js';

let job: string;
beforeEach(() => {
  job = mkdtempSync(join(tmpdir(), 'luthier-attempt-'));
});
afterEach(() => rmSync(job, { recursive: true }));

const line = (seq: number) =>
  `${JSON.stringify({ v: 1, seq, ts: '2026-01-01T00:00:00Z', type: 'phase', phase: 'training' })}\n`;

function checkpoint(attempt: number, step: number, content: string, claimed = content): void {
  const folder = join(job, `a${attempt}`, 'workspace', 'checkpoints', `step-${step}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'adapter.safetensors'), content);
  const sha256 = createHash('sha256').update(claimed).digest('hex');
  const files = [{ path: 'adapter.safetensors', size_bytes: claimed.length, sha256, resume_only: false }];
  const manifest = {
    schema_version: 1,
    job_id: 'job_x',
    attempt,
    step,
    spec_sha256: 'a'.repeat(64),
    metrics: {},
    files,
  };
  writeFileSync(join(folder, 'COMPLETE.json'), JSON.stringify(manifest));
}

describe('the tail of events.jsonl', () => {
  it('gives whole lines once, waits for the rest of a torn one and skips log text', async () => {
    const folder = new AttemptFolder(job, 1);
    expect(await folder.events(0)).toEqual({ events: [], offset: 0 });
    mkdirSync(folder.workspace, { recursive: true });
    const file = join(folder.workspace, 'events.jsonl');
    writeFileSync(file, `${line(1)}Downloading…\n${line(2).slice(0, 20)}`);
    const first = await folder.events(0);
    expect(first.events.map((e) => e.seq)).toEqual([1]);
    appendFileSync(file, line(2).slice(20));
    expect((await folder.events(first.offset)).events.map((e) => e.seq)).toEqual([2]);
  });

  it('gets past a line longer than its window', async () => {
    const folder = new AttemptFolder(job, 1);
    mkdirSync(folder.workspace, { recursive: true });
    writeFileSync(join(folder.workspace, 'events.jsonl'), `${'x'.repeat(5000)}\n${line(1)}`);
    let offset = 0;
    const seen: number[] = [];
    for (let i = 0; i < 30; i += 1) {
      const batch = await folder.events(offset, 1000);
      seen.push(...batch.events.map((e) => e.seq));
      offset = batch.offset;
    }
    expect(seen).toEqual([1]);
  });
});

describe('the checkpoint to resume from', () => {
  it('is the newest of an earlier attempt that verifies', async () => {
    checkpoint(1, 10, 'ten');
    checkpoint(2, 20, 'twenty');
    checkpoint(2, 30, 'torn', 'whole');
    expect(await new AttemptFolder(job, 3).earlierCheckpoint()).toMatchObject({ step: 20 });
    expect(await new AttemptFolder(job, 2).earlierCheckpoint()).toMatchObject({ step: 10 });
    expect(await new AttemptFolder(job, 1).earlierCheckpoint()).toBeNull();
  });
  it('is none where no manifest was finished', async () => {
    mkdirSync(join(job, 'a1', 'workspace', 'checkpoints', 'step-5'), { recursive: true });
    expect(await new AttemptFolder(job, 2).earlierCheckpoint()).toBeNull();
  });
});

it('places a recipe so that a user without rights can read it, whatever the umask', async () => {
  const before = process.umask(0o077);
  try {
    const folder = new AttemptFolder(job, 1);
    await folder.placeRecipe(
      new Map([
        ['main.py', Buffer.from('')],
        ['sub/part.py', Buffer.from('')],
      ]),
    );
    const modes = ['', 'main.py', 'sub', 'sub/part.py'].map(
      (name) => statSync(join(folder.recipe, name)).mode & 0o777,
    );
    expect(modes).toEqual([0o755, 0o644, 0o755, 0o644]);
  } finally {
    process.umask(before);
  }
});
