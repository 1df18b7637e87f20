import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { redact } from '#platform/logger.js';
import { EVIDENCE, evidenceOf, lastLines } from './evidence.js';
import { ENDINGS } from './failure.js';

const handle = { target: 'process', name: 'lu-x', id: '1', incarnation: '1' };

describe('every way a job can end badly', () => {
  const lifecycle = readFileSync('docs/job-lifecycle.md', 'utf8');
  it.each(Object.entries(ENDINGS))(
    '%s has blame, advice and evidence, and the docs say so',
    (reason, row) => {
      expect(['user', 'platform', 'provider']).toContain(row.blame);
      expect(row.advice.length).toBeGreaterThan(20);
      expect(row.evidence.length).toBeGreaterThan(0);
      const line = lifecycle.split('\n').find((one) => one.startsWith(`| \`${reason}\` | ${row.blame} |`));
      for (const kind of row.evidence) {
        expect(EVIDENCE).toHaveProperty(kind);
        expect(line).toContain(`\`${kind}\``);
      }
      expect(line).toContain(row.advice);
    },
  );
});

describe('what an end rests on', () => {
  it('is what is known, and nothing else', () => {
    const seen = {
      handle,
      phase: 'exited' as const,
      exitCode: 137,
      signal: 'SIGKILL',
      oomKilled: true,
      detail: '900 MB',
    };
    const progress = { step: 7, total_steps: 40 };
    expect(evidenceOf({ seen, progress, log: ['the end'], disk: null })).toEqual({
      ...{ exit_code: 137, signal: 'SIGKILL', oom_killed: true, detail: '900 MB' },
      ...{ last_step: { step: 7, of: 40 }, log: ['the end'] },
    });
    expect(evidenceOf({ seen: null, progress: null, log: [], decision: null })).toEqual({});
  });

  it('has the last lines without colours, control characters and the torn first line', () => {
    const text = `torn\n\u001b[31mred\u001b[0m\n\n  at step 3\u0000\r\n${'x'.repeat(600)}\n`;
    expect(lastLines(text, { cut: true })).toEqual(['red', '  at step 3', 'x'.repeat(500)]);
    expect(lastLines(Array.from({ length: 99 }, (_, n) => `${n}`).join('\n'), { cut: false })).toHaveLength(
      20,
    );
  });

  it.each([
    ['a hub token', 'HF_TOKEN is hf_abcdefghijklmnop', 'hf_…'],
    ['an OpenAI key', 'key sk-proj-ABCDEFGHIJKLMNOPQRST', 'sk-…'],
    ['a bearer', 'Authorization: Bearer abc.def-ghi123456789', 'Bearer …'],
    ['a named secret', 'AWS_SECRET_ACCESS_KEY=abcd/efgh+ijkl', 'AWS_SECRET_ACCESS_KEY=…'],
    ['a password in JSON', '{"password": "hunter2secret"}', '"password": "…'],
    ['an AWS key id', 'AKIAABCDEFGHIJKLMNOP', 'AKIA…'],
    ['a GitHub token', 'ghp_abcdefghijklmnopqrstuvwxyz0123456789', 'ghp_…'],
    ['a URL password', 'postgres://me:secret@host/db', 'postgres://me:…@host'],
    ['a URL password of nobody', 'redis://:hunter2secret@host:6379/0', 'redis://:…@host:6379/0'],
    ['a URL password with an @', 'postgres://me:p@efgh@host/db', 'postgres://me:…@host/db'],
    ['a URL password with a slash', 'postgres://me:p/efgh@host/db?to=a@b', 'postgres://me:…@host/db?to=a@b'],
  ])('hides %s', (_, text, shown) => {
    expect(redact(text)).toContain(shown);
    for (const word of ['hunter2secret', 'efgh', 'abcdefgh', 'ABCDEFGHIJ', 'ghi123456789', ':secret@'])
      expect(redact(text)).not.toContain(word);
  });

  it.each(['x', 'password'])('reads a MiB of one word (%s) in the time of a MiB', (word) => {
    const text = word.repeat((1 << 20) / word.length);
    expect(redact(text)).toBe(text);
  });

  it.each(['a://b:', 'http://http://', '://:'])('reads a MiB of %s as fast as of other URLs', (part) => {
    const cpuOf = (text: string) => {
      const begun = process.cpuUsage();
      expect(redact(text)).toBe(text);
      return process.cpuUsage(begun).user;
    };
    const best = (of: string) => Math.min(...[1, 2, 3].map(() => cpuOf(of.repeat((1 << 20) / of.length))));
    expect(best(part) / best('a://b/c ')).toBeLessThan(20);
  });

  it('leaves what a trainer prints as it is', () => {
    for (const line of [
      'tokens=128 loss=0.4',
      'tokenizer: 49152 tokens',
      "RuntimeError: key 'lm_head' missing",
    ])
      expect(redact(line)).toBe(line);
  });
});
