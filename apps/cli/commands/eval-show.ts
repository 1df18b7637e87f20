import type { Command } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { modelNames } from '../eval-models.js';
import { figure, figuresOf } from '../eval-figures.js';
import { pageOf, pageOptions, sayMore } from '../pages.js';
import { parityText } from '../parity-text.js';
import type { Session } from '../session.js';
import { percent, table } from '../text.js';
import type { Evaluation } from '../views.js';

const LIMIT = 50;

export function addEvalShowCommands(group: Command, host: Host): void {
  addCommand(group, host, {
    usage: 'ls',
    about: 'List evaluations, newest first, with the model, the score and the rows',
    examples: ['luthier eval ls', 'luthier eval ls --limit 5 --json'],
    options: pageOptions(LIMIT),
    run: (session, _args, options) => list(session, options),
  });
  addCommand(group, host, {
    usage: 'show [id]',
    about: 'Show an evaluation with its answers, row by row; without an id: luthier eval ls',
    examples: ['luthier eval show eval_01k… --wrong', 'luthier eval show job_01k… --json'],
    options: [
      ['--wrong', 'only the wrong answers'],
      ['--limit <n>', 'at most so many rows (default 50)'],
      ['--after <id>', 'without an id: evaluations behind this one'],
    ],
    run: async (session, [id], options) => {
      await (id ? showEvaluation(session, id, options) : list(session, options));
    },
  });
}

async function list(session: Session, options: Options): Promise<void> {
  const query = pageOf(options, LIMIT);
  const page = await answer(session.client.GET('/v1/evaluations', { params: { query } }));
  if (page.data.length === 0)
    session.say(
      'after' in query ? 'no evaluation behind that one' : 'no evaluation yet: luthier eval run makes one',
    );
  const names = session.json ? new Map<string, string>() : await modelNames(session);
  const rows = page.data.map((one) => [
    one.id,
    names.get(one.subject) ?? one.subject,
    one.state,
    one.metric === null ? '-' : percent(one.metrics?.[one.metric]),
    figure(one.metrics?.['kl_divergence']),
    one.task === 'refusal'
      ? `${percent(one.metrics?.['refusal_rate'])} / ${percent(one.metrics?.['false_refusal_rate'])}`
      : '-',
    one.rows,
    one.name,
  ]);
  session.print(
    page,
    table(['ID', 'MODEL', 'STATE', 'SCORE', 'KL', 'REFUSED / FALSELY', 'ROWS', 'NAME'], rows),
  );
  sayMore(session, page);
}

/** Prints it, its answers row by row or its prompts that are read otherwise. */
export async function showEvaluation(session: Session, id: string, options: Options): Promise<Evaluation> {
  const evaluation = await answer(session.client.GET('/v1/evaluations/{id}', { params: { path: { id } } }));
  if (evaluation.task === 'divergence' || evaluation.task === 'perplexity') {
    session.print(evaluation, headOf(evaluation));
    return evaluation;
  }
  if (evaluation.task === 'parity') {
    const params = { path: { id: evaluation.id } };
    const report = await answer(session.client.GET('/v1/evaluations/{id}/parity', { params }));
    session.print(
      { ...evaluation, parity: report },
      parityText(evaluation, report, options['wrong'] === true),
    );
    return evaluation;
  }
  const query = {
    limit: textOf(options, 'limit') ?? '50',
    ...(options['wrong'] ? { correct: 'false' as const } : {}),
  };
  const answers = await answer(
    session.client.GET('/v1/evaluations/{id}/answers', { params: { path: { id }, query } }),
  );
  const rows = answers.data.map((one) => [
    one.row,
    one.correct ? 'right' : 'wrong',
    one.expected,
    one.latency_ms === undefined ? '-' : Math.round(one.latency_ms),
    one.answer,
  ]);
  const more = answers.has_more ? '\n… more: --limit, or --json' : '';
  session.print(
    { ...evaluation, answers: answers.data },
    `${headOf(evaluation)}\n\n${table(['ROW', '', 'EXPECTED', 'MS', 'ANSWER'], rows)}${more}`,
  );
  return evaluation;
}

function headOf(one: Evaluation): string {
  if (one.task === 'divergence') return divergenceOf(one);
  return figuresOf(one);
}

function divergenceOf(one: Evaluation): string {
  const { kl_divergence, top1_agreement, perplexity, parent_perplexity, tokens } = one.metrics ?? {};
  return [
    `${one.name} (${one.id}, ${one.state})`,
    `${one.subject} against ${one.reference}, ${one.rows ?? '?'} rows, ${tokens ?? '?'} tokens`,
    `KL divergence ${figure(kl_divergence)} nats per token, same first choice in ${percent(top1_agreement)}`,
    `perplexity ${figure(parent_perplexity)} before and ${figure(perplexity)} after`,
  ].join('\n');
}
