import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { EVERYWHERE, examplesText } from '../command.js';

const bootstrap = fileURLToPath(new URL('../../../../apps/launcher/bootstrap.mjs', import.meta.url));

const COMMANDS: [name: string, launcher: string, about: string, examples: string[]][] = [
  ['up', 'start', 'Set up what is missing and run the service', ['luthier up', 'luthier up --detach --json']],
  ['stop', 'stop', 'Stop the service and everything it started', ['luthier stop']],
  ['status', 'status', 'Say what runs and where', ['luthier status', 'luthier status --json']],
  [
    'doctor',
    'doctor',
    'Check what this machine has and lacks, each lack with its fix',
    ['luthier doctor --json'],
  ],
];

/** What the launcher does; the command line only hands it on. */
export function addLauncherCommands(program: Command): void {
  for (const [name, launcher, about, examples] of COMMANDS) {
    const command = program.command(name).description(about);
    if (name === 'up') command.option('--detach', 'return when the service is ready');
    for (const option of EVERYWHERE) command.addOption(option);
    command
      .addHelpText('after', examplesText(examples))
      .action((options: { json?: boolean; detach?: boolean; quiet?: boolean }) => {
        const flags = [options.detach && '--detach', options.json && '--json'].filter(
          (flag): flag is string => Boolean(flag),
        );
        const { status, signal } = spawnSync(process.execPath, [bootstrap, launcher, ...flags], {
          stdio: ['inherit', options.quiet && !options.json ? 'ignore' : 'inherit', 'inherit'],
        });
        process.exitCode = status ?? (signal === 'SIGINT' ? 130 : 143);
      });
  }
}
