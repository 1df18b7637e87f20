import { JobFailure } from '#jobs/job-failure.js';

/** What the engine's refusal to start a container means for the job; null where it did not answer. */
export function startFailure(error: unknown): JobFailure | null {
  const { statusCode, message } = error as { statusCode?: number; message?: string };
  const text = message ?? '';
  if (/could not select device driver|nvidia-container|unknown or invalid runtime name: nvidia/i.test(text))
    return new JobFailure('no_device', `The Docker engine has no GPU runtime: ${reason(text)}`);
  if (
    /executable file not found|no such file or directory|permission denied/i.test(text) &&
    statusCode !== 404
  )
    return new JobFailure('image_missing', `The image cannot run the program: ${reason(text)}`);
  if (statusCode === 404 && /no such image/i.test(text))
    return new JobFailure('image_missing', `The image is not on this machine: ${reason(text)}`);
  if (/no space left on device/i.test(text))
    return new JobFailure('disk_full', `The Docker engine has no space left: ${reason(text)}`);
  if (statusCode)
    return new JobFailure('internal', `The Docker engine refuses the container: ${reason(text)}`);
  return null;
}

const reason = (text: string): string =>
  text
    .replace(/^\(HTTP code \d+\) [^-]*- /, '')
    .trim()
    .slice(0, 500);
