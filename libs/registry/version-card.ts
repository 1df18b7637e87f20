import type { Usage } from '#jobs/usage.js';
import type { Catalogue } from '#license-catalogue/catalogue.js';
import { hubLicense } from '#license-catalogue/catalogue.js';
import type { FinetuneParams } from '#jobs/recipe-finetune.contract.js';
import type { JobResult } from '#jobs/recipe-output.contract.js';
import type { ContaminationReport } from '#contamination/contamination.contract.js';
import { intervalsOf } from '#evaluations/metrics.js';
import type { CardEvaluation, CardInput, CardKind } from './card.js';
import type { EvaluationSummary } from './registry.contract.js';
import { ENGINES_OF, type Variant } from './variants.js';
import type { JobEnergy } from './version-energy.js';

/** Where the base's bytes came from, as recorded at its import. */
export interface BaseSource {
  package?: string;
  repo?: string;
  version?: string;
  sha256?: string | null;
  transform?: string | null;
  license_file?: { path: string };
}

/** Everything that is known about a version before it has files: plain values, gathered by registry.facts.ts. */
export interface VersionFacts {
  project: { name: string; org: string };
  model: string;
  number: number;
  suffix: string | null;
  base: {
    id: string;
    artifactId: string | null;
    slug: string;
    hubId: string;
    revision: string | null;
    licenseId: string | null;
    source: BaseSource;
  };
  dataset: {
    id: string;
    name: string;
    digest: string;
    rows: number;
    license: string;
    attribution: string | null;
    source: { repo?: string; url?: string };
  };
  job: {
    id: string;
    seed: number;
    params: FinetuneParams | null;
    /** Of an operator's own recipe, by name and digest. */
    own?: { recipe: string; params: object } | null;
    steps: number;
    seconds: number;
    device: string;
    environment: JobResult['environment'] | null;
    usage?: Usage | null;
  };
  evaluations: EvaluationSummary[];
  /** By evaluation: what of its rows the model was trained on, where that is known. */
  contamination: ReadonlyMap<string, ContaminationReport>;
  /** The quantized forms among them. */
  variants: Variant[];
  /** What each job of the lineage took; a job that nobody counted is not in it. */
  energy: JobEnergy[];
  /** Ids of what this version consists of, its main artifact first. */
  subjects: string[];
  kind: CardKind;
  /** What it consists of, by role, its main artifact first. */
  artifacts: { role: string; id: string; digest: string }[];
  files: { path: string; sha256: string; sizeBytes: number }[];
}

/** The card's input from the facts of a version and the decision of gate G3. */
export function cardInputOf(
  facts: VersionFacts,
  decision: CardInput['decision'],
  catalogue: Catalogue,
  madeBy: string,
): CardInput {
  const { base, job, dataset, kind } = facts;
  const entry = base.licenseId === null ? undefined : catalogue.byId.get(base.licenseId);
  const license = entry
    ? { ...hubLicense(entry, catalogue), fullName: entry.name }
    : { license: 'other', license_name: 'unknown', license_link: 'LICENSE', fullName: 'unknown' };
  return {
    name: facts.model,
    version: String(facts.number),
    kind,
    base: { repo: base.hubId, name: base.slug, revision: base.revision, source: sourceOf(base.source) },
    license,
    datasets: [
      {
        name: dataset.name,
        repo: dataset.source.repo ?? null,
        license: dataset.license,
        credit: dataset.attribution ?? '',
        url: dataset.source.url ?? null,
        sha256: dataset.digest,
        rows: dataset.rows,
      },
    ],
    language: ['en'],
    pipelineTag: 'text-generation',
    libraryName: libraryOf(facts),
    tags: kind === 'adapter' ? ['lora'] : [],
    training: {
      method: job.params
        ? `${job.params.adapter.type === 'none' ? 'full' : job.params.adapter.type}, ${METHODS[job.params.method]}`
        : job.own
          ? `own recipe ${job.own.recipe}`
          : 'supervised',
      jobId: job.id,
      steps: job.steps,
      examples: dataset.rows,
      seconds: Math.round(job.seconds),
      seed: job.seed,
      device: job.device,
      hyperparameters: flat(job.params ?? job.own?.params ?? {}),
      usage: job.usage ?? null,
    },
    energy: facts.energy,
    variants: facts.variants.map((one) => ({ ...one, engines: ENGINES_OF[one.role] })),
    evaluation: evaluationOf(facts),
    refusals: refusalsOf(facts),
    decision,
    intendedUse: `Text generation in the manner of its training data, "${dataset.name}".`,
    limitations: [
      'It learned from one data set; what lies outside of it was not measured.',
      'Its answers can be wrong. Somebody has to answer for what is done with them.',
    ],
    files: facts.files,
    madeBy,
  };
}

const LIBRARY: Readonly<Record<string, string>> = { adapter: 'peft', gguf: 'gguf' };
/** By what the version mainly is; a quantized folder is loaded as any other model. */
const libraryOf = ({ artifacts: [main] }: VersionFacts): string =>
  LIBRARY[main?.role ?? ''] ?? 'transformers';

const METHODS = {
  sft: 'supervised',
  dpo: 'direct preference optimisation',
  kto: 'Kahneman-Tversky optimisation',
  orpo: 'odds ratio preference optimisation',
} as const;
const HOW = { lora: 'with LoRA', qlora: 'with QLoRA', none: 'in all its weights' } as const;

/** One sentence for each change to the base: for NOTICE and the change notes. */
export function changesOf(facts: VersionFacts): string[] {
  const { params } = facts.job;
  const how = HOW[params?.adapter.type ?? 'lora'];
  const rows = params && params.method !== 'sft' && params.method !== 'kto' ? 'pairs' : 'rows';
  const by = params && params.method !== 'sft' ? ` by ${METHODS[params.method]}` : '';
  const { transform } = facts.base.source;
  return [
    ...(transform ? [`The weights of the base model were ${transform}.`] : []),
    `Fine-tuned ${how}${by} on ${facts.dataset.rows} ${rows} of ${facts.dataset.name}.`,
    ...(params?.adapter.type !== 'none' && facts.files.some(({ path }) => path.startsWith('merged/'))
      ? ['The adapter was merged into the base model.']
      : []),
    ...(facts.files.some(({ path }) => path.startsWith('gguf/'))
      ? ['The weights were converted to GGUF and quantized.']
      : []),
    ...facts.variants
      .filter(({ role }) => role === 'quantized')
      .map(({ type, format }) => `The weights were quantized${type ? ` to ${type} (${format})` : ''}.`),
  ];
}

/** Params as MLflow and the card want them: dotted names, plain values. */
export function flat(value: object, prefix = ''): Record<string, string | number | boolean> {
  const out: Record<string, string | number | boolean> = {};
  for (const [key, inner] of Object.entries(value)) {
    const name = prefix ? `${prefix}.${key}` : key;
    if (inner === null || inner === undefined) continue;
    if (Array.isArray(inner)) out[name] = inner.map(String).join(', ');
    else if (typeof inner === 'object') Object.assign(out, flat(inner as object, name));
    else if (['string', 'number', 'boolean'].includes(typeof inner))
      out[name] = inner as string | number | boolean;
  }
  return out;
}

function sourceOf(source: VersionFacts['base']['source']): CardInput['base']['source'] {
  const name = source.package ?? source.repo;
  if (!name || !source.sha256) return null;
  const note = source.transform ? { note: source.transform } : {};
  return { name, version: source.version ?? '', sha256: source.sha256, ...note };
}

/** The measurement of this version that the most rows stand behind, with everything measured on the same data. */
function evaluationOf(facts: VersionFacts): CardEvaluation | null {
  const measured = facts.evaluations.filter(({ task }) => task !== 'parity' && task !== 'refusal');
  const own = measured.filter(({ subject }) => facts.subjects.includes(subject));
  const best = own.toSorted(
    (a, b) =>
      Number(a.task !== 'exact_match') - Number(b.task !== 'exact_match') ||
      facts.subjects.indexOf(a.subject) - facts.subjects.indexOf(b.subject),
  )[0];
  if (!best) return null;
  // the card looks its own row up by the name, and takes the first
  const same = [best, ...measured.filter((one) => one !== best)].filter(
    (one) => one.dataset_version === best.dataset_version,
  );
  return {
    task: 'text-generation',
    dataset: {
      type: facts.dataset.source.repo ?? 'private',
      name: facts.dataset.name,
      split: 'test',
      rows: best.rows ?? 0,
    },
    subject: measuredName(facts, best),
    contamination: contaminationOf(facts, best.id),
    results: same.map((one) => ({ model: measuredName(facts, one), metrics: one.metrics })),
  };
}

const FORM_NAMES: Readonly<Record<string, string>> = { gguf: 'GGUF' };
/** `exact match (GGUF)`: evaluations of several forms may bear one name. */
function measuredName({ artifacts, base }: VersionFacts, { name, subject }: EvaluationSummary): string {
  const role = artifacts.find(({ id }) => id === subject)?.role;
  const form = subject === base.id ? 'base model' : role && (FORM_NAMES[role] ?? role);
  return form === undefined ? name : `${name} (${form})`;
}

/** Of what is served before what that was made from; of equals the newest. */
function refusalsOf({ evaluations, subjects }: VersionFacts): CardInput['refusals'] {
  const own = evaluations
    .filter(({ task, subject }) => task === 'refusal' && subjects.includes(subject))
    .toReversed()
    .toSorted((a, b) => subjects.indexOf(a.subject) - subjects.indexOf(b.subject))[0];
  if (!own) return null;
  const metrics = own.metrics as Record<string, number>;
  return { evaluation: own.id, dataset: own.dataset_version, metrics, intervals: intervalsOf(metrics) };
}

function contaminationOf(facts: VersionFacts, evaluation: string): CardEvaluation['contamination'] {
  const report = facts.contamination.get(evaluation);
  if (!report) return null;
  const { rows, contaminated_rows: contaminated, exact_rows: exact, complete, scores } = report;
  const score = (of: Record<string, number> | null) => of?.['exact_match'] ?? null;
  return { rows, contaminated, exact, complete, all: score(scores.all), clean: score(scores.clean) };
}
