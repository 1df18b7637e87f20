import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify } from './identity.js';
import { type State, isSupervised, orphans, readState, stateFile, writeState } from './state.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'state-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const me = identify(process.pid)!;
const gone = { pid: process.pid, start: 'another boot:1' };
const state = (supervisor: State['supervisor'], api: State['supervisor']): State => ({
  supervisor,
  phase: 'ready',
  fault: null,
  startedAt: '2026-01-01T00:00:00Z',
  fingerprint: 'f',
  url: 'http://127.0.0.1:7411',
  mlflowUrl: null,
  adminKeyFile: '/k',
  services: { api: { who: api, state: 'up', restarts: 0, log: '/l' } },
});

describe('state file', () => {
  it('comes back as written, private and whole', () => {
    expect(readState(dir)).toBeNull();
    writeState(dir, state(me, me));
    expect(readState(dir)).toEqual(state(me, me));
    expect(statSync(stateFile(dir)).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir)).toEqual(['state.json']);
    writeFileSync(stateFile(dir), '{"supervisor"');
    expect(readState(dir)).toBeNull();
  });

  it('tells a living supervisor from one whose pid was given to another program', () => {
    expect(isSupervised(state(me, me))).toBe(true);
    expect(isSupervised(state(gone, me))).toBe(false);
    expect(orphans(state(me, me))).toEqual([]);
    expect(orphans(state(gone, me))).toEqual([['api', me]]);
    expect(orphans(state(gone, gone))).toEqual([]);
  });
});
