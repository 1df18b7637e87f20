import { text as readAll } from 'node:stream/consumers';
import type { Command } from 'commander';
import { answer } from '#client/client.js';
import type { components } from '#client/schema.js';
import { addCommand, addGroup, type Host, textOf } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import { environment } from '../settings.js';
import { ago, line } from '../text.js';

type Integration = components['schemas']['Integration'];

/** Where the runs of a project's jobs are mirrored to. */
export function addIntegrationCommands(program: Command, host: Host): void {
  const integration = addGroup(
    program,
    'integration',
    'Integrations: where the metrics of jobs are mirrored to',
  );
  const set = addGroup(integration, 'set', 'Give the project its key at another service');
  addCommand(set, host, {
    usage: 'wandb',
    about:
      'Set the W&B key of the project, read from WANDB_API_KEY or the standard input, never from the arguments',
    examples: [
      'luthier integration set wandb < wandb.key',
      'WANDB_API_KEY=… luthier integration set wandb --base-url https://wandb.example.com',
    ],
    options: [['--base-url <url>', "the API of a W&B server of your own (default: W&B's cloud)"]],
    run: async (session, _args, options) => {
      const baseUrl = textOf(options, 'baseUrl');
      const body = { api_key: await readKey(), ...(baseUrl ? { base_url: baseUrl } : {}) };
      const made = await answer(session.client.PUT('/v1/integrations/wandb', { body }));
      session.print(made, `runs go to ${line(made.base_url)} with the key ${made.api_key_hint}`);
    },
  });
  addCommand(integration, host, {
    usage: 'show',
    about: 'Show where runs go and the last characters of the key',
    examples: ['luthier integration show'],
    run: async (session) => {
      const one = await answer(session.client.GET('/v1/integrations/wandb'));
      session.print(one, integrationText(one));
    },
  });
  addCommand(integration, host, {
    usage: 'mirror <job>',
    about: 'Mirror a finetune job to a W&B run, from its first step on, also after its end',
    examples: ['luthier integration mirror job_01k… --project intents --tag nightly'],
    options: [
      ['--project <name>', 'the W&B project (required)'],
      ['--name <name>', 'the name of the run (default: the id of the job)'],
      ['--entity <name>', "team or user (default: the key's owner)"],
      ['--tag <tag...>', 'tags beside our own'],
    ],
    run: async (session, [id = ''], options) => {
      const project = textOf(options, 'project');
      if (!project) throw new CliError('no W&B project', EXIT.usage, 'name it: --project intents');
      const wandb = {
        ...{ project, name: textOf(options, 'name'), entity: textOf(options, 'entity') },
        tags: options['tag'] as string[] | undefined,
      };
      const made = await answer(
        session.client.POST('/v1/jobs/{id}/integrations', {
          ...{ params: { path: { id } }, body: { type: 'wandb', wandb } },
        }),
      );
      session.print(made, `${line(made.wandb.run_id ?? '')} in ${line(made.wandb.project)}`);
    },
  });
  const rm = addGroup(integration, 'rm', 'Forget the key of the project at another service');
  addCommand(rm, host, {
    usage: 'wandb',
    about: 'Forget the W&B key; jobs go on, their runs stand still',
    examples: ['luthier integration rm wandb'],
    run: async (session) => {
      session.print(
        await answer(session.client.DELETE('/v1/integrations/wandb')),
        'the W&B key is forgotten',
      );
    },
  });
}

async function readKey(): Promise<string> {
  const given = environment()['WANDB_API_KEY']?.trim();
  const key = given || (process.stdin.isTTY ? '' : (await readAll(process.stdin)).trim());
  if (key) return key;
  const advice = 'set WANDB_API_KEY, or pipe the key in: luthier integration set wandb < wandb.key';
  throw new CliError('no W&B key', EXIT.usage, advice);
}

const integrationText = (one: Integration): string =>
  [
    `wandb  ${line(one.base_url)}`,
    `key    ${one.api_key_hint}`,
    `set    ${ago(one.updated_at)} by ${line(one.updated_by)}`,
  ].join('\n');
