import { z } from 'zod';
import { rowsOf } from './held-out.js';

/** One eval as rows that Luthier's exact match can measure. */
export interface EvalSet {
  id: string;
  name: string;
  /** Models that its runs asked. */
  models: string[];
  /** Chat rows, the expected answer as the last message. */
  rows: string[];
  /** What of it does not come over, in sentences. */
  leftOut: string[];
}

const template = z.array(z.looseObject({ role: z.string(), content: z.unknown() }));
const evalObject = z.looseObject({
  object: z.literal('eval'),
  id: z.string(),
  name: z.string().nullish(),
  testing_criteria: z.array(z.looseObject({ type: z.string(), name: z.string().nullish() })),
});
const runObject = z.looseObject({
  object: z.literal('eval.run'),
  id: z.string(),
  eval_id: z.string(),
  model: z.string().nullish(),
  data_source: z.looseObject({
    type: z.string(),
    source: z.looseObject({ type: z.string() }).nullish(),
    input_messages: z.looseObject({ type: z.string(), template: template.optional() }).nullish(),
  }),
});
const itemObject = z.looseObject({
  object: z.literal('eval.run.output_item'),
  eval_id: z.string(),
  run_id: z.string(),
  datasource_item: z.record(z.string(), z.unknown()),
});
type Run = z.infer<typeof runObject>;
type Item = Record<string, unknown>;
interface Objects {
  evals: z.infer<typeof evalObject>[];
  runs: Run[];
  items: z.infer<typeof itemObject>[];
  unknown: number;
}

/**
 * Reads an export of OpenAI's evals: JSONL or a JSON list of the API's own objects (eval, eval.run, eval.run.output_item), also
 * inside lists as the API answers them. Throws SyntaxError for text that is no JSON.
 */
export function readEvals(text: string): { sets: EvalSet[]; notes: string[] } {
  const found = objectsOf(text);
  const sets = found.evals.map((one) => setOf(one, found));
  const notes = found.unknown > 0 ? [`${found.unknown} objects of the export are of no known kind.`] : [];
  return { sets, notes };
}

function objectsOf(text: string): Objects {
  const found: Objects = { evals: [], runs: [], items: [], unknown: 0 };
  const take = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(take);
    const kind = (value as { object?: unknown } | null)?.object;
    const data = (value as { data?: unknown } | null)?.data;
    if ((kind === 'list' || kind === undefined) && Array.isArray(data)) return data.forEach(take);
    const [one, run, item] = [evalObject, runObject, itemObject].map((schema) => schema.safeParse(value));
    if (one!.success) found.evals.push(one!.data as never);
    else if (run!.success) found.runs.push(run!.data as never);
    else if (item!.success) found.items.push(item!.data as never);
    else found.unknown += 1;
  };
  const whole = jsonOf(text);
  if (whole === undefined) rowsOf(text).forEach((line) => take(JSON.parse(line) as unknown));
  else take(whole);
  return found;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // JSONL, or its own fault is told by the line
  }
}

function setOf(one: Objects['evals'][number], { runs, items }: Objects): EvalSet {
  const own = runs.filter((run) => run.eval_id === one.id);
  const leftOut: string[] = [];
  const reference = referenceOf(one, leftOut);
  const models = [...new Set(own.map(({ model }) => model).filter((model): model is string => !!model))];
  const set = { id: one.id, name: one.name ?? one.id, models, leftOut };
  if (reference === null) return { ...set, rows: [] };
  const rows = new Set<string>();
  const missed: Record<string, number> = {};
  const miss = (why: string) => void (missed[why] = (missed[why] ?? 0) + 1);
  if (own.length === 0)
    leftOut.push('No run of it is in the export: how a row is put to the model stands in the run.');
  for (const run of own) {
    const asked = run.data_source.input_messages;
    if (asked?.type !== 'template' || !asked.template) {
      leftOut.push(`Run ${run.id} has no message template: its rows cannot be asked anew.`);
      continue;
    }
    const data = itemsOf(run, items);
    if (data.length === 0)
      leftOut.push(`Run ${run.id} names its rows by file: export its output items as well.`);
    for (const item of data) {
      const row = rowOf(item, asked.template, reference);
      if (typeof row === 'string') miss(row);
      else rows.add(JSON.stringify(row));
    }
  }
  for (const [why, count] of Object.entries(missed)) leftOut.push(`${count} rows: ${why}.`);
  return { ...set, rows: [...rows] };
}

/** The template of the right answer, where a criterion is exact match in our sense. */
function referenceOf(one: Objects['evals'][number], leftOut: string[]): string | null {
  let reference: string | null = null;
  for (const criterion of one.testing_criteria) {
    const { type, operation, input, reference: wanted } = criterion;
    const name = criterion.name ?? type;
    const isExact =
      type === 'string_check' &&
      operation === 'eq' &&
      typeof wanted === 'string' &&
      typeof input === 'string' &&
      /^\s*\{\{\s*sample\.output_text\s*\}\}\s*$/.test(input);
    if (isExact && reference === null) reference = wanted;
    else if (isExact) leftOut.push(`Criterion '${name}': a second exact match; the first is measured.`);
    else
      leftOut.push(
        `Criterion '${name}' (${type}${typeof operation === 'string' ? ` ${operation}` : ''}) has no counterpart: exact match of the whole answer is measured.`,
      );
  }
  if (reference === null) leftOut.push('None of its criteria compares the whole answer with a reference.');
  return reference;
}

function itemsOf(run: Run, items: Objects['items']): Item[] {
  const { source } = run.data_source;
  const content = source?.type === 'file_content' ? source['content'] : undefined;
  if (Array.isArray(content))
    return content.map((one) => (one as { item?: unknown } | null)?.item).filter(isItem);
  return items.filter(({ run_id: id }) => id === run.id).map(({ datasource_item: item }) => item);
}

const isItem = (value: unknown): value is Item => value !== null && typeof value === 'object';

function rowOf(item: Item, messages: z.infer<typeof template>, reference: string): object | string {
  const out: { role: string; content: string }[] = [];
  for (const { role, content } of [...messages, { role: 'assistant', content: reference }]) {
    const parts = Array.isArray(content) ? content : [content];
    const texts = parts.map((part) =>
      typeof part === 'string' ? part : (part as { text?: unknown } | null)?.text,
    );
    if (!texts.every((text) => typeof text === 'string')) return 'a message is not text alone';
    const filled = fill(texts.join(''), item);
    if (filled === null) return 'the template names a field that the row has not';
    out.push({ role: role === 'developer' ? 'system' : role, content: filled });
  }
  return out.at(-1)!.content === '' ? 'the reference is empty' : { messages: out };
}

/** `{{item.question}}` by the row's value; null where one is missing. */
function fill(text: string, item: Item): string | null {
  let isWhole = true;
  const filled = text.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_, path: string) => {
    const [root, ...names] = path.split('.');
    let value: unknown = root === 'item' ? item : undefined;
    for (const name of names)
      value =
        value !== null && typeof value === 'object' && Object.hasOwn(value, name)
          ? (value as Item)[name]
          : undefined;
    if (['string', 'number', 'boolean'].includes(typeof value)) return String(value);
    isWhole = false;
    return '';
  });
  return isWhole ? filled : null;
}
