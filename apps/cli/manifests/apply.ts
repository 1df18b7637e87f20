import { answer } from '#client/client.js';
import { ApiError } from '#client/errors.js';
import { type EstimateAnswer, estimateText } from '../estimate-text.js';
import type { Options } from '../command.js';
import { resolveVersion } from '../data.js';
import { CliError, EXIT } from '../exits.js';
import type { Session } from '../session.js';
import { type DatasetPlan, placed, planDataset, pushDataset } from './data-set.js';
import {
  type Body,
  type Earlier,
  earlierOf,
  endedBadly,
  fingerprint,
  marked,
  submit,
  type Submitted,
} from './declared.js';
import type { Manifest, ManifestFault } from './manifest.js';
import { ManifestError } from './read-files.js';

/** What became, or would become, of one document. */
export interface Outcome {
  kind: Manifest['kind'];
  name: string;
  file: string;
  line: number;
  action: 'created' | 'unchanged' | 'would_create';
  id: string | null;
  state: string | null;
  /** What the name stood for before; it stays as it is. */
  before?: string;
  sha256?: string;
  model_version?: string | null;
  estimate?: EstimateAnswer | null;
}

interface Planned {
  manifest: Manifest;
  /** Null where data of it are made by this apply: asked again then. */
  asked: { body: Body; sha256: string; earlier: Earlier } | null;
  estimate: EstimateAnswer | null;
}

export interface Plan {
  datasets: DatasetPlan[];
  planned: Planned[];
}

/** Looks at everything before anything is made: references, every fault of every document, licenses. Throws ManifestError. */
export async function planApply(session: Session, manifests: readonly Manifest[]): Promise<Plan> {
  const datasets: DatasetPlan[] = [];
  const faults: ManifestFault[] = [];
  let first: ManifestError | null = null;
  const tell = (error: unknown) => {
    if (!(error instanceof ManifestError)) throw error;
    faults.push(...error.faults);
    first ??= error;
  };
  try {
    for (const manifest of manifests.filter(({ kind }) => kind === 'Dataset'))
      await planDataset(session, manifest).then((plan) => datasets.push(plan), tell);
    const known = new Map(datasets.map((one) => [one.manifest.name, one.known?.id ?? null]));
    const planned: Planned[] = [];
    for (const manifest of manifests.filter(({ kind }) => kind !== 'Dataset'))
      await planOne(session, manifest, known).then((plan) => planned.push(plan), tell);
    if (first) throw new ManifestError(faults, (first as ManifestError).exit);
    return { datasets, planned };
  } catch (error) {
    for (const one of datasets) one.remove();
    throw error;
  }
}

async function planOne(
  session: Session,
  manifest: Manifest,
  known: ReadonlyMap<string, string | null>,
): Promise<Planned> {
  assertShape(manifest);
  const body = await bodyOf(session, manifest, known);
  if (!body) return { manifest, asked: null, estimate: null };
  const sha256 = fingerprint(manifest.kind, body);
  const earlier = await earlierOf(session, manifest, sha256);
  const estimate =
    earlier.same && !endedBadly(earlier.same.state)
      ? null
      : await rehearse(session, manifest, marked(manifest, body, sha256));
  return { manifest, asked: { body, sha256, earlier }, estimate };
}

/** The service's own checks, license gate included, through an estimate: it keeps nothing. */
async function rehearse(session: Session, manifest: Manifest, body: Body): Promise<EstimateAnswer> {
  try {
    return await answer(session.client.POST('/v1/estimates', { body }));
  } catch (error) {
    throw placed(manifest, error);
  }
}

function assertShape(manifest: Manifest): void {
  const wrong = (param: string, message: string) =>
    new ManifestError([{ ...manifest.placeOf({ param, code: 'unknown_parameter', message: '' }), message }]);
  const { kind, spec } = manifest;
  if (kind === 'Pipeline' && !('jobs' in spec))
    throw wrong('', "'spec.jobs' is missing: the jobs of the pipeline");
  if (kind === 'Job' && 'jobs' in spec) throw wrong('jobs', "'jobs' belongs to the kind Pipeline");
  if (kind === 'Job' && !('kind' in spec))
    throw wrong('', "'spec.kind' is missing: finetune, merge, quantize or evaluate");
}

/** The body that the API takes: names of data become ids of versions. Null where a version is still to be made. */
async function bodyOf(
  session: Session,
  manifest: Manifest,
  known: ReadonlyMap<string, string | null>,
): Promise<Body | null> {
  let isPending = false;
  const resolved = async (job: unknown, at: string): Promise<unknown> => {
    const ref = (job as Body | null)?.['dataset_version'];
    if (typeof ref !== 'string' || ref.startsWith('dsv_')) return job;
    const declared = known.get(ref);
    if (declared === null) isPending = true;
    const id =
      declared ??
      (declared === null
        ? ref
        : await resolveVersion(session, ref).catch((error: unknown) => {
            if (!(error instanceof CliError)) throw error;
            const place = manifest.placeOf({ param: `${at}dataset_version`, message: '' });
            throw new ManifestError([{ ...place, message: error.message }], error.exit, error.fix);
          }));
    return { ...(job as Body), dataset_version: id };
  };
  /** The data of a job: what it reads, and what a task of a harness takes its examples from. */
  const withData = async (job: unknown, at: string): Promise<unknown> => {
    const found = (await resolved(job, at)) as Body | null;
    const task = found?.['lm_eval'] as Body | null | undefined;
    if (!isObject(task) || !isObject(task['fewshot_config'])) return found;
    const examples = await resolved(task['fewshot_config'], `${at}lm_eval.fewshot_config.`);
    return { ...found, lm_eval: { ...task, fewshot_config: examples } };
  };
  const { kind, name, spec } = manifest;
  let body: Body;
  if (kind === 'Job') body = (await withData(spec, '')) as Body;
  else {
    const jobs: unknown[] = [];
    if (Array.isArray(spec['jobs']))
      for (const [index, job] of (spec['jobs'] as unknown[]).entries())
        jobs.push(await withData(job, `jobs[${index}].`));
    body = { name, ...spec, ...(Array.isArray(spec['jobs']) ? { jobs } : {}) };
  }
  return isPending ? null : body;
}

const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Those documents that a license forbids. */
export const refusals = ({ planned }: Plan): string[] =>
  planned.flatMap(({ manifest: { file, line, column, kind, name }, estimate }) =>
    estimate && !estimate.allowed_to_proceed
      ? [
          `${file}:${line}:${column}: ${kind}/${name}: ${estimate.unavailable_reason?.message ?? 'a license forbids it'}`,
        ]
      : [],
  );

const outcome = (
  { kind, name, file, line }: Manifest,
  of: Omit<Outcome, 'kind' | 'name' | 'file' | 'line'>,
): Outcome => ({
  ...{ kind, name, file, line },
  ...of,
});

/** What an apply would do. */
export function rehearsed({ datasets, planned }: Plan): Outcome[] {
  return [
    ...datasets.map(({ manifest, known }) =>
      outcome(manifest, { action: known ? 'unchanged' : 'would_create', id: known?.id ?? null, state: null }),
    ),
    ...planned.map(({ manifest, asked, estimate }) => {
      const same = asked?.earlier.same ?? null;
      if (same) return unchanged(manifest, same, asked!.sha256);
      const before = asked?.earlier.other?.id;
      return outcome(manifest, {
        action: 'would_create',
        id: null,
        state: null,
        ...(before ? { before } : {}),
        estimate,
      });
    }),
  ];
}

const unchanged = (manifest: Manifest, same: Submitted, sha256: string): Outcome =>
  outcome(manifest, { action: 'unchanged', id: same.id, state: same.state, sha256, ...versionOf(same) });
const versionOf = (one: Submitted) => (one.object === 'pipeline' ? { model_version: one.model_version } : {});

/** Makes what is not there yet. `retry`: also anew what ended badly. Throws ManifestError at the first refusal. */
export async function carryOut(
  session: Session,
  plan: Plan,
  { retry, options = {} }: { retry: boolean; options?: Options },
): Promise<Outcome[]> {
  const done: Outcome[] = [];
  const versions = new Map<string, string | null>();
  for (const dataset of plan.datasets) {
    const { version, created } = await pushDataset(session, dataset);
    versions.set(dataset.manifest.name, version.id);
    done.push(
      outcome(dataset.manifest, { action: created ? 'created' : 'unchanged', id: version.id, state: null }),
    );
  }
  for (const { manifest, ...of } of plan.planned) {
    const asked = of.asked ?? (await planOne(session, manifest, versions)).asked!;
    const { same, badly, other } = asked.earlier;
    if (same && !(retry && endedBadly(same.state))) {
      done.push(unchanged(manifest, same, asked.sha256));
      continue;
    }
    const made = await submit(session, manifest, { ...asked, badly, options }).catch((error: unknown) => {
      throw error instanceof ApiError ? placed(manifest, error) : error;
    });
    const before = other?.id ?? (same ? same.id : undefined);
    done.push(
      outcome(manifest, {
        ...{ action: 'created', id: made.id, state: made.state, sha256: asked.sha256 },
        ...(before ? { before } : {}),
        ...versionOf(made),
      }),
    );
  }
  return done;
}

/** One line a document, and under it what it would come to. */
export function outcomeText(one: Outcome): string {
  const what = `${one.kind}/${one.name}`;
  const is = one.state ? ` (${one.state})` : '';
  const before = one.before ? `; ${one.before} stays as it is` : '';
  const estimate = one.estimate ? `\n${estimateText(one.estimate).replace(/^/gm, '    ')}` : '';
  switch (one.action) {
    case 'created':
      return `${what} created: ${one.id}${is}${before}`;
    case 'unchanged':
      return `${what} unchanged: ${one.id}${is}`;
    case 'would_create': {
      const license = one.estimate
        ? one.estimate.allowed_to_proceed
          ? '; the licenses allow it'
          : '; refused by license'
        : '';
      const later = one.kind !== 'Dataset' && !one.estimate ? '; estimated once its data are there' : '';
      return `${what} would be created${before}${license}${later}${estimate}`;
    }
  }
}

/** Ends with exit 1 where something that is declared has failed before and was left so. */
export function assertNoneFailed(outcomes: readonly Outcome[]): void {
  const bad = outcomes.find(
    ({ action, state }) => action === 'unchanged' && state !== null && endedBadly(state),
  );
  if (bad)
    throw new CliError(
      `${bad.kind}/${bad.name} ${bad.state} before (${bad.id})`,
      EXIT.failed,
      'luthier apply --retry submits it again',
    );
}
