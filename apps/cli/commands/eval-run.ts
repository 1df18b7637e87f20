import { type Command, Option } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { resolveVersion } from '../data.js';
import { CliError, EXIT } from '../exits.js';
import { type Evaluate, taskOf } from '../lm-eval-file.js';
import { REUSE_OPTION, reusing, submittedText } from '../reuse.js';
import type { Session } from '../session.js';
import { watch } from '../watch.js';
import { showEvaluation } from './eval-show.js';

export function addEvalRunCommand(group: Command, host: Host): void {
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
  await showEvaluation(session, made.id, { limit: '10' });
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
