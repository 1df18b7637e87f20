import type { Catalogue } from '#license-catalogue/catalogue.js';
import { hubLicense } from '#license-catalogue/catalogue.js';
import type { Decision } from '#license-rules/decision.contract.js';
import type { FinetuneParams } from '#jobs/recipe.contract.js';
import type { CardEvaluation, CardInput, CardKind } from './card.js';
import type { EvaluationSummary } from './registry.contract.js';

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
    steps: number;
    seconds: number;
    device: string;
  };
  evaluations: EvaluationSummary[];
  /** Ids of what this version consists of, its main artifact first. */
  subjects: string[];
  kind: CardKind;
  files: { path: string; sha256: string; sizeBytes: number }[];
}

/** The card's input from the facts of a version and the decision of gate G3. */
export function cardInputOf(
  facts: VersionFacts,
  decision: Decision,
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
    libraryName: kind === 'adapter' ? 'peft' : kind === 'quantized' ? 'gguf' : 'transformers',
    tags: kind === 'adapter' ? ['lora'] : [],
    training: {
      method: job.params
        ? `${job.params.adapter.type}, ${job.params.method === 'dpo' ? 'direct preference optimisation' : 'supervised'}`
        : 'supervised',
      jobId: job.id,
      steps: job.steps,
      examples: dataset.rows,
      seconds: Math.round(job.seconds),
      seed: job.seed,
      device: job.device,
      hyperparameters: job.params ? flat(job.params) : {},
    },
    evaluation: evaluationOf(facts),
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

/** One sentence for each change to the base: for NOTICE and the change notes. */
export function changesOf(facts: VersionFacts): string[] {
  const how = facts.job.params?.adapter.type === 'qlora' ? 'QLoRA' : 'LoRA';
  const { transform } = facts.base.source;
  return [
    ...(transform ? [`The weights of the base model were ${transform}.`] : []),
    facts.job.params?.method === 'dpo'
      ? `Fine-tuned with ${how} by direct preference optimisation on ${facts.dataset.rows} pairs of ${facts.dataset.name}.`
      : `Fine-tuned with ${how} on ${facts.dataset.rows} rows of ${facts.dataset.name}.`,
    ...(facts.files.some(({ path }) => path.startsWith('merged/'))
      ? ['The adapter was merged into the base model.']
      : []),
    ...(facts.files.some(({ path }) => path.startsWith('gguf/'))
      ? ['The weights were converted to GGUF and quantized.']
      : []),
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
  const own = facts.evaluations.filter(({ subject }) => facts.subjects.includes(subject));
  const best = own.toSorted(
    (a, b) => facts.subjects.indexOf(a.subject) - facts.subjects.indexOf(b.subject),
  )[0];
  if (!best) return null;
  const same = facts.evaluations.filter((one) => one.dataset_version === best.dataset_version);
  return {
    task: 'text-generation',
    dataset: {
      type: facts.dataset.source.repo ?? 'private',
      name: facts.dataset.name,
      split: 'test',
      rows: best.rows ?? 0,
    },
    subject: best.name,
    results: same.map(({ name, metrics }) => ({ model: name, metrics })),
  };
}
