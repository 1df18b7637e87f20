import type { Command } from 'commander';
import { answer } from '#client/client.js';
import type { components } from '#client/schema.js';
import { addCommand, addGroup, type Host, type Options, textOf } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import { REUSE_OPTION, reusing, submittedText } from '../reuse.js';
import type { Session } from '../session.js';
import { line, table } from '../text.js';
import { watch } from '../watch.js';

type Recipe = components['schemas']['Recipe'];

export function addRecipeCommands(program: Command, host: Host): void {
  const recipes = addGroup(
    program,
    'recipes',
    'Recipes: what jobs run, and own ones that the operator allows',
  );
  addCommand(recipes, host, {
    usage: 'ls',
    about: 'List the own recipes that this installation allows, and those of Luthier',
    examples: ['luthier recipes ls', 'luthier recipes ls --json'],
    run: async (session) => {
      const found = await answer(session.client.GET('/v1/recipes', {}));
      session.print(found, table(['NAME', 'FROM', 'DOES', 'RUNS'], found.data.map(row)));
    },
  });
  addCommand(recipes, host, {
    usage: 'show <name>',
    about: 'Show what a recipe reads, leaves and takes',
    examples: ['luthier recipes show plain-lora'],
    run: async (session, [name = '']) => {
      const found = await answer(session.client.GET('/v1/recipes/{name}', { params: { path: { name } } }));
      session.print(found, recipeText(found));
    },
  });
  addCommand(recipes, host, {
    usage: 'run <name>',
    about: 'Submit a job that runs an own recipe',
    examples: [
      'luthier recipes run plain-lora --input base_model=smollm2-135m-instruct --input train=dsv_01k… --param steps=40',
    ],
    options: [
      [
        '--input <name=id...>',
        'a base model, dataset version or artifact, by the name that the recipe reads',
      ],
      ['--param <name=value...>', 'a parameter; JSON, or text'],
      ['--target <target>', 'process or docker'],
      ['--seed <n>', 'what everything random is drawn from'],
      REUSE_OPTION,
      ['--watch', 'follow it to its end'],
    ],
    run,
  });
}

async function run(session: Session, [recipe = '']: string[], options: Options): Promise<void> {
  const seed = textOf(options, 'seed');
  const target = textOf(options, 'target');
  const body = {
    kind: 'own' as const,
    recipe,
    inputs: pairs(options['input'], 'input', String),
    params: pairs(options['param'], 'param', jsonOrText),
    ...(target === undefined ? {} : { target: target as 'process' | 'docker' }),
    ...(seed === undefined ? {} : { seed: Number(seed) }),
  };
  const made = await answer(session.client.POST('/v1/jobs', { body: reusing(body, options) as never }));
  if (options['watch']) return watch(session, made.id);
  session.print(made, submittedText(made));
}

/** `name=value` as often as it is given. */
function pairs<T>(given: unknown, option: string, read: (text: string) => T): Record<string, T> {
  const list = Array.isArray(given) ? (given as string[]) : [];
  return Object.fromEntries(
    list.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new CliError(`--${option} is no name=value: ${pair}`, EXIT.usage);
      return [pair.slice(0, at), read(pair.slice(at + 1))];
    }),
  );
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const row = ({ name, origin, does, available, reason, program }: Recipe) => [
  name,
  origin,
  does,
  available ? program : line(`${available === null ? 'unknown' : 'no'}: ${reason ?? ''}`, 60),
];

export function recipeText(of: Recipe): string {
  const inputs = of.inputs.map(({ name, type, split, kinds, optional }) => [
    name,
    [type, split, ...(kinds ?? [])].filter(Boolean).join(' '),
    optional ? 'may be left out' : '',
  ]);
  return [
    `${of.name} (${of.origin}, ${of.does}, ${of.program}${of.digest ? ` ${of.digest}` : ''})`,
    ...(of.description ? [of.description] : []),
    ...(of.available
      ? []
      : [`${of.available === null ? 'Not known whether it can run' : 'Cannot run'} now: ${of.reason ?? ''}`]),
    table(['READS', 'WHAT', ''], inputs),
    ...(of.outputs ? [`leaves: ${of.outputs.join(', ')}`] : []),
    `params, as JSON schema:\n${JSON.stringify(of.params, null, 2)}`,
  ].join('\n\n');
}
