import type { Command } from 'commander';
import { Option } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { eachLine, type Message, streamChat } from '../chat.js';
import { resolveVersion } from '../data.js';
import { ApiError } from '#client/errors.js';
import { getJob } from '../follow.js';
import { CliError, EXIT } from '../exits.js';
import { assertNotBlocked, gateList, promoted, worseHint } from '../promotion.js';
import type { Session } from '../session.js';
import { line } from '../text.js';
import { isVersion, versionOf } from '../versions.js';
import { idOf } from '../views.js';

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
  addCommand(program, host, {
    usage: 'chat <model> [message...]',
    about: 'Talk to a served model; without a message: read lines from the terminal',
    examples: [
      'luthier chat support-bot:production "Where is my card?"',
      'luthier chat support-bot@3 "Where is my card?"',
      'luthier chat ft:smollm2-135m-instruct:personal::1a2b3c4d',
    ],
    options: [
      [
        '--system <text>',
        'system message; left out: the one that all rows of its training share; "" for none',
      ],
      [
        '--system-of <version>',
        'the system message that the model was trained with: dataset version, by id or name',
      ],
      ['--max-tokens <n>', 'longest answer'],
      ['--temperature <t>', 'randomness, 0 for none'],
    ],
    run: chat,
  });
}

async function promote(session: Session, [ref = '']: string[], options: Options): Promise<void> {
  const [model = '', version] = ref.split('@');
  const [minScore, evaluation] = [textOf(options, 'minScore'), textOf(options, 'evaluation')];
  const [maxKl, maxDrop] = [textOf(options, 'maxKl'), textOf(options, 'maxTaskDrop')];
  const [drop, lost] = [textOf(options, 'maxQuantizationDrop'), textOf(options, 'maxRegression')];
  const body = {
    model,
    alias: textOf(options, 'to')!,
    ...(version ? { version: /^\d+$/.test(version) ? Number(version) : version } : {}),
    ...(minScore ? { min_score: Number(minScore) } : {}),
    ...(drop ? { max_quantization_drop: Number(drop) } : {}),
    ...(evaluation ? { evaluation } : {}),
    ...(maxKl ? { max_kl: Number(maxKl) } : {}),
    ...(maxDrop ? { max_task_drop: Number(maxDrop) } : {}),
    ...(lost ? { max_regression: regressionOf(lost) } : {}),
    ...limitsOf(options),
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
  if (!text.includes('=')) return Number(text);
  return Object.fromEntries(
    text.split(',').map((one) => {
      const [metric = '', most] = one.split('=');
      return [metric.trim(), Number(most)];
    }),
  );
}

function limitsOf(options: Options) {
  const names = { minRefusalRate: 'min_refusal_rate', maxFalseRefusalRate: 'max_false_refusal_rate', maxPerplexity: 'max_perplexity' }; // prettier-ignore
  return Object.fromEntries(
    Object.entries(names).flatMap(([option, name]) => {
      const value = textOf(options, option);
      return value === undefined ? [] : [[name, Number(value)]];
    }),
  );
}

async function chat(session: Session, [ref = '', ...words]: string[], options: Options): Promise<void> {
  const model = ref.includes('@') ? (await versionOf(session, ref)).openai_id : ref;
  const trainedOn = textOf(options, 'systemOf');
  const given = trainedOn ? await systemOf(session, trainedOn) : textOf(options, 'system');
  const system = given ?? (await trainedSystem(session, ref));
  if (given === undefined && system)
    session.say(
      `with the system message that it was trained on (another or none: --system TEXT): ${line(system)}`,
    );
  const history: Message[] = system ? [{ role: 'system', content: system }] : [];
  const settings = { maxTokens: number(options, 'maxTokens'), temperature: number(options, 'temperature') };
  const ask = async (content: string) => {
    history.push({ role: 'user', content });
    const show = session.json ? () => undefined : (piece: string) => void process.stdout.write(piece);
    const said = await streamChat(session, { model, messages: history, ...settings }, show);
    history.push({ role: 'assistant', content: said });
    session.print({ model, message: { role: 'assistant', content: said } }, '');
    if (!session.json) process.stdout.write('\n');
  };
  if (words.length > 0) return ask(words.join(' '));
  if (!session.input && process.stdin.isTTY)
    throw new CliError(
      'no message, and --no-input asks for none',
      EXIT.usage,
      `luthier chat ${ref} "MESSAGE", or lines on stdin`,
    );
  await eachLine({ input: process.stdin, output: process.stderr }, ask);
}

/** The system message that the first rows of a version's training have in common; undefined where there is none, or it cannot be told. */
async function trainedSystem(session: Session, ref: string): Promise<string | undefined> {
  if (!isVersion(ref)) return undefined;
  try {
    const job = await getJob(session, idOf((await versionOf(session, ref)).source_job)!);
    const id = job.spec['dataset_version'];
    if (typeof id !== 'string') return undefined;
    const params = { path: { id }, query: { limit: '20' } };
    const { rows } = await answer(session.client.GET('/v1/dataset_versions/{id}/preview', { params }));
    const found = new Set(rows.map(systemIn));
    return found.size === 1 ? [...found][0] : undefined;
  } catch (error) {
    if (error instanceof CliError || (error instanceof ApiError && error.status < 500)) return undefined;
    throw error;
  }
}

const systemIn = (row: unknown): string | undefined =>
  ((row as { messages?: Message[] }).messages ?? []).find(({ role }) => role === 'system')?.content;

/** The system message of the first row of the train split. */
async function systemOf(session: Session, ref: string): Promise<string | undefined> {
  const params = { path: { id: await resolveVersion(session, ref) }, query: { limit: '1' } };
  const { rows } = await answer(session.client.GET('/v1/dataset_versions/{id}/preview', { params }));
  return rows[0] && systemIn(rows[0]);
}

function number(options: Options, name: string): number | undefined {
  const text = textOf(options, name);
  if (text === undefined) return undefined;
  if (!/^\d+(\.\d+)?$/.test(text)) throw new CliError(`${text} is no number`, EXIT.usage);
  return Number(text);
}
