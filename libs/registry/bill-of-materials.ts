import { createHash } from 'node:crypto';
import { explainObligation } from '#license-rules/explain.js';
import type { Catalogue } from '#license-catalogue/catalogue.js';
import type { Decision } from '#license-rules/decision.contract.js';
import { ENGINES_OF, type Variant } from './variants.js';
import { flat, type VersionFacts } from './version-card.js';
import { environment } from './version-energy.js';

/** The name that CycloneDX gives such a file. */
export const BILL = 'bom.cdx.json';

export interface BillInput {
  facts: VersionFacts;
  decision: Pick<Decision, 'verdict' | 'obligations'>;
  decisionId: string;
  catalogue: Catalogue;
  /** Program and version that made it, e.g. `Luthier 0.1.0`. */
  madeBy: string;
  at: Date;
}

type Json = Record<string, unknown>;
const properties = (values: Record<string, string | number | boolean | null | undefined>) =>
  Object.entries(values)
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => ({ name: `luthier:${name}`, value: String(value) }));
const hashes = (content: string | null | undefined) => (content ? [{ alg: 'SHA-256', content }] : []);
const some = <T>(name: string, values: readonly T[]) => (values.length > 0 ? { [name]: values } : {});

/**
 * What a version is made of, as a machine learning bill of materials: the model with its card, its files, the base model, the
 * data and the packages that trained it, each by digest where one is known. CycloneDX 1.6, JSON:
 * https://cyclonedx.org/docs/1.6/json/
 */
export function billOfMaterials(input: BillInput): Json {
  const { facts, madeBy, at } = input;
  const [program = madeBy, version = ''] = madeBy.split(' ');
  const packages = Object.entries(facts.job.environment?.packages ?? {}).map(pythonPackage);
  const parts = [baseModel(input), dataset(input), ...packages];
  const model = theModel(input);
  const refs = (list: readonly Json[]) => list.map((part) => part['bom-ref'] as string);
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: serialNumber(facts),
    version: 1,
    metadata: {
      timestamp: at.toISOString(),
      lifecycles: [{ phase: 'build' }],
      tools: { components: [{ type: 'application', name: program, ...(version ? { version } : {}) }] },
      component: model,
    },
    components: parts,
    dependencies: [
      { ref: model['bom-ref'], dependsOn: refs(parts) },
      ...refs(parts).map((ref) => ({ ref, dependsOn: [] })),
    ],
    compositions: [
      { aggregate: 'complete', assemblies: [model['bom-ref']] },
      { aggregate: 'unknown', assemblies: [parts[0]!['bom-ref']] },
    ],
  };
}

function theModel({ facts, decision, decisionId, catalogue }: BillInput): Json {
  const { job, base, dataset: data } = facts;
  return {
    'bom-ref': `model:${facts.model}@${facts.number}`,
    type: 'machine-learning-model',
    name: facts.model,
    version: String(facts.number),
    ...licenses(base.licenseId, catalogue),
    pedigree: {
      ancestors: [{ type: 'machine-learning-model', name: base.hubId, ...version(base.revision) }],
    },
    components: [
      ...filesOf(facts, ({ path }) => !facts.variants.some(({ role }) => isOf(role, path))),
      ...facts.variants.map((variant) => variantPart(facts, variant)),
    ],
    modelCard: {
      modelParameters: {
        approach: { type: 'supervised' },
        task: 'text-generation',
        architectureFamily: 'transformer',
        datasets: [{ ref: dataRef(data.id) }],
        inputs: [{ format: 'text' }],
        outputs: [{ format: 'text' }],
      },
      ...analysis(facts),
      considerations: {
        useCases: [`Text generation in the manner of its training data, "${data.name}".`],
        technicalLimitations: ['It learned from one data set; what lies outside of it was not measured.'],
        ...environment(facts.energy),
      },
      properties: properties({
        'decision.id': decisionId,
        'decision.verdict': decision.verdict,
        ...Object.fromEntries(
          decision.obligations.map((one, index) => [
            `decision.obligation.${index + 1}`,
            explainObligation(one, catalogue).what,
          ]),
        ),
      }),
    },
    properties: properties({
      kind: facts.kind,
      ...Object.fromEntries(
        facts.artifacts.map(({ role, id, digest }) => [`artifact.${role}`, `${id} ${digest}`]),
      ),
      'job.id': job.id,
      'job.seed': job.seed,
      'job.steps': job.steps,
      'job.seconds': job.seconds,
      'job.device': job.device,
      'job.python': job.environment?.python,
      'job.platform': job.environment?.platform,
      'job.dtype': job.environment?.dtype,
      ...Object.fromEntries(
        Object.entries(flat(job.params ?? job.own?.params ?? {})).map(([name, value]) => [
          `job.params.${name}`,
          value,
        ]),
      ),
    }),
  };
}

const isOf = (role: string, path: string) => path.startsWith(`${role}/`);
const filesOf = ({ files }: VersionFacts, which: (file: VersionFacts['files'][number]) => boolean): Json[] =>
  files.filter(which).map((file) => ({
    'bom-ref': `file:${file.path}`,
    type: 'file',
    name: file.path,
    hashes: hashes(file.sha256),
    properties: properties({ size_bytes: file.sizeBytes }),
  }));

/** A quantized form is a model of its own inside the version: its files, what it was made of, what that cost. */
function variantPart(facts: VersionFacts, variant: Variant): Json {
  const { role, id, digest, type, format, parent, loss } = variant;
  const measured = Object.entries(loss?.metrics ?? {}).filter(([, value]) => Number.isFinite(value));
  const slice = `against ${parent} on ${loss?.dataset_version}`;
  return {
    'bom-ref': `variant:${facts.model}@${facts.number}/${role}`,
    type: 'machine-learning-model',
    name: `${facts.model} (${role})`,
    version: String(facts.number),
    hashes: hashes(digest),
    ...(parent === null
      ? {}
      : { pedigree: { ancestors: [{ type: 'machine-learning-model', name: `${facts.model}: ${parent}` }] } }),
    components: filesOf(facts, ({ path }) => isOf(role, path)),
    ...(measured.length > 0
      ? {
          modelCard: {
            quantitativeAnalysis: {
              performanceMetrics: measured.map(([name, value]) => ({
                ...{ type: name, value: String(value), slice },
              })),
            },
          },
        }
      : {}),
    properties: properties({
      ...{ artifact: id, quantization: type, format },
      engines: ENGINES_OF[role].join(', '),
    }),
  };
}

/** Every finite measurement of the version's own artifacts, with the data it was taken on. */
function analysis({ evaluations, subjects }: VersionFacts): Json {
  const performanceMetrics = evaluations
    .filter(({ subject }) => subjects.includes(subject))
    .flatMap(({ name, metrics, dataset_version }) =>
      Object.entries(metrics)
        .filter(([, value]) => Number.isFinite(value))
        .map(([type, value]) => ({ type, value: String(value), slice: `${name} on ${dataset_version}` })),
    );
  return performanceMetrics.length > 0 ? { quantitativeAnalysis: { performanceMetrics } } : {};
}

function baseModel({ facts: { base }, catalogue }: BillInput): Json {
  const { source } = base;
  return {
    'bom-ref': `base:${base.id}`,
    type: 'machine-learning-model',
    name: base.hubId,
    ...version(base.revision),
    ...licenses(base.licenseId, catalogue),
    ...some('hashes', hashes(source.sha256)),
    ...(base.revision === null
      ? {}
      : {
          purl: `pkg:huggingface/${base.hubId.split('/').map(encodeURIComponent).join('/')}@${base.revision}`,
        }),
    properties: properties({
      source: source.package ?? source.repo,
      'source.version': source.version,
      transform: source.transform,
    }),
  };
}

const dataRef = (id: string) => `data:${id}`;
function dataset({ facts: { dataset: data }, catalogue }: BillInput): Json {
  return {
    'bom-ref': dataRef(data.id),
    type: 'data',
    name: data.name,
    version: data.id,
    hashes: hashes(data.digest),
    ...licenses(data.license, catalogue),
    data: [{ type: 'dataset', name: data.name }],
    ...(isUrl(data.source.url)
      ? { externalReferences: [{ type: 'distribution', url: data.source.url }] }
      : {}),
    properties: properties({
      rows: data.rows,
      attribution: data.attribution,
      'source.repo': data.source.repo,
    }),
  };
}

const pythonPackage = ([name, version]: [string, string]): Json => ({
  'bom-ref': `pkg:pypi/${name}@${encodeURIComponent(version)}`,
  type: 'library',
  name,
  version,
  purl: `pkg:pypi/${name.toLowerCase().replaceAll('_', '-')}@${encodeURIComponent(version)}`,
});

/** CycloneDX takes an SPDX id or a name; a license that SPDX does not list is named, with its link. */
function licenses(id: string | null, catalogue: Catalogue): Json {
  if (id === null) return {};
  const entry = catalogue.byId.get(id);
  if (entry?.spdx) return { licenses: [{ license: { id: entry.spdx } }] };
  return { licenses: [{ license: { name: entry?.name ?? id } }] };
}

const version = (revision: string | null) => (revision === null ? {} : { version: revision });
const isUrl = (url: string | undefined): url is string => url !== undefined && URL.canParse(url);

/** A UUID of the content: the same version gives the same bill, byte for byte but for its time. */
function serialNumber({ model, number, files }: VersionFacts): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([model, number, files.map(({ sha256 }) => sha256)]))
    .digest('hex');
  const variant = ((parseInt(digest[16]!, 16) & 0x3) | 0x8).toString(16);
  const parts = [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `5${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
  ];
  return `urn:uuid:${[...parts, digest.slice(20, 32)].join('-')}`;
}
