import type { Making } from '#artifacts/making.js';
import type { ManifestFile } from '#artifacts/manifest.js';
import { canonical } from './identity.js';

/** One file of the two artifacts; null where one of them has none of that path. */
export interface FileMatch {
  path: string;
  sha256: string | null;
  again: string | null;
  equal: boolean;
}

export interface Difference {
  what: string;
  was: unknown;
  is: unknown;
}

/** `unknown`: the older record does not say enough. */
export type Expectation = 'equal' | 'may_differ' | 'unknown';

/** Written from the license catalogue of the day, not by the program. */
const PAPERS = new Set(['LICENSE', 'NOTICE']);
/** What the bytes depend on beside spec, seed and inputs. */
const PLACE = ['device', 'dtype', 'threads', 'cpu', 'gpus', 'image', 'sha256'] as const;
const WORDS: Record<string, string> = {
  device: 'device',
  dtype: 'number format',
  threads: 'number of threads',
  cpu: 'CPU',
  gpus: 'GPUs',
  image: 'image',
  sha256: 'environment (interpreter, packages, recipes)',
};

/** Both artifacts path by path, those that differ first. */
export function fileMatches(was: readonly ManifestFile[], is: readonly ManifestFile[]): FileMatch[] {
  const again = new Map(is.map(({ path, sha256 }) => [path, sha256]));
  const paths = new Set([...was, ...is].map(({ path }) => path));
  const before = new Map(was.map(({ path, sha256 }) => [path, sha256]));
  return [...paths]
    .map((path) => {
      const [a, b] = [before.get(path) ?? null, again.get(path) ?? null];
      return { path, sha256: a, again: b, equal: a === b };
    })
    .sort((a, b) => Number(a.equal) - Number(b.equal) || (a.path < b.path ? -1 : 1));
}

/** Where the two records do not say the same: inputs, seed, spec, and what it ran in. */
export function differences(was: Making | null, is: Making | null): Difference[] {
  const found: Difference[] = [];
  const hold = (what: string, a: unknown, b: unknown) => {
    if (canonical(a ?? null) !== canonical(b ?? null)) found.push({ what, was: a ?? null, is: b ?? null });
  };
  hold('seed', was?.seed, is?.seed);
  hold('compute_target', was?.compute_target, is?.compute_target);
  const read = (of: Making | null) => new Map(of?.inputs.map((one) => [one.name, one.sha256]));
  const [before, after] = [read(was), read(is)];
  for (const name of new Set([...before.keys(), ...after.keys()]))
    hold(`inputs.${name}`, before.get(name), after.get(name));
  const [old, now] = [was?.environment ?? {}, is?.environment ?? {}];
  for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
    if (key !== 'packages') hold(`environment.${key}`, old[key], now[key]);
  }
  const packages = (of: Record<string, unknown>) => (of['packages'] ?? {}) as Record<string, string>;
  for (const name of new Set([...Object.keys(packages(old)), ...Object.keys(packages(now))]))
    hold(`environment.packages.${name}`, packages(old)[name], packages(now)[name]);
  return found;
}

/** What may be promised of the bytes, and why: the recipes repeat on one CPU with one number of threads, and nowhere else. */
export function expectation(
  was: Making | null,
  is: Making | null,
  kind: string,
): { expected: Expectation; because: string } {
  if (kind === 'evaluate')
    return {
      expected: 'may_differ',
      because:
        'An evaluation keeps how long each answer took, which never repeats: compare its metrics instead of its bytes.',
    };
  const [old, now] = [was?.environment, is?.environment];
  if (old?.['device'] === 'cuda' || now?.['device'] === 'cuda')
    return { expected: 'may_differ', because: 'It ran on a GPU: its kernels are not promised to repeat.' };
  const silent = ['sha256', 'cpu', 'threads'].filter((key) => old?.[key] == null || now?.[key] == null);
  if (silent.length > 0)
    return {
      expected: 'unknown',
      because: `A record does not say its ${silent.map((key) => WORDS[key]).join(', ')}: it is older than this check.`,
    };
  const other = PLACE.filter((key) => canonical(old?.[key] ?? null) !== canonical(now?.[key] ?? null));
  if (other.length > 0)
    return {
      expected: 'may_differ',
      because: `Another ${other.map((key) => WORDS[key]).join(', ')}: sums are taken in another order there, and the last bits differ.`,
    };
  return {
    expected: 'equal',
    because: 'The same environment, CPU, threads, inputs and seed: the bytes are expected to be equal.',
  };
}

/** The outcome in a sentence, for people. */
export function verdictText(
  files: readonly FileMatch[],
  { expected, because }: { expected: Expectation; because: string },
): string {
  const wrong = files.filter(({ equal }) => !equal);
  if (wrong.length === 0) return `All ${files.length} files are equal, byte by byte.`;
  const head = `${wrong.length} of ${files.length} files differ.`;
  if (wrong.every(({ path }) => PAPERS.has(path)))
    return `${head} They are LICENSE and NOTICE, which are written from the license catalogue of the day; what the program wrote is equal.`;
  if (expected === 'equal') return `${head} That was not to be expected: ${because}`;
  return `${head} ${because}`;
}
