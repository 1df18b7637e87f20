import type { Command } from 'commander';
import { Option } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { assertNotBlocked, gateList, promoted, worseHint } from '../promotion.js';
import type { Session } from '../session.js';
import { given, number, numberIn } from '../training-options.js';

export function addServeCommands(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'promote <model>',
    about: 'Ask to point an alias at a version: prints every gate; exit 3 when one is not met',
    examples: [
      'luthier promote support-bot --to production --wait',
      'luthier promote support-bot@3 --to production --min-score 0.8',
    ],
    options: [
      new Option('--to <alias>', 'alias to move').makeOptionMandatory(),
      ['--min-score <score>', 'the least exact match that passes'],
      ['--max-quantization-drop <drop>', 'the most that quantisation may cost (default 0.05)'],
      ['--evaluation <name>', 'id or name of the evaluation that counts'],
      ['--max-kl <nats>', 'the most KL(merged‖GGUF) per token; it has to have been measured'],
      [
        '--max-task-drop <score>',
        'the most that quantisation may take from the score; has to have been measured',
      ],
      [
        '--max-regression <score>',
        'the most exact match to lose against what the alias serves, on the same rows; or by metric: exact_match=0.02,refusal_rate=0.05,false_refusal_rate=0.05; more has to be ruled out',
      ],
      ['--min-refusal-rate <share>', 'the least of what should be refused that it refuses'],
      ['--max-false-refusal-rate <share>', 'the most of what is harmless that it refuses'],
      ['--max-perplexity <n>', 'the largest perplexity of the merged model or the adapter'],
      ['--wait', 'return when the alias has moved'],
    ],
    run: promote,
  });
}

async function promote(session: Session, [ref = '']: string[], options: Options): Promise<void> {
  const [model = '', version] = ref.split('@');
  const [evaluation, lost] = [textOf(options, 'evaluation'), textOf(options, 'maxRegression')];
  const body = {
    model,
    alias: textOf(options, 'to')!,
    ...(version ? { version: /^\d+$/.test(version) ? Number(version) : version } : {}),
    ...(evaluation ? { evaluation } : {}),
    ...(lost === undefined ? {} : { max_regression: regressionOf(lost) }),
    ...given({
      min_score: number(options, 'minScore'),
      max_quantization_drop: number(options, 'maxQuantizationDrop'),
      max_kl: number(options, 'maxKl'),
      max_task_drop: number(options, 'maxTaskDrop'),
      min_refusal_rate: number(options, 'minRefusalRate'),
      max_false_refusal_rate: number(options, 'maxFalseRefusalRate'),
      max_perplexity: number(options, 'maxPerplexity'),
    }),
  };
  const started = await answer(session.client.POST('/v1/promotions', { body }));
  session.say(gateList(started));
  const worse = worseHint(started, ref);
  if (worse) session.say(worse);
  const ended = options['wait'] ? await promoted(session, started) : started;
  session.print(ended, `${ended.id} ${ended.state}: ${body.model}:${body.alias}`);
  await assertNotBlocked(session, ended, ref);
  const name = `${model}:${body.alias}`;
  if (ended.state === 'succeeded')
    session.say(`talk to it: luthier chat ${name}; take it back: luthier rollback ${name} --wait`);
  else session.say(`follow it: luthier api GET /v1/promotions/${ended.id}`);
}

/** `0.02`, or by metric: `exact_match=0.02,false_refusal_rate=0.1`. */
function regressionOf(text: string): number | Record<string, number> {
  if (!text.includes('=')) return numberIn(text, 'maxRegression');
  return Object.fromEntries(
    text.split(',').map((one) => {
      const [metric = '', most = ''] = one.split('=');
      return [metric.trim(), numberIn(most, 'maxRegression')];
    }),
  );
}
