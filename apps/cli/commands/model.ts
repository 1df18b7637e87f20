import type { Command } from 'commander';
import { answer } from '#client/client.js';
import { baseSlugs } from '../base-slugs.js';
import { addCommand, addGroup, type Host, type Options } from '../command.js';
import { pageOf, pageOptions, sayMore } from '../pages.js';
import type { Session } from '../session.js';
import { ago, table } from '../text.js';
import type { ModelVersion } from '../views.js';
import { addLsOf } from './ls.js';

const LIMIT = 20;
type Evaluation = { subject: string; metrics: Record<string, number | null> };

export function addModelCommands(program: Command, host: Host): void {
  const model = addGroup(program, 'model', 'Registered models');
  addLsOf('models', model, host);
  addCommand(model, host, {
    usage: 'show <name>',
    about: 'List the versions of a model, newest first, with their scores and the aliases that name them',
    examples: ['luthier model show ticket-bot', 'luthier model show ticket-bot --json'],
    options: pageOptions(LIMIT),
    run: showModel,
  });
}

async function showModel(session: Session, [name = '']: string[], options: Options): Promise<void> {
  const params = { path: { name }, query: pageOf(options, LIMIT) };
  const page = await answer(session.client.GET('/v1/registered_models/{name}/versions', { params }));
  const slugs = session.json ? new Map<string, string>() : await baseSlugs(session);
  const rows = page.data.map((one) => [
    ...[`${one.model}@${one.version}`, scoresOf(one), one.aliases.join(', ') || '-'],
    ...[slugs.get(one.base_model) ?? one.base_model, ago(one.created_at), one.id],
  ]);
  session.print(page, table(['VERSION', 'EXACT MATCH', 'ALIASES', 'BASE', 'CREATED', 'ID'], rows));
  sayMore(session, page);
}

/** The newest of each form: `gguf 0.75, merged 0.8`. */
export function scoresOf(version: ModelVersion): string {
  const evaluations = (version['evaluations'] ?? []) as Evaluation[];
  const scores = Object.entries(version.artifacts).flatMap(([role, artifact]) => {
    const found = evaluations.findLast(
      ({ subject, metrics }) => subject === artifact && typeof metrics['exact_match'] === 'number',
    );
    return found ? [`${role} ${Number(found.metrics['exact_match']!.toFixed(4))}`] : [];
  });
  return scores.join(', ') || '-';
}
