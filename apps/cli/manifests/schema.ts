import { API_VERSION, type Kind } from './manifest.js';

interface Shape {
  type?: string;
  description?: string;
  properties?: Record<string, Shape>;
  required?: string[];
  oneOf?: Shape[];
  items?: Shape;
  [word: string]: unknown;
}
export interface OpenApi {
  paths: Record<string, { post: { requestBody: { content: { 'application/json': { schema: Shape } } } } }>;
}

/** The JSON Schema of a document: each `spec` is the body of an operation in openapi.json. */
export function manifestSchema({ paths }: OpenApi): Shape {
  const bodyOf = (route: string) => paths[route]!.post.requestBody.content['application/json'].schema;
  const job = bodyOf('/v1/jobs');
  const pipeline = bodyOf('/v1/pipelines');
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Documents of luthier apply, ${API_VERSION}`,
    oneOf: [
      documentOf('Dataset', datasetSpec(bodyOf('/v1/datasets/{id}/versions'))),
      documentOf('Job', job),
      documentOf('Pipeline', pipelineSpec(pipeline, job)),
    ],
  };
}

const documentOf = (kind: Kind, spec: Shape): Shape => ({
  type: 'object',
  properties: {
    apiVersion: { const: API_VERSION },
    kind: { const: kind },
    name: { type: 'string', pattern: '^[a-z0-9][a-z0-9._-]{0,62}$' },
    spec,
  },
  required: ['apiVersion', 'kind', 'name', 'spec'],
  additionalProperties: false,
});

const share = { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 };
const datasetSpec = (body: Shape): Shape => ({
  ...body,
  properties: {
    ...body.properties,
    files: {
      ...body.properties?.['files'],
      description: 'Paths beside the document, or ids of uploaded files.',
    },
    split: {
      type: 'object',
      description: 'Shares of files.train that are held out; the same rows every time.',
      properties: { test: share, validation: share },
      additionalProperties: false,
    },
  },
});

/** The document of the API leaves a pipeline's jobs open; here each is a job with a name and needs. */
function pipelineSpec(body: Shape, job: Shape): Shape {
  const jobs = body.properties?.['jobs'] ?? {};
  const { name, needs } = jobs.items?.properties ?? {};
  const oneOf = (job.oneOf ?? []).map((one) => ({
    ...one,
    properties: { ...one.properties, ...(name ? { name } : {}), ...(needs ? { needs } : {}) },
    required: [...(one.required ?? []), 'name'],
  }));
  return { ...body, properties: { ...body.properties, jobs: { ...jobs, items: { oneOf } } } };
}
