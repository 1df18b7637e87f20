import { join } from 'node:path';
import { type Identity, isAlive } from './identity.js';
import { readOrNull, writePrivate } from './private-file.js';

export interface ServiceState {
  who: Identity | null;
  state: 'starting' | 'up' | 'restarting' | 'stopped';
  restarts: number;
  log: string;
}

/** What runs for a data folder; kept in run/state.json. Identities and addresses, never a secret. */
export interface State {
  supervisor: Identity;
  phase: 'starting' | 'ready' | 'stopping' | 'stopped' | 'failed';
  /** Why the phase is failed. */
  fault: string | null;
  startedAt: string;
  /** Of the build and the settings it runs with. */
  fingerprint: string;
  url: string;
  mlflowUrl: string | null;
  adminKeyFile: string;
  services: Record<string, ServiceState>;
}

export const stateFile = (runDir: string) => join(runDir, 'state.json');

export function readState(runDir: string): State | null {
  const text = readOrNull(stateFile(runDir));
  if (!text) return null;
  try {
    return JSON.parse(text) as State;
  } catch {
    return null; // written by rename, so only a foreign hand leaves this
  }
}

export const writeState = (runDir: string, state: State) =>
  writePrivate(stateFile(runDir), `${JSON.stringify(state, null, 1)}\n`);

export const isSupervised = (state: State): boolean => isAlive(state.supervisor);

/** Processes that outlived their supervisor. */
export function orphans(state: State): [string, Identity][] {
  if (isAlive(state.supervisor)) return [];
  return Object.entries(state.services).flatMap(([name, s]): [string, Identity][] =>
    s.who && isAlive(s.who) ? [[name, s.who]] : [],
  );
}
