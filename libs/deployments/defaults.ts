/** How deployments run on this machine; the apps' modules fill it in. */
export interface DeploymentDefaults {
  /** Eight characters: servers of other installations are left alone. */
  installation: string;
  threads: number;
  /** Requests answered at once by one server. */
  parallel: number;
  /** Longest context a server is started with; a model with a shorter one gets its own. */
  contextLength: number;
  /** A preview that nobody called for so long is stopped. */
  idleSeconds: number;
  /** A server that is not ready by then has failed. */
  startSeconds: number;
  /** How long the replaced deployment goes on for the answers it has begun. */
  drainSeconds: number;
}

/** DI token. */
export const DEPLOYMENT_DEFAULTS = 'DEPLOYMENT_DEFAULTS';

/** 10 minutes idle and 3 minutes to start; two requests at once. */
export const deploymentDefaults = (installation: string, threads: number): DeploymentDefaults => ({
  installation,
  threads,
  parallel: 2,
  contextLength: 4096,
  idleSeconds: 600,
  startSeconds: 180,
  drainSeconds: 15,
});
