import type { Command } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, type Host, type Options } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import { assertNotBlocked, gateList, promoted } from '../promotion.js';
import type { Session } from '../session.js';
import { versionOf } from '../versions.js';
import { idOf, type Promotion } from '../views.js';

/** Points an alias back at what it had before. */
export function addRollbackCommand(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'rollback <alias>',
    about:
      'Point an alias back at the version that its last promotion replaced: its gates are asked again; exit 3 when one is not met',
    examples: [
      'luthier rollback production --wait',
      'luthier rollback ticket-bot:production --wait',
      'luthier rollback prm_01k… --json',
      'luthier rollback production --dry-run',
    ],
    options: [
      ['--dry-run', 'say what would change, and change nothing'],
      ['--wait', 'return when the alias has moved'],
    ],
    run: rollback,
  });
}

async function rollback(session: Session, [ref = '']: string[], options: Options): Promise<void> {
  const last = await lastOf(session, ref);
  const from = await named(session, last.version);
  const to = last.previous_version === null ? null : await named(session, last.previous_version);
  const what = `${from.model}:${last.alias}`;
  if (!to)
    throw new CliError(
      `${what} had no version before ${from.name}`,
      EXIT.conflict,
      `luthier promote ${from.model}@N --to ${last.alias} points it at another`,
    );
  const change = `${what} goes from ${from.name} back to ${to.name}`;
  if (options['dryRun']) {
    const plan = { object: 'rollback_plan', promotion: last.id, from: from.id, to: to.id };
    return session.print(plan, `${change}. Nothing was changed.`);
  }
  session.say(`${change}; its gates are asked again, and what was decided since then holds.`);
  const started = await answer(
    session.client.POST('/v1/promotions/{id}/rollback', { params: { path: { id: last.id } } }),
  );
  session.say(gateList(started));
  const ended = options['wait'] ? await promoted(session, started) : started;
  session.print(ended, `${ended.id} ${ended.state}: ${what} at ${to.name}`);
  await assertNotBlocked(session, ended, to.name);
}

/** A version as people write it. */
async function named(session: Session, ref: unknown) {
  const { id, model, version } = await versionOf(session, idOf(ref)!);
  return { id, model, name: `${model}@${version}` };
}

/** The promotion of this id, or the newest that moved `alias` or `model:alias`. */
async function lastOf(session: Session, ref: string): Promise<Promotion> {
  if (ref.startsWith('prm_'))
    return answer(session.client.GET('/v1/promotions/{id}', { params: { path: { id: ref } } }));
  const [alias = '', name] = ref.split(':').reverse();
  const model = name === undefined ? undefined : await modelId(session, name);
  const newest = new Map<string, Promotion>();
  for (let after: string | undefined; ;) {
    const query = { limit: '100', state: 'succeeded' as const, ...(after ? { after } : {}) };
    const page = await answer(session.client.GET('/v1/promotions', { params: { query } }));
    for (const one of page.data)
      if (one.alias === alias && (model === undefined || one.model === model) && !newest.has(one.model))
        newest.set(one.model, one);
    if (!page.has_more || !page.last_id || (model !== undefined && newest.size > 0)) break;
    after = page.last_id;
  }
  const [found, ...more] = newest.values();
  if (!found)
    throw new CliError(`nothing was ever promoted to ${ref}`, EXIT.notFound, 'luthier ls promotions');
  if (more.length > 0)
    throw new CliError(
      `${alias} is an alias of several models`,
      EXIT.usage,
      (await Promise.all([found, ...more].map((one) => named(session, one.version))))
        .map((one) => `luthier rollback ${one.model}:${alias}`)
        .join(' | '),
    );
  return found;
}

async function modelId(session: Session, name: string): Promise<string> {
  const params = { path: { name } };
  return (await answer(session.client.GET('/v1/registered_models/{name}', { params }))).id;
}
