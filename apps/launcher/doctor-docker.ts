import { dockerClient, engineInfo, found } from '#adapters/docker/engine.js';
import { nvidiaGpus } from '#adapters/process/devices.js';
import type { Config } from '#platform/config.js';
import type { Finding } from './doctor.js';

type Settings = Pick<
  Config,
  'DOCKER_HOST' | 'LUTHIER_COMPUTE_TARGET' | 'LUTHIER_JOB_IMAGE' | 'LUTHIER_JOB_SITE_PACKAGES'
>;

/** What the docker target needs: an engine that answers, the image of the jobs, and a GPU runtime where there are GPUs. */
export async function docker(
  settings: Settings,
  gpus: () => Promise<string[]> = nvidiaGpus,
): Promise<Finding[]> {
  const { DOCKER_HOST: host, LUTHIER_COMPUTE_TARGET: target, LUTHIER_JOB_IMAGE: image } = settings;
  if (!host) return [{ name: 'docker', level: 'ok', found: 'DOCKER_HOST is not set: no docker target' }];
  const level = target === 'docker' ? 'fail' : 'warn';
  const engine = dockerClient(host);
  try {
    const info = await engineInfo(engine);
    const findings: Finding[] = [
      { name: 'docker', level: 'ok', found: `engine ${info.ServerVersion} at ${host}` },
    ];
    findings.push(
      (await found(engine.getImage(image).inspect()))
        ? { name: 'image', level: 'ok', found: image }
        : {
            name: 'image',
            level,
            found: `the engine has no image ${image}`,
            why: 'attempts in containers run in it',
            fix: imageFix(settings),
          },
    );
    if ((await gpus()).length > 0 && !('nvidia' in info.Runtimes)) {
      const fix = 'install nvidia-container-toolkit, then: nvidia-ctk runtime configure --runtime=docker';
      const said = 'the engine has no NVIDIA runtime: jobs in containers get no GPU';
      findings.push({
        name: 'gpu runtime',
        level,
        found: said,
        why: 'training in containers would run on the CPU',
        fix,
      });
    }
    return findings;
  } catch (error) {
    return [{ name: 'docker', level, ...unreachable(host, error) }];
  }
}

const imageFix = ({ LUTHIER_JOB_IMAGE: image, LUTHIER_JOB_SITE_PACKAGES: packages }: Settings): string =>
  packages
    ? `node docker/rootfs.mjs ${image} PYTHON ${packages}`
    : `docker build -f docker/Dockerfile.train -t ${image} . (or name another with LUTHIER_JOB_IMAGE)`;

function unreachable(host: string, error: unknown): Pick<Finding, 'found' | 'why' | 'fix'> {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EACCES')
    return {
      found: `${host} is closed to this user`,
      why: 'the docker target starts every attempt through it',
      fix: 'sudo usermod -aG docker $USER, then log in anew',
    };
  return {
    found: `no engine answers at ${host} (${code ?? message})`,
    why: 'the docker target starts every attempt through it',
    fix: 'start it (apt-get install docker.io), set DOCKER_HOST to where it is, or unset it',
  };
}
