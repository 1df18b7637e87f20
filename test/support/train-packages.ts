import { execFileSync } from 'node:child_process';

/** The folder with the packages of an environment, as LUTHIER_JOB_SITE_PACKAGES wants it. */
export function sitePackagesOf(python: string): string {
  const code = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  return execFileSync(python, ['-I', '-c', code], { encoding: 'utf8' }).trim();
}
