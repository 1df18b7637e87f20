import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import { type Judgement, judgementText } from '../judgement-text.js';
import type { Session } from '../session.js';

const LOOK_MS = 1000;

/** `luthier eval judge`: asks for a judgement, or shows or ends one by its id. */
export function addJudgeCommand(group: Command, host: Host): void {
  addCommand(group, host, {
    usage: 'judge <evaluation>',
    about:
      'Have the answers of an evaluation graded, or compared with those of another, by the model that the operator has set; questions and answers are sent there. With the id of a judgement: show it',
    examples: [
      'luthier eval judge eval_01k… --rubric "Polite, correct and short." --max-rows 100 --watch',
      'luthier eval judge eval_01m… --against eval_01k… --rubric @rubric.txt --watch',
      'luthier eval judge jdg_01k…',
      'luthier eval judge jdg_01k… --cancel',
    ],
    options: [
      ['--rubric <text>', 'what makes an answer good; @FILE reads a file'],
      ['--against <evaluation>', 'evaluation of the same rows: which answer is better, asked in both orders'],
      ['--max-rows <n>', 'at most so many rows, evenly (default: all)'],
      ['--max-calls <n>', 'at most so many paid calls'],
      ['--max-tokens <n>', 'no call is begun after so many tokens (default 1000000)'],
      ['--cancel', 'end the judgement'],
      ['--watch', 'follow it to its end; exit 1 when it fails'],
    ],
    run: judge,
  });
}

async function judge(session: Session, [id = '']: string[], options: Options): Promise<void> {
  const params = { path: { id } };
  const known = id.startsWith('jdg_');
  if (options['cancel'] && !known)
    throw new CliError('--cancel takes the id of a judgement', EXIT.usage, 'luthier eval judge jdg_…');
  const begun = options['cancel']
    ? await answer(session.client.POST('/v1/judgements/{id}/cancel', { params }))
    : known
      ? await answer(session.client.GET('/v1/judgements/{id}', { params }))
      : await ask(session, id, options);
  const ended = options['watch'] ? await watched(session, begun) : begun;
  session.print(ended, judgementText(ended));
  if (options['watch'] && ended.state !== 'succeeded')
    throw new CliError(`the judgement ${ended.state}`, EXIT.failed);
}

async function ask(session: Session, id: string, options: Options): Promise<Judgement> {
  const [rubric, baseline] = [textOf(options, 'rubric'), textOf(options, 'against')];
  if (!rubric) throw new CliError('what makes an answer good?', EXIT.usage, 'give --rubric TEXT, or @FILE');
  const limits = [
    ['max_rows', 'maxRows'],
    ['max_calls', 'maxCalls'],
    ['max_tokens', 'maxTokens'],
  ].flatMap(([name, option]) => {
    const text = textOf(options, option!);
    if (text === undefined) return [];
    if (!/^[1-9]\d{0,8}$/.test(text)) throw new CliError(`no whole number: ${text}`, EXIT.usage);
    return [[name, Number(text)]];
  });
  const body = {
    rubric: rubric.startsWith('@') ? await textIn(rubric.slice(1)) : rubric,
    ...(baseline ? { baseline } : {}),
    ...(Object.fromEntries(limits) as object),
  };
  const params = { path: { id } };
  return answer(session.client.POST('/v1/evaluations/{id}/judgements', { params, body: body as never }));
}

const textIn = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CliError(`${path} cannot be read: ${(cause as Error).message}`, EXIT.usage);
  });

async function watched(session: Session, begun: Judgement): Promise<Judgement> {
  let [now, told] = [begun, -1];
  while (now.state === 'running') {
    if (now.calls !== told) session.say(`  ${now.calls} calls`);
    told = now.calls;
    await wait(LOOK_MS, undefined, { signal: session.signal });
    const params = { path: { id: now.id } };
    now = await answer(session.client.GET('/v1/judgements/{id}', { params }));
  }
  return now;
}
