import { type Command, Option } from 'commander';
import { answer } from '#client/client.js';
import type { components, operations } from '#client/schema.js';
import { addCommand, addGroup, type Host, type Options, textOf } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import { readMapping } from '../read-text.js';
import type { Session } from '../session.js';
import { policiesOf, tryPolicies } from '../policies.js';
import { clean, table } from '../text.js';

type Project = components['schemas']['Project'];
type Change = NonNullable<operations['projects_update']['requestBody']>['content']['application/json'];
const CURRENT = { id: 'current' };
const SWITCHES = ['self_review', 'require_parity', 'external_judge'] as const;

/** What license questions are asked for, and what promotions and reviews have to meet. */
export function addProjectCommands(program: Command, host: Host): void {
  const project = addGroup(program, 'project', 'The project: its declared use and its policies');
  addCommand(project, host, {
    usage: 'show',
    about: 'Show the declared use, license and promotion policies',
    examples: ['luthier project show', 'luthier project show --json'],
    run: async (session) => {
      const made = await read(session);
      session.print(made, projectText(made));
    },
  });
  addCommand(project, host, {
    usage: 'set',
    about: 'Change what is named, the rest stays. Needs an admin; what is served is asked about again',
    examples: [
      'luthier project set --purpose saas-app --commercial on',
      'luthier project set --dataset-license LicenseRef-own-data --declared-by "Dana Owens"',
      'luthier project set --max-regression production=0.02 --require-parity on --dry-run',
      'luthier project set --file project.yaml',
    ],
    options: [
      ['--purpose <purpose>', 'what models are made for: internal, saas-app, publish-weights, …'],
      new Option('--commercial <when>', 'whether that is commercial').choices(['on', 'off']),
      ['--dataset-license <license>', 'of uploaded files that carry none, e.g. LicenseRef-own-data'],
      ['--declared-by <name>', 'the member who declares it'],
      ...SWITCHES.map((name) =>
        new Option(`--${name.replaceAll('_', '-')} <when>`, SAID[name]).choices(['on', 'off']),
      ),
      [
        '--max-regression <alias=share...>',
        'the most exact match that a promotion to the alias may lose, from 0 to 1; its other limits stay',
      ],
      [
        '--protect <alias...>',
        'an alias that a self-attested review is not enough for; beside those that are',
      ],
      ['--dry-run', 'change nothing: say which of the newest promotions would have been answered otherwise'],
      ['-f, --file <path>', 'YAML or JSON with any settings, by the names of the API'],
    ],
    run: change,
  });
}

const SAID = {
  self_review: 'a project of one member may answer its own questions, never for a protected alias',
  require_parity: 'promotions wait for a parity evaluation',
  external_judge: 'answers may be sent to the judge that the operator has set',
} as const;

const read = (session: Session): Promise<Project> =>
  answer(session.client.GET('/v1/projects/{id}', { params: { path: CURRENT } }));

async function change(session: Session, _args: string[], options: Options): Promise<void> {
  const before = await read(session);
  const path = textOf(options, 'file');
  const file = path === undefined ? {} : readMapping(path);
  const body: Change = { ...file, ...changeOf(options, { ...before, ...file }) };
  if (Object.keys(body).length === 0)
    throw new CliError(
      'nothing was said to change',
      EXIT.usage,
      'luthier project set --help lists what can be',
    );
  if (options['dryRun'] === true) return tryPolicies(session, body);
  const params = { path: CURRENT, header: { 'if-match': `"${before.revision}"` } };
  const made = await answer(session.client.PATCH('/v1/projects/{id}', { params, body }));
  session.print(made, projectText(made));
}

function changeOf(options: Options, before: Project): Change {
  const [purpose, commercial] = [textOf(options, 'purpose'), textOf(options, 'commercial')];
  const [license, by] = [textOf(options, 'datasetLicense'), textOf(options, 'declaredBy')];
  const use = { ...(purpose ? { purpose } : {}), ...(commercial ? { commercial: commercial === 'on' } : {}) };
  const given = SWITCHES.flatMap((name) => {
    const text = textOf(
      options,
      name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
    );
    return text === undefined ? [] : [[name, text === 'on'] as const];
  });
  return {
    ...(Object.keys(use).length > 0
      ? { declared_use: { ...before.declared_use, ...use } as Change['declared_use'] }
      : {}),
    ...(license ? { default_dataset_license: license } : {}),
    ...(by ? { default_dataset_license_declared_by: by } : {}),
    ...policiesOf(options, before),
    ...Object.fromEntries(given),
  };
}

/** Every setting by the name that the API has for it. */
function projectText(made: Project): string {
  const { object: _o, id, name, created_at: _c, figures_confirmed_at: _f, declared_use, ...rest } = made;
  const value = (one: unknown) => (typeof one === 'string' ? one : JSON.stringify(one));
  const use = Object.entries(declared_use).map(([field, one]) => [`declared_use.${field}`, value(one)]);
  const rows = Object.entries(rest).map(([field, one]) => [field, value(one)]);
  return `${clean(name)} (${id})\n\n${table(['SETTING', 'VALUE'], [...use, ...rows])}`;
}
