import { stringify } from 'yaml';
import { explainFinding, explainObligation, VERDICT_WORDS } from '#license-rules/explain.js';
import type { Catalogue } from '#license-catalogue/catalogue.js';
import type { Decision, LineageGraph } from '#license-rules/decision.contract.js';
import { sumUsage, type Usage } from '#jobs/usage.js';
import { DISCLAIMER, HUB_RELATION } from '#license-catalogue/vocabulary.js';
import type { Variant } from './variants.js';
import type { JobEnergy } from './version-energy.js';

export type CardKind = keyof typeof HUB_RELATION;
export const RELATION_OF: Readonly<Record<CardKind, string>> = HUB_RELATION;

export interface CardInput {
  /** The model's name as registered: it carries any prefix that a license demands. */
  name: string;
  version: string;
  kind: CardKind;
  base: {
    /** Public id on the Hub, never a path; null where it has none. */
    repo: string | null;
    name: string;
    /** Commit; null is printed as unknown. */
    revision: string | null;
    /** Package or repository the weights were taken from, with what was done to them. */
    source: { name: string; version: string; sha256: string; note?: string } | null;
  };
  /** As the Hub names it (`hubLicense`), and the license's full name. */
  license: { license: string; license_name?: string; license_link?: string; fullName: string };
  datasets: readonly CardDataset[];
  language: readonly string[];
  pipelineTag: string;
  libraryName: string;
  tags: readonly string[];
  training: {
    method: string;
    jobId: string;
    steps: number;
    examples: number;
    seconds: number;
    seed: number;
    device: string;
    hyperparameters: Readonly<Record<string, string | number | boolean>>;
    /** Of all attempts; absent where nobody has counted. */
    usage?: Usage | null;
  };
  /** Of every job behind it, the training among them. */
  energy: readonly JobEnergy[];
  variants: readonly (Variant & { engines: readonly string[] })[];
  evaluation: CardEvaluation | null;
  /** How often it refused what it should and what it should not; null where nobody has measured it. */
  refusals: {
    evaluation: string;
    dataset: string;
    metrics: Readonly<Record<string, number>>;
    intervals: Readonly<Record<string, { low: number; high: number }>>;
  } | null;
  decision: Decision & { graph?: LineageGraph };
  intendedUse: string;
  limitations: readonly string[];
  files: readonly { path: string; sha256: string; sizeBytes: number }[];
  /** Program and version that made it, e.g. `Luthier 0.1.0`. */
  madeBy: string;
}
export interface CardDataset {
  name: string;
  repo: string | null;
  license: string;
  credit: string;
  url: string | null;
  sha256: string;
  rows: number;
}
export interface CardEvaluation {
  /** Task of the Hub, e.g. `text-generation`. */
  task: string;
  dataset: { type: string; name: string; split: string; rows: number };
  /** The row of this model is the one named `subject`. */
  subject: string;
  results: readonly { model: string; metrics: Readonly<Record<string, number | null>> }[];
  /** Evaluated rows that training saw; null where nobody has looked. */
  contamination: {
    rows: number;
    contaminated: number;
    /** Of them the same in all their words. */
    exact: number;
    /** False where some training data could not be read. */
    complete: boolean;
    /** Exact match over all rows, and without the contaminated ones. */
    all: number | null;
    clean: number | null;
  } | null;
}

/** The model card (README.md) of a registered version: front matter by the Hub's rules, then plain sections. */
export function modelCard(input: CardInput, catalogue: Catalogue): string {
  const front = stringify(frontMatter(input), { version: '1.1', lineWidth: 0 });
  const body = [
    `# ${inline(input.name)}`,
    `Version ${inline(input.version)}, made by ${inline(input.madeBy)}. ${originOf(input)}`,
    section('Intended use', [inline(input.intendedUse)]),
    section(
      'Limits',
      input.limitations.map((limit) => `- ${inline(limit)}`),
    ),
    section('Provenance', provenance(input)),
    section('Training data', input.datasets.map(dataset)),
    section('How it was trained', training(input.training)),
    section('Variants', variants(input.variants)),
    section('Energy', allEnergy(input.energy)),
    section('Evaluation', evaluation(input.evaluation)),
    section('Refusals', refusals(input.refusals)),
    section('License and obligations', obligations(input, catalogue)),
    section('Files', files(input.files)),
  ];
  return `---\n${front}---\n\n${body.filter(Boolean).join('\n\n')}\n`;
}

function frontMatter(input: CardInput): Record<string, unknown> {
  const { license, license_name, license_link } = input.license;
  const base = input.base.repo ?? slug(input.base.name);
  const relation = RELATION_OF[input.kind];
  const tags = [...new Set([...input.tags, 'luthier', `base_model:${relation}:${base}`])];
  const datasets = input.datasets.flatMap(({ repo }) => repo ?? []);
  const index = modelIndex(input);
  return {
    license,
    ...(license === 'other' ? { license_name, license_link } : {}),
    base_model: base,
    base_model_relation: relation,
    library_name: input.libraryName,
    pipeline_tag: input.pipelineTag,
    language: [...input.language],
    tags,
    ...(datasets.length > 0 ? { datasets } : {}),
    ...(index ? { 'model-index': index } : {}),
  };
}

/** A base that has no public id is named, without a link: letters, digits, dots and hyphens. */
const slug = (name: string): string =>
  name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '') || 'unknown';

/** Only finite numbers: the Hub refuses a card with any other, and an unmeasured metric is no metric. */
function modelIndex({ name, evaluation: measured }: CardInput): unknown[] | null {
  const own = measured?.results.find(({ model }) => model === measured.subject);
  const metrics = finite(own?.metrics ?? {}).map(([type, value]) => ({
    type,
    value,
    name: type.replaceAll('_', ' '),
  }));
  if (!measured || metrics.length === 0) return null;
  const { type, name: title, split } = measured.dataset;
  return [
    { name, results: [{ task: { type: measured.task }, dataset: { type, name: title, split }, metrics }] },
  ];
}

const finite = (metrics: Readonly<Record<string, number | null>>): [string, number][] =>
  Object.entries(metrics).filter((pair): pair is [string, number] => Number.isFinite(pair[1]));

const MADE: Readonly<Record<CardKind, string>> = {
  adapter: 'An adapter for',
  finetuned: 'A fine-tuned copy of',
  merged: 'An adapter merged into',
  quantized: 'A quantized copy, tuned from',
};
const originOf = ({ kind, base }: CardInput): string => `${MADE[kind]} ${inline(base.repo ?? base.name)}.`;

function provenance({ base, training: { jobId } }: CardInput): string[] {
  const { source } = base;
  return [
    `- Base model: ${inline(base.repo ?? base.name)}, revision ${inline(base.revision ?? 'unknown')}`,
    ...(source
      ? [
          `- Taken from: ${inline(source.name)} ${inline(source.version)}, sha256 \`${source.sha256}\`${source.note ? `; ${inline(source.note)}` : ''}`,
        ]
      : []),
    `- Made by job \`${jobId}\``,
  ];
}

const dataset = (data: CardDataset): string =>
  `- ${inline(data.name)}: ${data.rows} rows, ${inline(data.license)}. ${inline(data.credit)}${data.url ? ` <${encodeURI(data.url)}>` : ''} Version sha256 \`${data.sha256}\`.`;

function training(run: CardInput['training']): string[] {
  return [
    `${inline(run.method)}: ${run.steps} steps over ${run.examples} examples in ${run.seconds} s on ${inline(run.device)}, seed ${run.seed}.`,
    ...energy(run.usage ?? null),
    '',
    ...table(
      ['setting', 'value'],
      Object.entries(run.hyperparameters).map(([key, value]) => [key, String(value)]),
    ),
  ];
}

/** Of the training alone; what is not known is not printed. */
function energy(usage: Usage | null): string[] {
  if (usage === null || usage.watt_hours === null) return [];
  const carbon =
    usage.kg_co2e === null
      ? ''
      : `, ${usage.kg_co2e.toPrecision(3)} kg CO2e by the grid factor of its operator`;
  const attempts = usage.attempts === 1 ? '' : ` over ${usage.attempts} attempts`;
  return [
    `Energy: ${kwh(usage.watt_hours)} kWh${attempts}, ${usage.basis}${carbon}. ${inline(usage.source)}.`,
  ];
}

/** The quantized forms, with what each cost against what it was made of. */
function variants(found: CardInput['variants']): string[] {
  return table(
    [
      'variant',
      'type',
      'sha256',
      'KL against its parent (nats)',
      'same first choice',
      'engines that load it',
    ],
    found.map(({ role, type, format, digest, loss, engines }) => [
      role,
      type ? `${type} (${format ?? 'format unknown'})` : 'unknown',
      digest,
      figure(loss?.metrics['kl_divergence']),
      figure(loss?.metrics['top1_agreement']),
      engines.join(', '),
    ]),
  );
}

/** Of every job behind the version; a sum only where each is known. */
function allEnergy(jobs: CardInput['energy']): string[] {
  if (jobs.length < 2) return [];
  const sum = sumUsage(jobs.map(({ usage }) => usage))!;
  const known = sum.watt_hours === null ? 'unknown in part' : `${kwh(sum.watt_hours)} kWh (${sum.basis})`;
  return [
    `All jobs behind this version together: ${known}. Jobs that led elsewhere, as the losers of a sweep, are not in it.`,
    '',
    ...table(
      ['job', 'what', 'kWh', 'basis', 'kg CO2e'],
      jobs.map(({ job, kind, usage }) => [
        job,
        kind,
        usage.watt_hours === null ? 'unknown' : kwh(usage.watt_hours),
        usage.basis ?? 'unknown',
        usage.kg_co2e === null ? 'unknown' : usage.kg_co2e.toPrecision(3),
      ]),
    ),
  ];
}

const kwh = (wattHours: number): string => (wattHours / 1000).toPrecision(3);

function evaluation(measured: CardEvaluation | null): string[] {
  if (!measured) return ['Not evaluated.'];
  const { dataset: data, results } = measured;
  const names = [...new Set(results.flatMap(({ metrics }) => Object.keys(metrics)))];
  const rows = results.map(({ model, metrics }) => [model, ...names.map((name) => figure(metrics[name]))]);
  return [
    `${data.rows} rows of ${inline(data.name)}, split ${inline(data.split)}.`,
    '',
    ...contamination(measured.contamination),
    '',
    ...table(['model', ...names.map((name) => name.replaceAll('_', ' '))], rows),
  ];
}

function refusals(found: CardInput['refusals']): string[] {
  if (!found) return [];
  const { metrics, intervals } = found;
  const row = (what: string, rate: string, rows: string) => {
    const between = intervals[rate];
    const interval = between ? `${figure(between.low)} to ${figure(between.high)}` : '';
    return [what, figure(metrics[rate]), interval, String(metrics[rows] ?? 0)];
  };
  return [
    `Told by how an answer opens, over dataset version ${inline(found.dataset)} (evaluation ${inline(found.evaluation)}). A model that refuses these prompts may answer others.`,
    '',
    ...table(
      ['prompts', 'share refused', '95 % interval', 'rows'],
      [row('to refuse', 'refusal_rate', 'refuse_rows'), row('harmless', 'false_refusal_rate', 'comply_rows')],
    ),
  ];
}

function contamination(found: CardEvaluation['contamination']): string[] {
  if (!found) return ['Whether training saw these rows was not known when this version was registered.'];
  const { rows, contaminated, exact, complete, all, clean } = found;
  const gap = complete ? '' : ' Some of the training data could not be read: there may be more.';
  if (contaminated === 0)
    return [`Training saw none of these rows: none is the same, and none shares 13 words in a row.${gap}`];
  const share = figure((100 * contaminated) / rows);
  const scores = `Exact match is ${figure(all)} over all rows and ${figure(clean)} without them.`;
  return [
    `**Warning: training saw ${contaminated} of these ${rows} rows (${share} %), ${exact} of them word for word. ${scores}${gap}**`,
  ];
}

const figure = (value: number | null | undefined): string =>
  value === null || value === undefined || !Number.isFinite(value)
    ? 'not measured'
    : String(Number(value.toFixed(4)));

function obligations({ license, decision }: CardInput, catalogue: Catalogue): string[] {
  const { verdict, gate } = decision;
  return [
    `License of this version: ${inline(license.fullName)} (\`${license.license}\`). The files LICENSE and NOTICE belong to it.`,
    '',
    `Decision at ${gate}: ${VERDICT_WORDS[verdict]} Confidence: ${decision.confidence}; catalogue \`${decision.catalogue_version.slice(0, 12)}\`.`,
    '',
    ...decision.findings.map((finding) => {
      const { what, why, remedy } = explainFinding(finding, catalogue, decision.graph);
      return `- ${inline(`[${finding.verdict}] ${what} ${why} What to do: ${remedy}.`)}`;
    }),
    ...decision.obligations.map((obligation) => {
      const { what, why } = explainObligation(obligation, catalogue);
      return `- ${inline(`${what} ${why}`)}`;
    }),
    '',
    DISCLAIMER,
  ];
}

const files = (rows: CardInput['files']): string[] =>
  table(
    ['file', 'bytes', 'sha256'],
    rows.map(({ path, sizeBytes, sha256 }) => [path, String(sizeBytes), sha256]),
  );

const section = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `## ${title}\n\n${lines.join('\n')}`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.map(inline).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

/** Names come from users: no line break, table bar, tag, link or emphasis of theirs reaches the page. */
function inline(text: string): string {
  return text
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .replace(/[\\`*[\]<>|]/g, (mark) => (mark === '<' ? '&lt;' : mark === '>' ? '&gt;' : `\\${mark}`));
}
