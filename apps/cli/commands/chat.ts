import type { Command } from 'commander';
import { answer } from '#client/client.js';
import { ApiError } from '#client/errors.js';
import { eachLine, type Message, streamChat } from '../chat.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { resolveVersion } from '../data.js';
import { CliError, EXIT } from '../exits.js';
import { getJob } from '../follow.js';
import type { Session } from '../session.js';
import { line } from '../text.js';
import { isVersion, versionOf } from '../versions.js';
import { idOf } from '../views.js';

export function addChatCommand(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'chat <model> [message...]',
    about:
      'Talk to a served model, at temperature 0 as evaluations do; says which version answers; without a message: reads lines from the terminal',
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
      ['--temperature <t>', 'randomness; left out: 0, none, as in evaluations'],
    ],
    run: chat,
  });
}

async function chat(session: Session, [ref = '', ...words]: string[], options: Options): Promise<void> {
  const model = ref.includes('@') ? (await versionOf(session, ref)).openai_id : ref;
  const trainedOn = textOf(options, 'systemOf');
  // where its rows have none, none is sent
  const given = trainedOn ? ((await systemOf(session, trainedOn)) ?? '') : textOf(options, 'system');
  const system = given ?? (await trainedSystem(session, ref));
  const history: Message[] = system ? [{ role: 'system', content: system }] : [];
  const temperature = number(options, 'temperature') ?? 0;
  const settings = { maxTokens: number(options, 'maxTokens'), temperature };
  let answering: string | null = null;
  const tell = async (id: string | null) => {
    if (id === null || id === answering) return;
    answering = id;
    if (session.quiet) return;
    const told =
      given === undefined && system ? `, with the system message of its training: ${line(system, 60)}` : '';
    session.say(`${await nameOf(session, id)} answers at temperature ${temperature}${told}`);
  };
  const ask = async (content: string) => {
    history.push({ role: 'user', content });
    const show = session.json ? () => undefined : (piece: string) => void process.stdout.write(piece);
    const said = await streamChat(session, { model, messages: history, ...settings }, { show, tell });
    history.push({ role: 'assistant', content: said });
    const message = { role: 'assistant', content: said };
    session.print({ model, version: answering, temperature, message }, '');
    if (!session.json) process.stdout.write('\n');
  };
  if (words.length > 0) return ask(words.join(' '));
  if (!session.input && process.stdin.isTTY)
    throw new CliError(
      'no message, and --no-input asks for none',
      EXIT.usage,
      `luthier chat ${ref} "MESSAGE", or lines on stdin`,
    );
  await eachLine({ input: process.stdin, output: process.stderr, signal: session.signal }, ask);
}

/** `support@3`; the id where the key may chat and no more, or the name cannot be told: the answer is there by then. */
async function nameOf(session: Session, id: string): Promise<string> {
  try {
    const { model, version } = await versionOf(session, id);
    return `${model}@${version}`;
  } catch (error) {
    if (error instanceof ApiError) return id;
    throw error;
  }
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
