import type { Statement } from '#platform/dsse.js';

/** SLSA's provenance predicate: who made this, from what, how. https://slsa.dev/spec/v1.0/provenance */
export const PROVENANCE_PREDICATE = 'https://slsa.dev/provenance/v1';
const BUILD_TYPE = 'urn:luthier:recipe:v1';

/** An input of the job, by digest. */
export interface Material {
  uri: string;
  digest: { sha256: string };
  /** What the artifact is to it, in the words of the license graph. */
  relation: string;
}

/** What the caller knows about the making; everything is recorded, nothing is interpreted. */
export interface Predicate {
  recipe?: string;
  spec?: unknown;
  /** What it read, by the names of the spec: id, digest and, of a base model, its revision. */
  inputs?: unknown;
  attempt?: number;
  compute_target?: string;
  environment?: unknown;
  metrics?: unknown;
  training?: unknown;
  /** Energy, carbon and cost of all attempts (libs/jobs/usage.ts); its `basis` says whether they were measured. */
  usage?: unknown;
  started_at?: string;
  finished_at?: string;
  source?: unknown;
}

export interface ProvenanceInput {
  name: string;
  digest: string;
  kind: string;
  jobId: string | null;
  installation: string;
  materials: Material[];
  predicate: Predicate;
}

/** The statement that says how the artifact of this digest came to be. */
export function provenance(input: ProvenanceInput): Statement {
  const { recipe, spec, inputs, attempt, started_at, finished_at, ...byproducts } = input.predicate;
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: input.name, digest: { sha256: input.digest } }],
    predicateType: PROVENANCE_PREDICATE,
    predicate: {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: {
          ...{ kind: input.kind, recipe: recipe ?? null, spec: spec ?? null },
          ...(inputs === undefined ? {} : { inputs }),
        },
        internalParameters: { attempt: attempt ?? null },
        resolvedDependencies: input.materials.map(({ uri, digest, relation }) => ({
          uri,
          digest,
          annotations: { relation },
        })),
      },
      runDetails: {
        builder: { id: `urn:luthier:installation:${input.installation}` },
        metadata: {
          invocationId: input.jobId,
          startedOn: started_at ?? null,
          finishedOn: finished_at ?? null,
        },
        byproducts: Object.entries(byproducts).map(([name, content]) => ({ name, content })),
      },
    },
  };
}
