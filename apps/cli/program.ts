import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { examplesText, type Host } from './command.js';
import { addApplyCommand } from './commands/apply.js';
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
import { addRecallCommand } from './commands/recall.js';
import { addMemberCommands } from './commands/members.js';
import { addMovingCommands } from './commands/import.js';
import { addLoginCommands } from './commands/login.js';
import { addOpenCommand } from './commands/open.js';
import { addCostCommands } from './commands/cost.js';
import { addQuotaCommands } from './commands/quota.js';
import { addRecipeCommands } from './commands/recipes.js';
import { addReproduceCommand } from './commands/reproduce.js';
import { addRetentionCommands } from './commands/retention.js';
import { addReviewCommands } from './commands/review.js';
import { addSamplesCommand } from './commands/samples.js';
import { addServeCommands } from './commands/serve.js';
import { addSweepCommands } from './commands/sweep.js';
import { addWebhookCommands } from './commands/webhook.js';

const EXITS =
  '\nExit codes:\n  0 done  1 failed  2 wrong usage or input  3 blocked by a license, gate or quota  4 key or role\n  5 not found  6 conflict  7 service unavailable  130 interrupted\n\nSettings:\n  LUTHIER_BASE_URL, LUTHIER_API_KEY or LUTHIER_API_KEY_FILE; unset: the last luthier login, else the service that runs on this machine';

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
        'luthier up',
        'luthier demo',
        'luthier ls',
        'luthier promote banking-intents --to production --wait',
      ]),
    )
    .addHelpText('after', EXITS);
  addLauncherCommands(program);
  addDemoCommand(program, host);
  addDataCommands(program, host);
  addFinetuneCommand(program, host);
  addSweepCommands(program, host);
  addApplyCommand(program, host);
  addEstimateCommand(program, host);
  addPlanCommand(program, host);
  addEvalCommands(program, host);
  addJobCommands(program, host);
  addSamplesCommand(program, host);
  addRecipeCommands(program, host);
  addServeCommands(program, host);
  addLicenseCommands(program, host);
  addPapersCommands(program, host);
  addReproduceCommand(program, host);
  addRecallCommand(program, host);
  addReviewCommands(program, host);
  addLoginCommands(program, host);
  addOpenCommand(program, host);
  addMemberCommands(program, host);
  addQuotaCommands(program, host);
  addCostCommands(program, host);
  addRetentionCommands(program, host);
  addIntegrationCommands(program, host);
  addWebhookCommands(program, host);
  addMovingCommands(program, host);
  quietExit(program);
  return program;
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
