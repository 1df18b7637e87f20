import type { GpuPrice } from './estimate-time.js';

/** What the worker and the api agree on about running jobs; the apps fill it from config. */
export interface JobDefaults {
  /** Compute target of jobs that name none. */
  target: string;
  /** Compute targets a job may name. */
  targets: readonly string[];
  /** First eight characters of the installation's id, in every attempt's name. */
  installation: string;
  /** Where attempt folders lie. */
  jobsDir: string;
  /** How long a worker owns a job without renewing. */
  leaseSeconds: number;
  /** SIGTERM to SIGKILL. */
  graceSeconds: number;
  /** For estimates; absent where nobody has set one. */
  gpuHourPrice?: GpuPrice | null;
}

/** DI token. */
export const JOB_DEFAULTS = 'JOB_DEFAULTS';
