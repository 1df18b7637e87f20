import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, addGroup, type Host, type Options, textOf } from '../command.js';
import { resolveVersion } from '../data.js';
import { CliError, EXIT } from '../exits.js';
import { REUSE_OPTION, reusing, submittedText } from '../reuse.js';
import { type Evaluate, taskOf } from '../lm-eval-file.js';
import type { Session } from '../session.js';
import { contaminationText, foundIn } from '../contamination-text.js';
import { figure, figuresOf } from '../eval-figures.js';
import { parityText } from '../parity-text.js';
import { ENGINES, type Engine } from '#client/pipeline.js';
import { percent, table } from '../text.js';
import { versionOf } from '../versions.js';
import type { Evaluation } from '../views.js';
import { watch } from '../watch.js';
import { addJudgeCommand } from './judge.js';

export function addEvalCommands(program: Command, host: Host): void {
  const group = addGroup(program, 'eval', 'Evaluations: ask a model every row of a test split');
  addCommand(group, host, {
    usage: 'run',
    about:
      'Evaluate a base model or an artifact: exact match with speed and cost, refusals, a task of lm-evaluation-harness, perplexity, or what quantisation cost',
    examples: [
      'luthier eval run --base smollm2-135m-instruct --data support',
      'luthier eval run --model art_01k… --data support --engine llamacpp --price "2.50 EUR"',
      'luthier eval run --task perplexity --model art_01k… --data support --rows 64',
      'luthier eval run --task refusal --model art_01k… --data safety-prompts --watch',
      'luthier eval run --lm-eval triage.yaml --model art_01k… --data support --watch',
      'luthier eval run --task divergence --model art_01k… --parent art_01j… --data support --watch',
    ],
    options: [
      ['--base <model>', 'base model: slug, id or hub id'],
      ['--model <artifact>', 'merged or GGUF artifact'],
      new Option(
        '--task <task>',
        'exact_match (default); refusal: of rows that expect refuse or comply; perplexity; or divergence: KL, perplexity and top-1 against --parent',
      ).choices(['exact_match', 'refusal', 'perplexity', 'divergence']),
      [
        '--lm-eval <file>',
        'a task of lm-evaluation-harness in YAML: output_type, doc_to_text, doc_to_target …',
      ],
      ['--like <evaluation>', 'the task, rows and split of an earlier evaluation'],
      ['--parent <artifact>', 'divergence: merged artifact, or base model, that the GGUF was quantised from'],
      ['--max-rows <n>', 'divergence, perplexity: at most so many rows (default 256)'],
      ['--data <version>', 'dataset version: dsv_ id, name, or name@number'],
      ['--split <split>', 'split to ask (default test)'],
      ['--engine <engine>', 'transformers or llamacpp (for GGUF)'],
      [
        '--price <amount>',
        'what an hour of the machine costs, e.g. "2.50 EUR": tells the cost of 1000 tokens',
      ],
      ['--name <text>', 'name of the evaluation'],
      ['--labels <list>', 'the only answers allowed, separated by commas'],
      REUSE_OPTION,
      ['--watch', 'follow it to its end'],
    ],
    run: runEvaluation,
  });
  addCommand(group, host, {
    usage: 'parity <version>',
    about: 'Compare how the serving engine and training read prompts, token id by token id',
    examples: [
      'luthier eval parity support-bot --watch',
      'luthier eval parity support-bot:production --data support@2 --max-rows 64',
      'luthier eval parity support-bot --engine vllm --watch',
      'luthier eval parity support-bot --engine ollama --template Modelfile.template',
    ],
    options: [
      new Option(
        '--engine <engine>',
        'llamacpp (default: it serves here), vllm (of the merged model) or ollama',
      ).choices(ENGINES),
      [
        '--template <file>',
        'ollama: file with the TEMPLATE of the Modelfile (default: a Modelfile of FROM alone)',
      ],
      [
        '--data <version>',
        'held-out rows: dsv_ id, name, or name@number (default: what the version was evaluated on)',
      ],
      ['--split <split>', 'split to take prompts from (default test)'],
      ['--max-rows <n>', 'at most so many prompts (default 16); fixed probes come on top'],
      REUSE_OPTION,
      ['--watch', 'follow it to its end; exit 1 when a prompt is read otherwise'],
    ],
    run: (session, [version], options) => runParity(session, version!, options),
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
    run: async (session, [id], options) => {
      await (id ? show(session, id, options) : list(session));
    },
  });
  addCommand(group, host, {
    usage: 'contamination <evaluation>',
    about: 'Which evaluated rows the model was trained on, and the scores without them',
    examples: [
      'luthier eval contamination eval_01k…',
      'luthier eval contamination job_01k… --max-share 0.01 --json',
    ],
    options: [
      ['--max-share <share>', 'exit 3 when a larger share of the rows is contaminated, or it cannot be told'],
    ],
    run: contamination,
  });
  addCommand(group, host, {
    usage: 'compare <baseline> <candidate>',
    about: 'Compare two evaluations on the same rows: paired test, 95 % interval, rows that flipped',
    examples: ['luthier eval compare eval_01k… eval_01m…', 'luthier eval compare job_01k… job_01m… --json'],
    options: [['--limit <n>', 'at most so many flipped rows (default 20)']],
    run: compareEvaluations,
  });
  addJudgeCommand(group, host);
}

async function contamination(session: Session, [id = '']: string[], options: Options): Promise<void> {
  const most = textOf(options, 'maxShare');
  if (most !== undefined && !/^(0(\.\d+)?|1(\.0+)?)$/.test(most))
    throw new CliError(`--max-share is no share from 0 to 1: ${most}`, EXIT.usage);
  const found = await foundIn(session, id);
  session.print(found, contaminationText(found));
  if (found.status === 'failed' && most === undefined)
    throw new CliError(found.error ?? 'it failed', EXIT.failed);
  if (most === undefined) return;
  const { report } = found;
  if (!report?.complete)
    throw new CliError('not all of the training data could be looked through', EXIT.policy);
  if (report.share > Number(most))
    throw new CliError(
      `${percent(report.share)} of the rows are contaminated, more than ${most}`,
      EXIT.policy,
    );
}

/** Paired, on the rows that both answered. */
export async function compareEvaluations(
  session: Session,
  [baseline = '', id = '']: string[],
  options: Options,
): Promise<void> {
  const query = { with: baseline, limit: textOf(options, 'limit') ?? '20' };
  const found = await answer(
    session.client.GET('/v1/evaluations/{id}/compare', { params: { path: { id }, query } }),
  );
  const metrics = found.metrics.map((one) => [
    ...[one.name, one.rows, percent(one.baseline), percent(one.candidate)],
    `${one.difference.toFixed(4)} (${one.low.toFixed(4)} to ${one.high.toFixed(4)})`,
    one.p === null ? one.test : `p ${one.p.toFixed(4)}`,
  ]);
  const flips = found.flipped.map((one) => [one.row, one.better, one.expected, one.baseline, one.candidate]);
  const head = ['METRIC', 'ROWS', 'BASELINE', 'CANDIDATE', 'DIFFERENCE (95 %)', 'TEST'];
  session.print(
    found,
    [
      found.verdict,
      table(head, metrics),
      `${found.flipped_rows} rows flipped${flips.length < found.flipped_rows ? `; the first ${flips.length}` : ''}`,
      ...(flips.length > 0 ? [table(['ROW', 'BETTER', 'EXPECTED', 'BASELINE', 'CANDIDATE'], flips)] : []),
    ].join('\n\n'),
  );
}

/** `version`: as everywhere, `model`, `model@number`, `model:alias` or an id. */
async function runParity(session: Session, version: string, options: Options): Promise<void> {
  const found = await versionOf(session, version);
  const engine = (textOf(options, 'engine') ?? 'llamacpp') as Engine;
  const template = templateOf(options, engine);
  const role = engine === 'vllm' ? 'merged' : 'gguf';
  const model = (found.artifacts as Record<string, string>)[role];
  if (!model)
    throw new CliError(
      `version ${found.id} has no ${role} artifact, which ${engine} loads`,
      EXIT.usage,
      `run a ${role === 'gguf' ? 'quantize' : 'merge'} job and register the version with it`,
    );
  const [data, split, count] = ['data', 'split', 'maxRows'].map((name) => textOf(options, name));
  const evaluated = (found.evaluations as { dataset_version: string }[])[0]?.dataset_version;
  const dataset = data === undefined ? evaluated : await resolveVersion(session, data);
  if (!dataset)
    throw new CliError(`version ${found.id} was never evaluated`, EXIT.usage, 'name held-out rows by --data');
  if (count !== undefined && !/^[1-9]\d{0,2}$/.test(count))
    throw new CliError(`--max-rows is no number from 1 to 256: ${count}`, EXIT.usage);
  const made = await answer(
    session.client.POST('/v1/jobs', {
      body: reusing(
        {
          ...{ kind: 'evaluate' as const, task: 'parity' as const, engine, model, dataset_version: dataset },
          ...(template === undefined ? {} : { template }),
          ...(split ? { split: split as 'test' } : {}),
          ...(count ? { max_rows: Number(count) } : {}),
        },
        options,
      ),
    }),
  );
  if (!options['watch']) return session.print(made, submittedText(made));
  await watch({ ...session, print: () => undefined }, made.id);
  const evaluation = await show(session, made.id, {});
  const broken = evaluation.metrics?.['parity_mismatches'];
  if (broken !== 0)
    throw new CliError(`${broken ?? 'no'} prompt(s) are read otherwise than in training`, EXIT.failed);
}

function templateOf(options: Options, engine: string): string | undefined {
  const file = textOf(options, 'template');
  if (file === undefined) return undefined;
  if (engine !== 'ollama') throw new CliError('--template needs --engine ollama', EXIT.usage);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CliError(`--template cannot be read: ${(error as Error).message}`, EXIT.usage);
  }
}

async function runEvaluation(session: Session, _args: string[], options: Options): Promise<void> {
  const [base, model, data] = [textOf(options, 'base'), textOf(options, 'model'), textOf(options, 'data')];
  const [file, like] = [textOf(options, 'lmEval'), textOf(options, 'like')];
  if ((base === undefined) === (model === undefined) || (data === undefined) === (like === undefined))
    throw new CliError('give one of --base and --model, and one of --data and --like', EXIT.usage);
  if ([file, like, textOf(options, 'task')].filter(Boolean).length > 1)
    throw new CliError('--task, --lm-eval and --like each name the task: give one', EXIT.usage);
  const engine = textOf(options, 'engine');
  const [split, name] = [textOf(options, 'split'), textOf(options, 'name')];
  const [task, parent, rows] = [
    textOf(options, 'task'),
    textOf(options, 'parent'),
    textOf(options, 'maxRows'),
  ];
  const [price, labels] = [textOf(options, 'price'), textOf(options, 'labels')];
  const made = await answer(
    session.client.POST('/v1/jobs', {
      body: reusing(
        {
          kind: 'evaluate' as const,
          model: base ? { base_model: base } : model!,
          ...(like
            ? await askedBy(session, like)
            : { dataset_version: await resolveVersion(session, data!) }),
          ...(file ? { task: 'lm_eval' as const, ...(await taskOf(session, file)) } : {}),
          ...(labels ? { restrict_to: labels.split(',') } : {}),
          ...(split ? { split: split as 'test' } : {}),
          ...(name ? { name } : {}),
          ...(task ? { task: task as 'divergence' } : {}),
          ...(parent ? { parent: parent.startsWith('art_') ? parent : { base_model: parent } } : {}),
          ...(rows ? { max_rows: Number(rows) } : {}),
          ...(price ? { price_per_hour: price } : {}),
          ...(engine ? { engine: engine as 'llamacpp' } : {}),
        },
        options,
      ),
    }),
  );
  if (!options['watch']) return session.print(made, submittedText(made));
  await watch({ ...session, print: () => undefined }, made.id);
  await show(session, made.id, { limit: '10' });
}

/** What an earlier evaluation asked, of which rows. */
async function askedBy(session: Session, id: string) {
  const { job } = await answer(session.client.GET('/v1/evaluations/{id}', { params: { path: { id } } }));
  const { spec } = await answer(
    session.client.GET('/v1/jobs/{id}', { params: { path: { id: String(job) } } }),
  );
  const { dataset_version, ...asked } = spec as unknown as Evaluate;
  const own = [
    'name',
    'task',
    'lm_eval',
    'split',
    'max_rows',
    'max_seq_length',
    'restrict_to',
    'max_new_tokens',
    'batch_size',
  ];
  const kept = Object.entries(asked).filter(([field, value]) => own.includes(field) && value !== undefined);
  return { dataset_version, ...(Object.fromEntries(kept) as Partial<Evaluate>) };
}

async function list(session: Session): Promise<void> {
  const page = await answer(session.client.GET('/v1/evaluations', { params: { query: { limit: '50' } } }));
  const rows = page.data.map((one) => [
    one.id,
    one.state,
    one.metric === null ? '-' : percent(one.metrics?.[one.metric]),
    figure(one.metrics?.['kl_divergence']),
    one.task === 'refusal'
      ? `${percent(one.metrics?.['refusal_rate'])} / ${percent(one.metrics?.['false_refusal_rate'])}`
      : '-',
    one.rows,
    one.name,
  ]);
  session.print(page, table(['ID', 'STATE', 'SCORE', 'KL', 'REFUSED / FALSELY', 'ROWS', 'NAME'], rows));
}

async function show(session: Session, id: string, options: Options): Promise<Evaluation> {
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
