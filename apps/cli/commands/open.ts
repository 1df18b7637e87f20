import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, type Host } from '../command.js';
import { consolePath } from '../console-paths.js';
import { CliError, EXIT } from '../exits.js';

/** The console in a browser. */
export function addOpenCommand(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'open [what]',
    about:
      'Open the console in a browser, signed in, at a job, model version, review, deployment or data set; prints the link, which is good once and for ten minutes',
    examples: [
      'luthier open',
      'luthier open job_01k…',
      'luthier open ticket-bot:production',
      'luthier open rev_01k…',
      'luthier open datasets --json',
    ],
    options: [['--no-browser', 'print the link alone']],
    run: async (session, [what], options) => {
      const at = what === undefined ? null : await consolePath(session, what);
      const link = await answer(session.client.POST('/v1/login_links'));
      if (link.url === null)
        throw new CliError('the answer with the link was lost on its way; run this again', EXIT.failed);
      const url = at === null ? link.url : link.url.replace('#', `?return_to=${encodeURIComponent(at)}#`);
      session.print({ ...link, url }, url);
      if (!session.json && options['browser'] !== false) browse(url);
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
