import { z } from 'zod';
import { ACCESS_ANSWERS } from './access.js';
import { AUDIT_ANSWERS } from './audit.js';
import { EVALUATIONS_ANSWERS } from './evaluations.js';
import { JOBS_ANSWERS } from './jobs.js';
import { LICENSES_ANSWERS } from './licenses.js';
import { LIMITS_ANSWERS } from './limits.js';
import { MODELS_ANSWERS } from './models.js';
import { OPENAI_ANSWERS } from './openai.js';
import { WEBHOOKS_ANSWERS } from './webhooks.js';

/** What a part of the service answers, as the document tells it: `looseObject`, for answers may gain fields. End-to-end tests hold real answers against it. */
export interface Answers {
  components: Record<string, z.ZodType>;
  /** Component by operation; in brackets: a list of it. */
  operations: Record<string, string>;
}

const PARTS: Answers[] = [
  JOBS_ANSWERS,
  ACCESS_ANSWERS,
  LICENSES_ANSWERS,
  EVALUATIONS_ANSWERS,
  MODELS_ANSWERS,
  WEBHOOKS_ANSWERS,
  AUDIT_ANSWERS,
  LIMITS_ANSWERS,
  OPENAI_ANSWERS,
];
const COMPONENTS: Record<string, z.ZodType> = Object.assign({}, ...PARTS.map(({ components }) => components));
const ANSWERS: Record<string, string> = Object.assign({}, ...PARTS.map(({ operations }) => operations));

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** JSON Schema of an operation's answer; null where the table knows none. */
export function answerOf(operation: string): object | null {
  const name = ANSWERS[operation];
  if (name === undefined) return null;
  return name.startsWith('[') ? ref(`${name.slice(1, -1)}List`) : ref(name);
}

/** Every component with its list, as JSON Schema for `components.schemas`. */
export function answerComponents(): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const [name, schema] of Object.entries(COMPONENTS)) registry.add(schema, { id: name });
  const { schemas } = z.toJSONSchema(registry, { uri: (name) => `#/components/schemas/${name}` });
  const out: Record<string, object> = {};
  for (const [name, { $schema: _s, $id: _i, ...schema }] of Object.entries(schemas)) {
    out[name] = schema;
    out[`${name}List`] = listOf(name);
  }
  return out;
}

const listOf = (name: string) => ({
  type: 'object',
  required: ['object', 'data', 'has_more'],
  properties: {
    object: { const: 'list' },
    data: { type: 'array', items: ref(name) },
    first_id: { type: ['string', 'null'] },
    last_id: { type: ['string', 'null'] },
    has_more: { type: 'boolean' },
  },
});
