import { stringify } from 'yaml';
import { explainFinding, explainObligation, VERDICT_WORDS } from '#license-rules/explain.js';
import type { Catalogue } from '#license-catalogue/catalogue.js';
import type { Decision } from '#license-rules/decision.contract.js';
import { DISCLAIMER, HUB_RELATION } from '#license-catalogue/vocabulary.js';

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
  };
  evaluation: CardEvaluation | null;
  decision: Decision;
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
    section('Evaluation', evaluation(input.evaluation)),
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
    '',
    ...table(
      ['setting', 'value'],
      Object.entries(run.hyperparameters).map(([key, value]) => [key, String(value)]),
    ),
  ];
}

function evaluation(measured: CardEvaluation | null): string[] {
  if (!measured) return ['Not evaluated.'];
  const { dataset: data, results } = measured;
  const names = [...new Set(results.flatMap(({ metrics }) => Object.keys(metrics)))];
  const rows = results.map(({ model, metrics }) => [model, ...names.map((name) => figure(metrics[name]))]);
  return [
    `${data.rows} rows of ${inline(data.name)} (${inline(data.split)}) that training did not see.`,
    '',
    ...table(['model', ...names.map((name) => name.replaceAll('_', ' '))], rows),
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
      const { what, why, remedy } = explainFinding(finding, catalogue);
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
