import type { Command } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, addGroup, type Host, type Options, textOf } from '../command.js';
import { resolveVersion } from '../data.js';
import { CliError, EXIT } from '../exits.js';
import type { Session } from '../session.js';
import { percent, table } from '../text.js';
import type { Evaluation } from '../views.js';
import { watch } from '../watch.js';

export function addEvalCommands(program: Command, host: Host): void {
  const group = addGroup(program, 'eval', 'Evaluations: ask a model every row of a test split');
  addCommand(group, host, {
    usage: 'run',
    about: 'Evaluate a base model or an artifact by exact match',
    examples: [
      'luthier eval run --base smollm2-135m-instruct --data support',
      'luthier eval run --model art_01k… --data support --engine llamacpp',
    ],
    options: [
      ['--base <model>', 'base model: slug, id or hub id'],
      ['--model <artifact>', 'merged or GGUF artifact'],
      ['--data <version>', 'dataset version: dsv_ id, name, or name@number'],
      ['--split <split>', 'split to ask (default test)'],
      ['--engine <engine>', 'transformers or llamacpp (for GGUF)'],
      ['--name <text>', 'name of the evaluation'],
      ['--labels <list>', 'the only answers allowed, separated by commas'],
      ['--watch', 'follow it to its end'],
    ],
    run: runEvaluation,
  });
  addCommand(group, host, {
    usage: 'show [id]',
    about: 'Show an evaluation with its answers, row by row; without an id: list evaluations',
    examples: [
      'luthier eval show',
      'luthier eval show eval_01k… --wrong',
      'luthier eval show job_01k… --json',
    ],
    options: [
      ['--wrong', 'only the wrong answers'],
      ['--limit <n>', 'at most so many rows (default 50)'],
    ],
    run: (session, [id], options) => (id ? show(session, id, options) : list(session)),
  });
}

async function runEvaluation(session: Session, _args: string[], options: Options): Promise<void> {
  const [base, model, data] = [textOf(options, 'base'), textOf(options, 'model'), textOf(options, 'data')];
  if ((base === undefined) === (model === undefined) || !data)
    throw new CliError('give --data, and one of --base and --model', EXIT.usage);
  const engine = textOf(options, 'engine');
  const [split, name] = [textOf(options, 'split'), textOf(options, 'name')];
  const made = await answer(
    session.client.POST('/v1/jobs', {
      body: {
        kind: 'evaluate',
        model: base ? { base_model: base } : model!,
        dataset_version: await resolveVersion(session, data),
        restrict_to: textOf(options, 'labels')?.split(',') ?? null,
        ...(split ? { split: split as 'test' } : {}),
        ...(name ? { name } : {}),
        ...(engine ? { engine: engine as 'llamacpp' } : {}),
      },
    }),
  );
  if (!options['watch'])
    return session.print(made, `${made.id} is ${made.state}. Follow it: luthier watch ${made.id}`);
  await watch({ ...session, print: () => undefined }, made.id);
  await show(session, made.id, { limit: '10' });
}

async function list(session: Session): Promise<void> {
  const page = await answer(session.client.GET('/v1/evaluations', { params: { query: { limit: '50' } } }));
  const rows = page.data.map((one) => [
    one.id,
    one.state,
    percent(one.metrics?.['exact_match']),
    one.rows,
    one.name,
  ]);
  session.print(page, table(['ID', 'STATE', 'EXACT MATCH', 'ROWS', 'NAME'], rows));
}

async function show(session: Session, id: string, options: Options): Promise<void> {
  const evaluation = await answer(session.client.GET('/v1/evaluations/{id}', { params: { path: { id } } }));
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
    Math.round(one.latency_ms),
    one.answer,
  ]);
  const more = answers.has_more ? '\n… more: --limit, or --json' : '';
  session.print(
    { ...evaluation, answers: answers.data },
    `${headOf(evaluation)}\n\n${table(['ROW', '', 'EXPECTED', 'MS', 'ANSWER'], rows)}${more}`,
  );
}

function headOf(one: Evaluation): string {
  const { exact_match, valid_label_share, latency_p50_ms } = one.metrics ?? {};
  const parts = [
    `exact match ${percent(exact_match)} over ${one.rows ?? '?'} rows`,
    valid_label_share !== undefined && `a known label in ${percent(valid_label_share)}`,
    latency_p50_ms !== undefined && `latency p50 ${Math.round(latency_p50_ms)} ms`,
  ];
  return `${one.name} (${one.id}, ${one.state})\n${parts.filter(Boolean).join(', ')}`;
}
