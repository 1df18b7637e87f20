import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cancelled, canGo, isFinal, JOB_STATES, NEXT, paused } from './job.js';

describe('the state table', () => {
  it('is the one that the database trigger holds', () => {
    const sql = readdirSync('prisma/migrations', { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => readFileSync(`prisma/migrations/${name}/migration.sql`, 'utf8'));
    const inserts = sql
      .join('\n')
      .match(/INSERT INTO "job_transition"[^;]+;/g)!
      .join('\n');
    const inSql = [...inserts.matchAll(/\('(\w+)', '(\w+)'\)/g)]
      .map(([, from, to]) => `${from}>${to}`)
      .sort();
    const inCode = JOB_STATES.flatMap((from) => NEXT[from].map((to) => `${from}>${to}`)).sort();
    expect(inSql).toEqual(inCode);
  });

  it('lets every state reach an end, and no end be left', () => {
    for (const start of JOB_STATES) {
      const seen = new Set([start]);
      for (const state of seen) for (const to of NEXT[state]) seen.add(to);
      expect([...seen].some(isFinal)).toBe(true);
      if (isFinal(start)) expect(seen.size).toBe(1);
    }
  });

  it('lets what is queued or runs be paused, and only goes where the table allows', () => {
    const at = Object.fromEntries(JOB_STATES.map((state) => [state, paused(state)]));
    expect(at).toEqual({
      ...Object.fromEntries(JOB_STATES.map((state) => [state, null])),
      queued: 'paused',
      launching: 'pausing',
      running: 'pausing',
    });
    for (const state of JOB_STATES) expect(at[state] === null || canGo(state, at[state]!)).toBe(true);
  });

  it('walks at random without leaving the table, and can be cancelled until it ends', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 60 }), (choices) => {
        let state = JOB_STATES[0]!;
        for (const choice of choices) {
          const stop = cancelled(state);
          if (isFinal(state)) return stop === null;
          if (stop !== null && !canGo(state, stop)) return false;
          const options = NEXT[state];
          state = options[choice % options.length]!;
        }
        return true;
      }),
    );
  });
});
