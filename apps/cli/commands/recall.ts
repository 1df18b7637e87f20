import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { answer } from '#client/client.js';
import type { components } from '#client/schema.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { resolveVersion } from '../data.js';
import { CliError, EXIT } from '../exits.js';
import type { Session } from '../session.js';
import { line, table } from '../text.js';

type Recall = components['schemas']['Recall'];

/** Taking something back with all that came of it. */
export function addRecallCommand(program: Command, host: Host): void {
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
    `${done.id} is ${done.state}: quarantined, jobs cancelled, deployments stopping. An admin releases it: POST /v1/recalls/${done.id}/release with a reason.`,
  );
}

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
