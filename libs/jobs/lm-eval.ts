import { Template } from '@huggingface/jinja';
import { invalid } from '#kernel/errors.js';
import { dotted } from '#platform/zod-input.js';
import { LM_EVAL_METRICS, type LmEvalBody, type LmEvalMetric, PAIRED_METRICS } from './lm-eval.contract.js';
import { fieldsOfTree, isBare, type Tree } from './template-fields.js';

const USUAL = {
  generate_until: ['exact_match'],
  multiple_choice: ['acc', 'acc_norm'],
  loglikelihood: ['acc', 'perplexity'],
} as const satisfies Record<LmEvalBody['output_type'], readonly LmEvalMetric[]>;
/** The harness' own default. */
export const LM_EVAL_SEED = 1234;
const TEMPLATES = ['doc_to_text', 'doc_to_target', 'doc_to_choice', 'description'] as const;

export type Metrics = NonNullable<LmEvalBody['metric_list']>;

/** The metrics of a task, its usual ones where it names none. */
export const metricsOf = ({ metric_list, output_type }: LmEvalBody): Metrics =>
  metric_list ?? USUAL[output_type].map((metric) => ({ metric }));

/** As the harness counts: below 1 a share, rounded up. */
export const rowsWithin = (rows: number, limit: number = rows): number =>
  Math.min(rows, limit < 1 ? Math.ceil(rows * limit) : limit);

/** The metric that gates and comparisons go by; null where none is 0 or 1 by row. */
export const scoreOf = (task: LmEvalBody): string | null =>
  metricsOf(task).find(({ metric }) => PAIRED_METRICS.includes(metric))?.metric ?? null;

/** Throws `invalid_value` for what the harness could not run, or would run and mean something else by. */
export function assertTask(task: LmEvalBody, engine: string, at: readonly PropertyKey[]): void {
  const refuse = (field: string, message: string): never => {
    throw invalid('invalid_value', message, { param: dotted([...at, field]) });
  };
  const { output_type: type } = task;
  if (engine === 'llamacpp' && type !== 'generate_until')
    refuse(
      'output_type',
      `llama.cpp's server tells no likelihood of a given text: of a GGUF only 'generate_until' can be asked. Evaluate the merged model by '${type}'.`,
    );
  const isChoice = type === 'multiple_choice';
  if (isChoice !== (task.doc_to_choice !== undefined))
    refuse(
      'doc_to_choice',
      isChoice
        ? "A multiple choice needs 'doc_to_choice'."
        : `'doc_to_choice' belongs to 'multiple_choice', not '${type}'.`,
    );
  if (!isChoice && typeof task.doc_to_target === 'number')
    refuse('doc_to_target', "A number is the index of a choice; 'doc_to_choice' has none.");
  if (type !== 'generate_until' && task.generation_kwargs)
    refuse('generation_kwargs', `'generation_kwargs' belongs to 'generate_until'; '${type}' writes nothing.`);
  if (task.num_fewshot > 0 !== (task.fewshot_config !== undefined))
    refuse(
      task.num_fewshot > 0 ? 'fewshot_config' : 'num_fewshot',
      "Examples need both: 'num_fewshot' above 0, and in 'fewshot_config' the dataset version that they come from.",
    );
  assertMetrics(task, refuse);
}

function assertMetrics(task: LmEvalBody, refuse: (field: string, message: string) => never): void {
  const known: readonly string[] = LM_EVAL_METRICS[task.output_type];
  const seen = new Set<string>();
  for (const [index, { metric, ...options }] of metricsOf(task).entries()) {
    const field = `metric_list.${index}.metric`;
    if (!known.includes(metric))
      refuse(field, `'${task.output_type}' has the metrics ${known.join(', ')}, not '${metric}'.`);
    if (seen.has(metric)) refuse(field, `'${metric}' is named twice.`);
    seen.add(metric);
    const [option] = Object.keys(options);
    if (option && (metric !== 'exact_match' || task.output_type !== 'generate_until'))
      refuse(`metric_list.${index}.${option}`, `'${option}' belongs to 'exact_match' of 'generate_until'.`);
  }
}

/** The fields of a row that the task reads, each with where it says so. Throws `invalid_value` for a template that does not parse. */
export function fieldsOf(task: LmEvalBody, at: readonly PropertyKey[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of TEMPLATES) {
    const template = task[name];
    if (typeof template !== 'string') continue;
    for (const field of isBare(template) && name !== 'description'
      ? [template]
      : parsed(template, [...at, name]))
      if (!found.has(field)) found.set(field, name);
  }
  return found;
}

function parsed(template: string, at: readonly PropertyKey[]): Set<string> {
  try {
    const tree: unknown = new Template(template).parsed;
    return fieldsOfTree(tree as Tree);
  } catch (error) {
    // of a template that breaks off the parser tells only what of its own it stumbled over
    const said = error instanceof SyntaxError || /^Parser Error/.test((error as Error).message);
    const why = said ? (error as Error).message : 'a statement is not closed, or nested too deeply';
    throw invalid('invalid_value', `The template cannot be read: ${why}.`, { param: dotted(at) });
  }
}
