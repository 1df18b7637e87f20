import type { Seen } from './compute.port.js';

/** What an end can rest on; docs/job-lifecycle.md says which reason rests on what. */
export const EVIDENCE = {
  exit_code: 'the exit code of the program',
  signal: 'the signal that ended it',
  oom_killed: 'whether the engine or the kernel counted a kill for memory',
  detail: "the engine's own words",
  last_step: 'the last step that was told, and of how many',
  log: 'the last lines that the program printed, without secrets',
  disk: 'free and all bytes of the disk that holds the job folders',
  needed: 'the job that it needs, how that one ended and why',
  decision: 'the license decision that it runs under',
  by: 'who asked for it',
} as const;
export type EvidenceKind = keyof typeof EVIDENCE;

export interface Evidence {
  exit_code?: number;
  signal?: string;
  oom_killed?: boolean;
  detail?: string;
  last_step?: { step: number; of: number };
  log?: string[];
  disk?: { free_bytes: number; total_bytes: number };
  needed?: { job: string; kind: string; state: string; reason: string | null };
  decision?: string;
  by?: string;
}

interface Known {
  /** The step that ended as the engine saw it; null where nothing was started. */
  seen: Seen | null;
  progress: unknown;
  log: readonly string[];
  disk?: Evidence['disk'] | null;
  decision?: string | null;
}

const MOST_DETAIL = 1000;

/** Everything that is known of the end, whatever its reason; what nobody knows is left out. */
export function evidenceOf({ seen, progress, log, disk, decision }: Known): Evidence {
  const told = progress as { step?: number; total_steps?: number } | null;
  const found: Evidence = {};
  if (seen?.exitCode != null) found.exit_code = seen.exitCode;
  if (seen?.signal) found.signal = seen.signal;
  if (seen?.oomKilled !== undefined) found.oom_killed = seen.oomKilled;
  if (seen?.detail) found.detail = seen.detail.slice(0, MOST_DETAIL);
  if (told?.step !== undefined && told.total_steps !== undefined)
    found.last_step = { step: told.step, of: told.total_steps };
  if (log.length > 0) found.log = [...log];
  if (disk) found.disk = disk;
  if (decision) found.decision = decision;
  return found;
}

const MOST_LINES = 20;
const MOST_OF_LINE = 500;
// eslint-disable-next-line no-control-regex -- colours and cursor movements are what is looked for
const COLOURS = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;
// eslint-disable-next-line no-control-regex -- and what no database holds
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** The last lines of a program's output as people may read them. `text` may begin within a line: that one is left out. */
export function lastLines(text: string, { cut }: { cut: boolean }): string[] {
  const lines = text
    .replace(COLOURS, '')
    .split(/\r?\n|\r/)
    .map((line) => line.replace(CONTROLS, '').toWellFormed().trimEnd());
  return (cut ? lines.slice(1) : lines)
    .filter((line) => line.trim() !== '')
    .slice(-MOST_LINES)
    .map((line) => line.slice(0, MOST_OF_LINE));
}
