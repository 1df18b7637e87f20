import { distance } from 'fastest-levenshtein';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { AppError } from '#kernel/errors.js';
import { type Fault, parseInput } from '#platform/zod-input.js';
import { differences, type Expectation } from './cases.js';
import type { Catalogue } from '#license-catalogue/catalogue.js';
import { decide } from './decision.js';
import { type AskGateBody, askGateBody } from './decision.contract.js';
import { FINDING_CODES, HUB_RELATION, OBLIGATION_TYPES, VERDICTS } from '#license-catalogue/vocabulary.js';

/** A case of a file in the form of cases.yaml: a question to the engine and what the answer must be. */
export interface WorkedCase {
  id: string;
  title: string;
  asked: AskGateBody;
  expect: Expectation;
}
/** What makes a file or one of its cases unreadable: where it stands, and why. */
export interface CaseFault {
  /** The case's id, or its place in the list; null for the file itself. */
  id: string | null;
  message: string;
}

const oneOrSeveral = <T extends z.ZodType>(value: T) => z.union([value, z.array(value).min(1)]);
const text = oneOrSeveral(z.string().min(1));
const code = z
  .string()
  .refine((word) => word.startsWith('INPUT_MISSING:') || Object.hasOwn(FINDING_CODES, word), {
    error: ({ input }) =>
      `'${String(input)}' is no finding code${meant(String(input), Object.keys(FINDING_CODES))}`,
  });
const notEmpty = (row: object) => Object.keys(row).length > 0;
const findingRow = z
  .strictObject({
    code: oneOrSeveral(code).optional(),
    verdict: oneOrSeveral(z.enum(VERDICTS)).optional(),
    fixable: z.boolean().optional(),
    license_id: oneOrSeveral(z.string().nullable()).optional(),
    node: text.optional(),
    clause: text.optional(),
    clause_contains: z.string().min(1).optional(),
    remedy_contains: z.string().min(1).optional(),
  })
  .refine(notEmpty, { error: 'a row without a key agrees with everything' });
const obligationRow = z
  .strictObject({
    type: oneOrSeveral(z.enum(OBLIGATION_TYPES)).optional(),
    level: oneOrSeveral(z.enum(['required', 'recommended'])).optional(),
    license_id: text.optional(),
    node: text.optional(),
    text: text.optional(),
    text_contains: z.string().min(1).optional(),
    surface: text.optional(),
    satisfied_by: text.optional(),
    clause: text.optional(),
    clause_contains: z.string().min(1).optional(),
  })
  .refine(notEmpty, { error: 'a row without a key agrees with everything' });

const expectation = z
  .strictObject({
    verdict: z.enum(VERDICTS),
    fixable: z.boolean().optional(),
    exact: z.boolean().optional(),
    findings: z.array(findingRow).default([]),
    obligations: z.array(obligationRow).default([]),
    not_findings: z.array(findingRow).optional(),
    not_obligations: z.array(obligationRow).optional(),
    card: z
      .strictObject({
        license: z.string().optional(),
        base_model_relation: z.enum(Object.values(HUB_RELATION)).optional(),
      })
      .optional(),
  })
  .refine(({ verdict, fixable }) => (verdict === 'deny') === (fixable !== undefined), {
    error: 'say whether the requester can cure it, for the verdict deny and for no other',
    path: ['fixable'],
  });

const workedCase = z.strictObject({
  id: z.union([z.string().min(1), z.number()]).transform(String),
  title: z.string().min(1),
  note: z.string().optional(),
  ...askGateBody.shape,
  expect: expectation,
});

/** Reads a file in the form of cases.yaml. Total: what cannot be read is told as a fault, the other cases stand. */
export function readCases(
  source: string,
  catalogue: Catalogue,
): { cases: WorkedCase[]; faults: CaseFault[] } {
  const read = readYaml(source);
  if ('fault' in read) return { cases: [], faults: [{ id: null, message: read.fault }] };
  const list = (read.value as { cases?: unknown } | null)?.cases;
  if (!Array.isArray(list) || list.length === 0)
    return {
      cases: [],
      faults: [{ id: null, message: "it needs a key 'cases' that holds a list of cases" }],
    };
  const cases: WorkedCase[] = [];
  const faults: CaseFault[] = [];
  for (const [place, raw] of list.entries()) {
    const id = nameOf(raw, place);
    const found = readCase(raw, catalogue);
    if (Array.isArray(found)) faults.push(...found.map((message) => ({ id, message })));
    else if (cases.some((other) => other.id === found.id))
      faults.push({ id, message: 'id: another case of this file has it' });
    else cases.push(found);
  }
  return { cases, faults };
}

/** Every difference between what the engine answers and what the case expects; none: it passes. */
export const runCase = ({ asked, expect }: WorkedCase, catalogue: Catalogue): string[] =>
  differences(decide({ ...asked, catalogue }), expect, { graph: asked.graph, catalogue });

function readYaml(source: string): { value: unknown } | { fault: string } {
  const lines = new LineCounter();
  try {
    const document = parseDocument(source, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
    const [error] = document.errors;
    if (!error) return { value: document.toJS() };
    const { line, col } = lines.linePos(error.pos[0]);
    return { fault: `line ${line}, column ${col}: ${error.message}` };
  } catch (error) {
    return { fault: (error as Error).message };
  }
}

function nameOf(raw: unknown, place: number): string {
  const id = (raw as { id?: unknown } | null)?.id;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : `number ${place + 1} of the list`;
}

function readCase(raw: unknown, catalogue: Catalogue): WorkedCase | string[] {
  try {
    const parsed = parseInput(workedCase, raw, 'body') as z.output<typeof workedCase>;
    const { id, title, note: _note, expect, ...asked } = parsed;
    const unknown = unknownWords(asked, expect, catalogue);
    return unknown.length > 0 ? unknown : { id, title, asked, expect };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const faults = (error.details['faults'] ?? []) as Fault[];
    return faults.length > 0 ? faults.map(({ message }) => message) : [error.message];
  }
}

/** Words that the catalogue must know: an id or field written wrong would make a case pass that proves nothing. */
function unknownWords(asked: AskGateBody, expect: Expectation, catalogue: Catalogue): string[] {
  const ids = [...catalogue.byId.keys()];
  const tags = Object.keys(catalogue.document.conventions.field_tags);
  const faults: string[] = [];
  const check = (field: string, word: unknown, known: readonly string[]) => {
    for (const one of [word].flat())
      if (typeof one === 'string' && !known.includes(one))
        faults.push(`${field}: the catalogue has no '${one}'${meant(one, known)}`);
  };
  for (const [i, node] of asked.graph.nodes.entries()) {
    check(`graph.nodes[${i}].file_license_id`, node.file_license_id, ids);
    check(`graph.nodes[${i}].file_hint_id`, node.file_hint_id, ids);
  }
  check('use.attested_texts', asked.use.attested_texts, ids);
  check('use.provider_terms_accepted', Object.keys(asked.use.provider_terms_accepted ?? {}), ids);
  for (const [i, field] of (asked.use.fields ?? []).entries()) check(`use.fields[${i}].tag`, field.tag, tags);
  for (const kind of ['findings', 'obligations', 'not_findings', 'not_obligations'] as const)
    for (const [i, row] of (expect[kind] ?? []).entries())
      check(`expect.${kind}[${i}].license_id`, row['license_id'], ids);
  const places = asked.graph.nodes.map(({ id }) => id);
  check('subject', asked.subject, places);
  return faults;
}

function meant(word: string, known: readonly string[]): string {
  const near = known
    .map((name) => ({ name, far: distance(name.toLowerCase(), word.slice(0, 80).toLowerCase()) }))
    .sort((a, b) => a.far - b.far)[0];
  return near && near.far <= Math.max(1, Math.floor(near.name.length / 4))
    ? `; did you mean '${near.name}'?`
    : '';
}
