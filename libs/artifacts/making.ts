import type { Attestations } from './artifacts.repository.js';

/** How an artifact was made, as its signed provenance says it. What an older record does not hold is null. */
export interface Making {
  recipe: string | null;
  job: string | null;
  attempt: number | null;
  compute_target: string | null;
  /** Resolved: no `auto`, no names. */
  spec: Record<string, unknown> | null;
  seed: number | null;
  inputs: { name: string; id: string; sha256: string; revision: string | null }[];
  environment: Record<string, unknown> | null;
  metrics: Record<string, number> | null;
}

interface Predicate {
  buildDefinition?: {
    externalParameters?: { recipe?: string; spec?: Record<string, unknown>; inputs?: Record<string, Read> };
    internalParameters?: { attempt?: number };
    resolvedDependencies?: { uri: string; digest: { sha256: string }; annotations?: { relation?: string } }[];
  };
  runDetails?: {
    metadata?: { invocationId?: string };
    byproducts?: { name: string; content: unknown }[];
  };
}
interface Read {
  id: string;
  sha256: string;
  revision?: string | null;
}

/** Reads the record out of the envelope; whether its signature holds, artifact-checks.service.ts says. */
export function makingOf({ provenance }: Attestations): Making | null {
  const payload = provenance?.dsseEnvelope?.payload;
  if (typeof payload !== 'string') return null;
  const { predicate } = JSON.parse(Buffer.from(payload, 'base64').toString('utf8')) as {
    predicate: Predicate;
  };
  const {
    externalParameters,
    internalParameters,
    resolvedDependencies = [],
  } = predicate.buildDefinition ?? {};
  const { metadata, byproducts = [] } = predicate.runDetails ?? {};
  const left = (name: string) => byproducts.find((one) => one.name === name)?.content ?? null;
  const spec = externalParameters?.spec ?? null;
  const seed = spec?.['seed'];
  const named = Object.entries(externalParameters?.inputs ?? {});
  return {
    recipe: externalParameters?.recipe ?? null,
    job: metadata?.invocationId ?? null,
    attempt: internalParameters?.attempt ?? null,
    compute_target: left('compute_target') as string | null,
    spec,
    seed: typeof seed === 'number' ? seed : null,
    inputs:
      named.length > 0
        ? named.map(([name, { id, sha256, revision }]) => ({ name, id, sha256, revision: revision ?? null }))
        : resolvedDependencies.map(({ uri, digest, annotations }) => ({
            name: annotations?.relation ?? 'parent',
            id: uri.replace(/^urn:luthier:/, ''),
            sha256: digest.sha256,
            revision: null,
          })),
    environment: left('environment') as Making['environment'],
    metrics: left('metrics') as Making['metrics'],
  };
}
