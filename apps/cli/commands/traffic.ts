import { type Command } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import { everyOf } from '../pages.js';
import { servesOf } from '../serves.js';
import type { Session } from '../session.js';
import { type Asked, trafficText } from '../traffic-text.js';
import { trafficOf } from '../traffic.js';
import { versionOf } from '../versions.js';
import { withNames } from '../with-names.js';

const AT_ONCE = 20;

/** How what is served was asked, and how it answered. */
export function addTrafficCommand(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'traffic <deployment-or-version>',
    about: 'Show requests, errors, latency and time to first token of a deployment, or of all of a version',
    examples: [
      'luthier traffic support-intents:production',
      'luthier traffic dep_01k… --last 1',
      'luthier traffic support-intents@2 --last 168 --json',
    ],
    options: [['--last <hours>', 'count so many hours back; left out: 24']],
    run: async (session, [ref = ''], options) => {
      const deployments = await deploymentsOf(session, ref);
      const query = { since: sinceOf(options) };
      const serves = session.json ? null : await servesOf(session, deployments);
      const all: Asked[] = [];
      for (let at = 0; at < deployments.length; at += AT_ONCE)
        all.push(
          ...(await Promise.all(
            deployments.slice(at, at + AT_ONCE).map(async (deployment) => ({
              ...{ deployment, serves: serves?.get(deployment.id) ?? deployment.kind },
              traffic: await trafficOf(session, deployment.id, query),
            })),
          )),
        );
      const data = all.map(({ traffic }) => traffic);
      if (all.length === 0)
        session.say(`nothing serves ${ref} or served it: luthier promote MODEL --to ALIAS`);
      else if (data.every(({ requests }) => requests === 0)) session.say('no request in this time');
      session.print({ object: 'list', data }, all.length > 0 ? trafficText(all) : '');
    },
  });
}

function deploymentsOf(session: Session, ref: string) {
  return withNames(['version'], async (expand) => {
    if (ref.startsWith('dep_')) {
      const params = { path: { id: ref }, query: expand };
      return [await answer(session.client.GET('/v1/deployments/{id}', { params }))];
    }
    const { id } = await versionOf(session, ref);
    return everyOf((page) => {
      const params = { query: { ...expand, version: [id], ...page } };
      return answer(session.client.GET('/v1/deployments', { params }));
    });
  });
}

function sinceOf(options: Options): number {
  const text = textOf(options, 'last') ?? '24';
  const hours = /^\d{1,5}(\.\d{1,3})?$/.test(text) ? Number(text) : 0;
  if (hours <= 0) throw new CliError(`--last is no number of hours above 0: ${text}`, EXIT.usage);
  return Math.floor(Date.now() / 1000 - hours * 3600);
}
