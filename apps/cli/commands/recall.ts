import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { answer } from '#client/client.js';
import type { components } from '#client/schema.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { resolveVersion } from '../data.js';
import { CliError, EXIT } from '../exits.js';
import { pageOf, pageOptions, sayMore } from '../pages.js';
import type { Session } from '../session.js';
import { line, table } from '../text.js';

const LIMIT = 20;
type Recall = components['schemas']['Recall'];

/** Taking something back with all that came of it. */
export function addRecallCommands(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'recall <subject>',
    about:
      'Find everything that came of a base model, a dataset version (id or name@number) or a record (sha256 of its row), and with --yes take it out of use',
    examples: [
      'luthier recall smollm2',
      'luthier recall support@3 --reason "consent withdrawn" --yes',
      'luthier recall "$(sed -n 5p train.jsonl | tr -d \'\\n\' | sha256sum | cut -c1-64)"',
    ],
    options: [
      ['--reason <text>', 'why; everyone who meets the quarantine reads it'],
      ['--yes', 'quarantine it, cancel its jobs, stop what serves it'],
    ],
    run: recall,
  });
  addCommand(program, host, {
    usage: 'recalls',
    about: 'List recalls, newest first, with how much came of each; what is executed took it out of use',
    examples: ['luthier recalls', 'luthier recalls --json'],
    options: pageOptions(LIMIT),
    run: async (session, _args, options) => {
      const query = pageOf(options, LIMIT);
      const found = await answer(session.client.GET('/v1/recalls', { params: { query } }));
      const rows = found.data.map((one) => [
        ...[one.id, one.state, `${one.subject.kind.replaceAll('_', ' ')} ${line(one.subject.id, 40)}`],
        ...[countsText(one), line(one.reason, 60)],
      ]);
      session.print(found, rows.length > 0 ? table(['ID', 'STATE', 'OF', 'REACHES', 'REASON'], rows) : '');
      if (rows.length === 0) session.say('after' in query ? 'no recall behind that one' : 'no recall yet');
      sayMore(session, found);
    },
  });
  addCommand(program, host, {
    usage: 'unrecall <id>',
    about: 'Lift the quarantine of a recall; what was stopped is promoted again by hand',
    examples: ['luthier unrecall rcl_01k… --reason "the licensor confirmed the grant in writing"'],
    options: [new Option('--reason <text>', 'why').makeOptionMandatory()],
    run: async (session, [id = ''], options) => {
      const call = { params: { path: { id } }, body: { reason: textOf(options, 'reason')! } };
      const done = await answer(session.client.POST('/v1/recalls/{id}/release', call));
      session.print(done, `${id} is ${done.state}: promote again what it stopped.`);
    },
  });
}

async function recall(session: Session, [ref = '']: string[], options: Options): Promise<void> {
  const reason = textOf(options, 'reason');
  const yes = options['yes'] === true;
  if (yes && !reason) throw new CliError('why?', EXIT.usage, 'give --reason TEXT with --yes');
  const subject = await subjectOf(session, ref);
  const found = await settled(
    session,
    await ask(session, { subject, reason: reason ?? 'dry run', dry_run: true }),
  );
  session.say(resultOf(found));
  if (!yes) {
    session.print(found, 'Nothing was changed. Give --reason TEXT --yes to take it out of use.');
    return;
  }
  const done = await settled(session, await ask(session, { subject, reason: reason!, dry_run: false }));
  session.print(
    done,
    `${done.id} is ${done.state}: quarantined, jobs cancelled, deployments stopping. An admin lifts it: luthier unrecall ${done.id} --reason WHY.`,
  );
}

/** `model versions 2, deployments 1`; a dash before it is known. */
const countsText = ({ counts, state }: Recall): string => {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  if (some.length === 0) return state === 'scanning' ? '-' : 'nothing';
  return some.map(([kind, count]) => `${kind.replaceAll('_', ' ')} ${count}`).join(', ');
};

type Subject = { base_model?: string; dataset_version?: string; record?: string };

const ask = (
  session: Session,
  body: { subject: Subject; reason: string; dry_run: boolean },
): Promise<Recall> => answer(session.client.POST('/v1/recalls', { body }));

async function subjectOf(session: Session, ref: string): Promise<Subject> {
  if (/^[0-9a-f]{64}$/.test(ref)) return { record: ref };
  if (ref.startsWith('dsv_') || ref.includes('@'))
    return { dataset_version: await resolveVersion(session, ref) };
  return { base_model: ref };
}

/** A record is looked for file by file; the worker says how far it is. */
async function settled(session: Session, asked: Recall): Promise<Recall> {
  let now = asked;
  while (now.state === 'scanning' && now.id !== null) {
    session.onDetach(`the search goes on: luthier api GET /v1/recalls/${now.id}`);
    await sleep(1000, undefined, { signal: session.signal });
    now = await answer(session.client.GET('/v1/recalls/{id}', { params: { path: { id: now.id } } }));
  }
  return now;
}

function resultOf(found: Recall): string {
  const rows = Object.entries(found.affected).flatMap(([kind, things]) =>
    things.map((one) => [kind.replaceAll('_', ' '), one.id, one.state ?? '-', line(one.name, 60)]),
  );
  const lost = found.scan?.unreadable.length ?? 0;
  return [
    rows.length > 0 ? table(['WHAT', 'ID', 'STATE', 'NAME'], rows) : 'Nothing comes of it.',
    ...(lost > 0 ? [`The bytes of ${lost} deleted file(s) are gone; what they held cannot be told.`] : []),
  ].join('\n');
}
