/**
 * A job's run at an experiment service, written as it trains. A mirror: never asked for truth. Every call may come again
 * after a lost answer and then changes nothing. Throws TrackerFault alone.
 */
export interface RunTracker {
  /** Makes the run or finds the one of this id, and says where it is. */
  open(server: TrackerServer, run: OpenRun): Promise<RunPlace>;
  /** Appends lines at their offset and replaces the summary; `exitCode` ends the run. */
  send(server: TrackerServer, at: RunPlace & { runId: string }, batch: RunBatch): Promise<void>;
}

export interface TrackerServer {
  baseUrl: string;
  key: string;
}

export interface OpenRun {
  runId: string;
  project: string;
  /** Null: the default of the key's owner. */
  entity: string | null;
  name: string;
  tags: readonly string[];
  config: Readonly<Record<string, unknown>>;
}

export interface RunPlace {
  entity: string;
  project: string;
  url: string;
}

export type RunLine = Readonly<Record<string, number>>;

export interface RunBatch {
  /** How many lines the run has before these. */
  offset: number;
  lines: readonly RunLine[];
  /** Null leaves it as it is. */
  summary: Readonly<Record<string, unknown>> | null;
  exitCode: number | null;
}

export const TRACKER_FAULTS = ['unauthorized', 'forbidden', 'not_found', 'refused', 'unreachable'] as const;
export type TrackerFaultKind = (typeof TRACKER_FAULTS)[number];

/** Why a call came to nothing; the message is fit for the project's members. */
export class TrackerFault extends Error {
  override readonly name = 'TrackerFault';
  constructor(
    readonly kind: TrackerFaultKind,
    message: string,
  ) {
    super(message);
  }
}

/** DI token. */
export const RUN_TRACKER = 'RUN_TRACKER';
