import { type Environment, isSecret, settingNames } from '#platform/config.js';

// What programs need of a user's environment to find files, speak the language and reach the network.
const PASSED =
  /^(PATH|HOME|USER|LOGNAME|LANG|LC_.*|TZ|TMPDIR|XDG_.*|(HTTPS?|NO|ALL)_PROXY|(https?|no|all)_proxy|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|PIP_.*|CUDA_VISIBLE_DEVICES|LD_LIBRARY_PATH)$/;

/** The part of an environment that every child may see: no settings, no secrets. */
export function plainEnv(env: Environment): Record<string, string> {
  return pick(env, (name) => PASSED.test(name));
}

/** plainEnv with the settings as the user gave them; a secret given as a file stays a file. */
export function serviceEnv(
  env: Environment,
  own: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const settings = new Set<string>(settingNames.flatMap((n) => (isSecret(n) ? [n, `${n}_FILE`] : [n])));
  const aws = env['S3_BUCKET'] ? /^AWS_/ : /^$/;
  const all = pick(env, (name) => PASSED.test(name) || settings.has(name) || aws.test(name));
  for (const [name, value] of Object.entries(own)) {
    if (value === null) delete all[name];
    else all[name] = value;
  }
  return all;
}

function pick(env: Environment, wanted: (name: string) => boolean): Record<string, string> {
  const entries = Object.entries(env).filter((e): e is [string, string] => Boolean(e[1]) && wanted(e[0]));
  return Object.fromEntries(entries);
}
