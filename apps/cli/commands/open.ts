import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, type Host } from '../command.js';
import { CliError, EXIT } from '../exits.js';

/** The console in a browser. */
export function addOpenCommand(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'open [job]',
    about:
      'Open the console in a browser, signed in; prints the link, which is good once and for ten minutes',
    examples: ['luthier open', 'luthier open job_01k…', 'luthier open --json'],
    run: async (session, [job]) => {
      if (job !== undefined && !/^job_[0-9a-z]{26}$/.test(job))
        throw new CliError(`not the id of a job: ${job}; luthier ls shows them`, EXIT.usage);
      const link = await answer(session.client.POST('/v1/login_links'));
      if (link.url === null)
        throw new CliError('the answer with the link was lost on its way; run this again', EXIT.failed);
      const url = job === undefined ? link.url : link.url.replace('#', `?return_to=/jobs/${job}#`);
      session.print({ ...link, url }, url);
      if (!session.json) browse(url);
    },
  });
}

/** Where there is a desktop; elsewhere the printed link is all there is. */
function browse(url: string): void {
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const hasDesktop =
    process.platform === 'darwin' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  if (!hasDesktop || !process.stdout.isTTY) return;
  const child = spawn(program, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
