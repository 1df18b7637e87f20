import { dirname, join } from 'node:path';
import type { AttemptLaunch } from '#jobs/compute.port.js';

/** The whole environment of a program: nothing is inherited, nothing here is secret. */
export function attemptEnvironment(
  attempt: AttemptLaunch,
  place: { path: string; converterDir?: string },
): Record<string, string> {
  const workspace = join(attempt.folder, 'workspace');
  return {
    PATH: place.path,
    HOME: workspace,
    LANG: 'C.UTF-8',
    JOB_SPEC: join(attempt.folder, 'spec.json'),
    JOB_WORKSPACE: workspace,
    OMP_NUM_THREADS: String(attempt.resources.cpus),
    OMP_WAIT_POLICY: 'PASSIVE', // see jobs/lib/hardware.py
    HF_HUB_OFFLINE: '1',
    PYTHONUNBUFFERED: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONNOUSERSITE: '1',
    CUDA_VISIBLE_DEVICES: attempt.resources.gpus.join(','),
    ...(place.converterDir && { JOB_CONVERTER_DIR: place.converterDir }),
    ...(attempt.traceparent && { TRACEPARENT: attempt.traceparent }),
  };
}

export const hostPath = (python: string): string =>
  [dirname(python), '/usr/local/bin', '/usr/bin', '/bin'].filter((p) => p.startsWith('/')).join(':');
