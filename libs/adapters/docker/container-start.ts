import { chmod, chown } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import type { AttemptLaunch } from '#jobs/compute.port.js';
import { JobFailure } from '#jobs/job-failure.js';
import { containerSpec } from './container-spec.js';
import { environmentOf } from './environment.js';
import { engineInfo, found, isConflict, settled } from './engine.js';
import { makeOutputFile } from './output-file.js';
import { startFailure } from './start-failure.js';

/** Where and of what containers are made. */
export interface LaunchPlace {
  /** Eight characters; every attempt's name starts with `lu-<installation>-`. */
  installation: string;
  /** Image with Python; its environment may set no LD_ variable. */
  image: string;
  /** Folder with once.py and run.py, mounted read-only; without it the image brings them under /opt/luthier/jobs. */
  jobsDir?: string;
  /** Python packages of this machine, mounted read-only, for an image that has none. */
  sitePackages?: string;
  /** Folder of the GGUF converter, mounted read-only and given to recipes as JOB_CONVERTER_DIR. */
  converterDir?: string;
  /** Folder of libllama, mounted read-only and given to recipes as JOB_LLAMA_DIR. */
  llamaDir?: string;
}

const UNPRIVILEGED = { uid: 10001, gid: 10001 };

/** Creates the attempt's container; one of the same name that is there already is left as it is. */
export async function createContainer(
  docker: Docker,
  attempt: AttemptLaunch,
  target: LaunchPlace,
): Promise<void> {
  const place = placeOf(attempt, target);
  const isOwn = attempt.own && 'image' in attempt.own;
  const imageId = await (isOwn ? ownImageId : imageIdOf)(docker, place.image);
  const environment = await environmentOf(imageId, place);
  const { NCPU: engineCpus } = await engineInfo(docker);
  const user = await userFor(attempt);
  try {
    await docker.createContainer(
      containerSpec(attempt, { ...place, imageId, environment, engineCpus, user }),
    );
  } catch (error) {
    if (!isConflict(error)) throw startFailure(error) ?? error;
  }
}

/** A container that the engine cannot start is removed: nothing may take it for one that will run. */
export async function startContainer(container: Docker.Container): Promise<void> {
  try {
    await settled(container.start());
  } catch (error) {
    const failure = startFailure(error);
    if (failure) await settled(container.remove({ v: true }));
    throw failure ?? error;
  }
}

/** Throws JobFailure `image_missing`, also for an image that may not be used. */
export async function imageIdOf(docker: Docker, image: string): Promise<string> {
  const present = await found(docker.getImage(image).inspect());
  if (!present) throw new JobFailure('image_missing', `The image ${image} is not on this machine.`);
  const loader = (present.Config.Env ?? []).find((entry) => entry.startsWith('LD_'));
  // CVE-2025-23266: such a variable reaches the GPU runtime's hook outside of the container
  if (loader)
    throw new JobFailure('image_missing', `The image ${image} sets ${loader.split('=')[0]}: refused.`);
  return present.Id;
}

/** An own image brings all that it needs: nothing of ours is mounted into it but the attempt and its inputs. */
const placeOf = ({ own }: AttemptLaunch, target: LaunchPlace): LaunchPlace =>
  own && 'image' in own ? { installation: target.installation, image: own.image } : target;

/** Throws JobFailure `image_missing` also for another image than the pinned one, and for one that makes a writable place of its own. */
export async function ownImageId(docker: Docker, pinned: string): Promise<string> {
  const present = await found(docker.getImage(pinned).inspect());
  if (!present)
    throw new JobFailure(
      'image_missing',
      `The own image ${pinned} is not on this machine: load it there, for nothing is pulled, or allow the digest of one that is.`,
    );
  if (present.Id !== pinned && !(present.RepoDigests ?? []).includes(pinned))
    throw new JobFailure('image_missing', `The image ${pinned} is not the one that was allowed.`);
  // the engine would make a folder on its disk for each, beside the read-only root
  const volumes = Object.keys(present.Config.Volumes ?? {});
  if (volumes.length > 0)
    throw new JobFailure('image_missing', `The image ${pinned} declares the volume ${volumes[0]}: refused.`);
  return imageIdOf(docker, pinned);
}

/** As root the program gets a user of its own, which must be able to read its spec and own its workspace. */
async function userFor(attempt: AttemptLaunch): Promise<string> {
  const owner = process.getuid?.() === 0 ? UNPRIVILEGED : null;
  await makeOutputFile(attempt.folder, owner);
  if (!owner) return `${process.getuid?.()}:${process.getgid?.()}`;
  await chmod(join(attempt.folder, 'spec.json'), 0o644);
  await chown(join(attempt.folder, 'workspace'), owner.uid, owner.gid);
  return `${owner.uid}:${owner.gid}`;
}
