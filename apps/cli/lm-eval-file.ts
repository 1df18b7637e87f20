import { parseDocument } from 'yaml';
import type { operations } from '#client/schema.js';
import { resolveVersion } from './data.js';
import { CliError, EXIT } from './exits.js';
import { textOfFile } from './manifests/read-files.js';
import { jsonOf, YamlFault } from './manifests/yaml-value.js';
import type { Session } from './session.js';

type Body = operations['jobs_create']['requestBody']['content']['application/json'];
export type Evaluate = Extract<Body, { kind: 'evaluate' }>;
export type LmEval = NonNullable<Evaluate['lm_eval']>;

/** A task as lm-evaluation-harness writes it, without what names data or code: its name, and the fields that the API takes. */
export async function taskOf(session: Session, path: string): Promise<{ name?: string; lm_eval: LmEval }> {
  const { task, ...fields } = fieldsIn(path);
  const examples = fields['fewshot_config'] as { dataset_version?: unknown } | undefined;
  const named = examples?.dataset_version;
  if (typeof named === 'string')
    fields['fewshot_config'] = { ...examples, dataset_version: await resolveVersion(session, named) };
  return { ...(typeof task === 'string' ? { name: task } : {}), lm_eval: fields as unknown as LmEval };
}

/** YAML or JSON, read as data: a tag such as !function is refused. */
export function fieldsIn(path: string): Record<string, unknown> {
  const refuse = (why: string): never => {
    throw new CliError(`${path}: ${why}`, EXIT.usage);
  };
  const document = parseDocument(textOfFile(path), { version: '1.2', stringKeys: true, prettyErrors: true });
  const [broken] = document.errors;
  if (broken) refuse(broken.message);
  try {
    const value = jsonOf(document, document.contents);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch (error) {
    if (error instanceof YamlFault) refuse(error.message);
    throw error;
  }
  return refuse('a task is fields with values: output_type, doc_to_text, doc_to_target …');
}
