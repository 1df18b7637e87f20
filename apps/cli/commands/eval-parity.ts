import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { answer } from '#client/client.js';
import { ENGINES, type Engine } from '#client/pipeline.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { resolveVersion } from '../data.js';
import { CliError, EXIT } from '../exits.js';
import { REUSE_OPTION, reusing, submittedText } from '../reuse.js';
import type { Session } from '../session.js';
import { versionOf } from '../versions.js';
import { watch } from '../watch.js';
import { showEvaluation } from './eval-show.js';

export function addParityCommand(group: Command, host: Host): void {
  addCommand(group, host, {
    usage: 'parity <version>',
    about: 'Compare how the serving engine and training read prompts, token id by token id',
    examples: [
      'luthier eval parity support-bot --watch',
      'luthier eval parity support-bot:production --data support@2 --max-rows 64',
      'luthier eval parity support-bot --engine vllm --watch',
      'luthier eval parity support-bot --engine ollama --template Modelfile.template',
    ],
    options: [
      new Option(
        '--engine <engine>',
        'llamacpp (default: it serves here), vllm (of the merged model) or ollama',
      ).choices(ENGINES),
      [
        '--template <file>',
        'ollama: file with the TEMPLATE of the Modelfile (default: a Modelfile of FROM alone)',
      ],
      [
        '--data <version>',
        'held-out rows: dsv_ id, name, or name@number (default: what the version was evaluated on)',
      ],
      ['--split <split>', 'split to take prompts from (default test)'],
      ['--max-rows <n>', 'at most so many prompts (default 16); fixed probes come on top'],
      REUSE_OPTION,
      ['--watch', 'follow it to its end; exit 1 when a prompt is read otherwise'],
    ],
    run: (session, [version], options) => runParity(session, version!, options),
  });
}

/** `version`: as everywhere, `model`, `model@number`, `model:alias` or an id. */
async function runParity(session: Session, version: string, options: Options): Promise<void> {
  const found = await versionOf(session, version);
  const engine = (textOf(options, 'engine') ?? 'llamacpp') as Engine;
  const template = templateOf(options, engine);
  const role = engine === 'vllm' ? 'merged' : 'gguf';
  const model = (found.artifacts as Record<string, string>)[role];
  if (!model)
    throw new CliError(
      `version ${found.id} has no ${role} artifact, which ${engine} loads`,
      EXIT.usage,
      `run a ${role === 'gguf' ? 'quantize' : 'merge'} job and register the version with it`,
    );
  const [data, split, count] = ['data', 'split', 'maxRows'].map((name) => textOf(options, name));
  const evaluated = (found.evaluations as { dataset_version: string }[])[0]?.dataset_version;
  const dataset = data === undefined ? evaluated : await resolveVersion(session, data);
  if (!dataset)
    throw new CliError(`version ${found.id} was never evaluated`, EXIT.usage, 'name held-out rows by --data');
  if (count !== undefined && !/^[1-9]\d{0,2}$/.test(count))
    throw new CliError(`--max-rows is no number from 1 to 256: ${count}`, EXIT.usage);
  const made = await answer(
    session.client.POST('/v1/jobs', {
      body: reusing(
        {
          ...{ kind: 'evaluate' as const, task: 'parity' as const, engine, model, dataset_version: dataset },
          ...(template === undefined ? {} : { template }),
          ...(split ? { split: split as 'test' } : {}),
          ...(count ? { max_rows: Number(count) } : {}),
        },
        options,
      ),
    }),
  );
  if (!options['watch']) return session.print(made, submittedText(made));
  await watch({ ...session, print: () => undefined }, made.id);
  const evaluation = await showEvaluation(session, made.id, {});
  const broken = evaluation.metrics?.['parity_mismatches'];
  if (broken !== 0)
    throw new CliError(`${broken ?? 'no'} prompt(s) are read otherwise than in training`, EXIT.failed);
}

function templateOf(options: Options, engine: string): string | undefined {
  const file = textOf(options, 'template');
  if (file === undefined) return undefined;
  if (engine !== 'ollama') throw new CliError('--template needs --engine ollama', EXIT.usage);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CliError(`--template cannot be read: ${(error as Error).message}`, EXIT.usage);
  }
}
