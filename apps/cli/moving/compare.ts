import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type OpenAI from 'openai';
import { type Chat, completeChat } from '../chat.js';
import { CliError, EXIT } from '../exits.js';
import type { Session } from '../session.js';
import { areLabels, asLabel, isExact, type Question, questionsOf, rowsOf } from './held-out.js';
import { messageOf, refusalOf } from './openai-account.js';
import { comparePairs, countPairs, type PairedResult } from '#kernel/paired.js';

export interface Answered {
  sha256: string;
  expected: string;
  old: string | null;
  new: string | null;
  /** Why a side gave no answer. */
  error: string | null;
}
export interface Comparison {
  object: 'openai_comparison';
  openai_job_id: string;
  old_model: string;
  new_model: string;
  rows_from: string;
  rows: number;
  asked_now: number;
  left_out: Record<string, number>;
  unanswered: number;
  exact_match: PairedResult;
  /** Null where the answers are no labels. */
  label_accuracy: PairedResult | null;
  warnings: string[];
  answers: Answered[];
}

export interface Sides {
  openai: OpenAI;
  oldModel: string;
  newModel: string;
}

/** Which rows are asked: the first of them by hash, so that fewer rows are always a part of more. */
export function chooseRows(text: string, maxRows: number) {
  const { questions, leftOut } = questionsOf(rowsOf(text));
  const unique = [...new Map(questions.map((one) => [one.sha256, one])).values()];
  const chosen = unique.sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1)).slice(0, maxRows);
  if (unique.length > chosen.length) leftOut['beyond --max-rows'] = unique.length - chosen.length;
  return { questions: chosen, leftOut };
}

/** Answers that an interrupted run has paid for already; a line that was cut off counts as none. */
export function keptAnswers(
  path: string,
  sides: Pick<Sides, 'oldModel' | 'newModel'>,
): Map<string, Answered> {
  const kept = new Map<string, Answered>();
  if (!existsSync(path)) return kept;
  for (const row of rowsOf(readFileSync(path, 'utf8'))) {
    try {
      const one = JSON.parse(row) as Answered & { models: [string, string] };
      const { models, ...answer } = one;
      const isOfThese = models[0] === sides.oldModel && models[1] === sides.newModel;
      if (isOfThese && answer.error === null) kept.set(answer.sha256, answer);
    } catch {
      continue;
    }
  }
  return kept;
}

/** Asks both models the same rows at temperature 0; each answer is kept as soon as it is there. */
export async function askBoth(
  session: Session,
  sides: Sides,
  { questions, kept, journal }: { questions: Question[]; kept: Map<string, Answered>; journal: string },
): Promise<Answered[]> {
  const out: Answered[] = [];
  for (const [index, question] of questions.entries()) {
    const known = kept.get(question.sha256);
    if (known) {
      out.push(known);
      continue;
    }
    session.signal.throwIfAborted();
    const one = await askOne(session, sides, question);
    const models = [sides.oldModel, sides.newModel];
    appendFileSync(journal, `${JSON.stringify({ ...one, models })}\n`, { mode: 0o600 });
    out.push(one);
    if ((index + 1) % 10 === 0) session.say(`${index + 1} of ${questions.length} rows`);
  }
  return out;
}

async function askOne(session: Session, sides: Sides, question: Question): Promise<Answered> {
  const { expected, sha256 } = question;
  // enough for the expected answer in any tokenizer, and a bound on what one row can cost
  const maxTokens = Math.min(4096, Math.max(32, Math.ceil(expected.length / 2)));
  // the free side first: a row that it cannot answer costs nothing at OpenAI
  const chat = { model: sides.newModel, messages: question.prompt as unknown as Chat['messages'] };
  const fresh = await completeChat(session, { ...chat, maxTokens, temperature: 0 });
  try {
    const answer = await sides.openai.chat.completions.create(
      {
        model: sides.oldModel,
        messages: question.prompt as never,
        temperature: 0,
        max_completion_tokens: maxTokens,
      },
      { signal: session.signal },
    );
    return { sha256, expected, old: answer.choices[0]?.message.content ?? '', new: fresh, error: null };
  } catch (error) {
    const { status } = error as { status?: number };
    if (status !== 400) throw oldModelGone(error, sides.oldModel); // 400: this row alone is refused
    return { sha256, expected, old: null, new: fresh, error: messageOf(error) };
  }
}

function oldModelGone(error: unknown, model: string): unknown {
  if ((error as { status?: number }).status !== 404) return refusalOf(error, `let ${model} answer`);
  return new CliError(
    `${model} does not answer any more: ${messageOf(error)}`,
    EXIT.notFound,
    'the new model alone can be measured: luthier eval run --model art_01k… --data <version>',
  );
}

/** Both models on the rows that both answered. Throws CliError where there is none. */
export function judge(
  answers: readonly Answered[],
): Pick<Comparison, 'exact_match' | 'label_accuracy' | 'unanswered'> {
  const whole = answers.filter(
    (one): one is Answered & { old: string; new: string } => one.old !== null && one.new !== null,
  );
  if (whole.length === 0) throw new CliError('no row was answered by both models', EXIT.failed);
  const by = (isRight: (answer: string, expected: string) => boolean) =>
    comparePairs(
      countPairs(
        whole.map((one) => ({ old: isRight(one.old, one.expected), new: isRight(one.new, one.expected) })),
      ),
    );
  const isLabelled = areLabels(whole.map(({ expected }) => expected));
  return {
    exact_match: by(isExact),
    label_accuracy: isLabelled ? by((answer, expected) => asLabel(answer) === asLabel(expected)) : null,
    unanswered: answers.length - whole.length,
  };
}
