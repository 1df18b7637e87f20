import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { DockerCompute } from '#adapters/docker/docker.compute.js';
import { ProcessCompute } from '#adapters/process/process.compute.js';
import { COMPUTE, type ComputePort } from '#jobs/compute.port.js';
import { type Config, paths } from '#platform/config.js';
import { root } from '#platform/root.js';
import { INSTALLATION } from '../adapters.module.js';

/** llama.cpp's quantiser, which no Python package exposes; npm installs it on Linux x64 alone. */
const LLAMA = join(root, 'node_modules/@node-llama-cpp/linux-x64/bins/linux-x64');
const llamaDir = existsSync(LLAMA) ? LLAMA : undefined;

/** The compute targets of this worker by name. */
export function computeTargets(config: Config) {
  return {
    provide: COMPUTE,
    useFactory: (installation: string): Record<string, ComputePort> => ({
      process: new ProcessCompute({
        installation,
        python: interpreter(config),
        program: join(root, 'jobs/run.py'),
        runDir: join(paths(config).run, 'attempts'),
        converterDir: config.LUTHIER_GGUF_DIR,
        llamaDir,
        llmcompressor: config.LUTHIER_LLMCOMPRESSOR_PYTHON,
        lmEvalDir: config.LUTHIER_LM_EVAL_DIR,
        vllm: config.LUTHIER_VLLM,
        ollama: config.LUTHIER_OLLAMA,
      }),
      ...(config.DOCKER_HOST && { docker: docker(config.DOCKER_HOST, installation, config) }),
    }),
    inject: [INSTALLATION],
  };
}

/** An image brings packages, recipes and converter of one release, or none of them: they are never mixed. */
function docker(host: string, installation: string, config: Config): DockerCompute {
  const { LUTHIER_JOB_IMAGE: image, LUTHIER_JOB_SITE_PACKAGES: sitePackages } = config;
  const ours = sitePackages && {
    sitePackages,
    jobsDir: join(root, 'jobs'),
    converterDir: config.LUTHIER_GGUF_DIR,
    llamaDir,
  };
  return new DockerCompute({ host, installation, image, ...ours });
}

function interpreter(config: Config): string {
  const python = config.LUTHIER_TRAIN_PYTHON ?? config.LUTHIER_PYTHON;
  return isAbsolute(python) ? python : join('/usr/bin', python);
}
