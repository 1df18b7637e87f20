import { Argument, type Command } from 'commander';
import { completionScript, placesOf, type Shell, SHELLS } from '../completion.js';
import { examplesText } from '../command.js';

/** Made from the commands themselves when it is asked for. */
export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('Print the script that makes a shell complete commands, options and their choices')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText(
      'after',
      examplesText([
        'luthier completion bash > ~/.local/share/bash-completion/completions/luthier',
        'luthier completion zsh > "${fpath[1]}/_luthier"',
        'luthier completion fish > ~/.config/fish/completions/luthier.fish',
      ]),
    )
    .action((shell: Shell) => void process.stdout.write(completionScript(shell, placesOf(program))));
}
