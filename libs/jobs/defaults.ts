import type { Allowlist } from '#own-recipes/allowlist.js';
import type { GpuPrice } from './estimate-time.js';

/** What the worker and the api agree on about running jobs; the apps fill it from config. */
export interface JobDefaults {
  /** Compute target of jobs that name none. */
  target: string;
  /** Compute targets a job may name. */
  targets: readonly string[];
  /** Of them, those that start a job on several nodes at once (`gang` of their capabilities); absent: none. */
  gangTargets?: readonly string[];
  /** First eight characters of the installation's id, in every attempt's name. */
  installation: string;
  /** Where attempt folders lie. */
  jobsDir: string;
  /** How long a worker owns a job without renewing. */
  leaseSeconds: number;
  /** SIGTERM to SIGKILL. */
  graceSeconds: number;
  /** Whether the target `process` has llm-compressor now; absent where nobody can say. */
  hasLlmcompressor?: () => boolean;
  /** The same of lm_eval. */
  hasLmEval?: () => boolean;
  /** Whether the target `process` has the engine now; absent where nobody can say. */
  hasEngine?: (engine: 'vllm' | 'ollama') => boolean;
  /** Absent: no recipe but those of Luthier. */
  ownRecipes?: Allowlist;
  /** For estimates; absent where nobody has set one. */
  gpuHourPrice?: GpuPrice | null;
  cpuHourPrice?: GpuPrice | null;
  /** For what an attempt took; absent where nobody has stated them. */
  gpuWatts?: number | null;
  kgCo2ePerKwh?: number | null;
}

/** DI token. */
export const JOB_DEFAULTS = 'JOB_DEFAULTS';
