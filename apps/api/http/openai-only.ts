/**
 * Paths that OpenAI's clients know and Luthier does not serve. Their first segments are never given another meaning; asked
 * for, they answer `not_supported` instead of looking like a mistake in the URL.
 */
const FAMILIES = [
  'assistants',
  'audio',
  'batches',
  'completions',
  'containers',
  'conversations',
  'decisions',
  'embeddings',
  'evals',
  'images',
  'moderations',
  'organization',
  'realtime',
  'responses',
  'safety',
  'skills',
  'threads',
  'vector_stores',
  'videos',
  'webhook_endpoints',
  'webhook_event_types',
];
const BELOW = [
  /^\/v1\/fine_tuning\/alpha\/graders(\/|$)/,
  /^\/v1\/fine_tuning\/checkpoints\/.+\/permissions(\/|$)/,
  /^\/v1\/chat\/completions\/./,
];
const FAMILY = new RegExp(`^/v1/(${FAMILIES.join('|')})(/|$)`);

/** What to say of an unmatched path that is one of OpenAI's; null for any other. */
export function openaiOnly(path: string): string | null {
  const family = FAMILY.exec(path)?.[1];
  if (family === undefined && !BELOW.some((pattern) => pattern.test(path))) return null;
  const instead =
    family === 'evals' ? ' Models are evaluated by jobs of the kind evaluate (POST /v1/jobs).' : '';
  return `OpenAI's ${path} is not supported here.${instead} docs/openai.md lists what is.`;
}
