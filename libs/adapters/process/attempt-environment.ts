import { dirname, join } from 'node:path';
import type { AttemptLaunch } from '#jobs/compute.port.js';

/** The whole environment of a program: nothing is inherited, nothing here is secret. */
export function attemptEnvironment(
  attempt: AttemptLaunch,
  place: {
    path: string;
    converterDir?: string;
    llamaDir?: string;
    llmcompressor?: string;
    lmEvalDir?: string;
    vllm?: string;
    ollama?: string;
  },
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
    PYTHONHASHSEED: '0', // PEFT writes sets, in their order: adapter_config.json would differ from run to run
    CUDA_VISIBLE_DEVICES: attempt.resources.gpus.join(','),
    ...(place.converterDir && { JOB_CONVERTER_DIR: place.converterDir }),
    ...(place.llamaDir && { JOB_LLAMA_DIR: place.llamaDir }),
    ...(place.llmcompressor && { JOB_LLMCOMPRESSOR_PYTHON: place.llmcompressor }),
    ...(place.lmEvalDir && { JOB_LM_EVAL_DIR: place.lmEvalDir }),
    ...(place.vllm && { JOB_VLLM: place.vllm }),
    ...(place.ollama && { JOB_OLLAMA: place.ollama }),
    ...(attempt.own && 'recipe' in attempt.own && { JOB_RECIPE: attempt.own.recipe }),
    ...(attempt.traceparent && { TRACEPARENT: attempt.traceparent }),
  };
}

export const hostPath = (python: string): string =>
  [dirname(python), '/usr/local/bin', '/usr/bin', '/bin'].filter((p) => p.startsWith('/')).join(':');
