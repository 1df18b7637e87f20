import { answer } from '#client/client.js';
import type { components, operations } from '#client/schema.js';
import type { Options } from './command.js';
import { CliError, EXIT } from './exits.js';
import type { Session } from './session.js';
import { clean } from './text.js';

type Project = components['schemas']['Project'];
type Tried = components['schemas']['PolicyTrial']['promotions'][number];
type Change = NonNullable<operations['projects_update']['requestBody']>['content']['application/json'];
type Limit = Project['max_regression'][string];
/** What a promotion is decided by; the other settings are about licenses, jobs and reviews. */
const DECIDE = ['protected_aliases', 'require_parity', 'max_regression'] as const;

/** The policies that are named alone, beside what the project has or is to have. Throws CliError 2 for what is no `alias=share`. */
export function policiesOf(
  options: Options,
  before: Pick<Project, 'max_regression' | 'protected_aliases'>,
): Pick<Change, (typeof DECIDE)[number]> {
  const [limits, protect] = [listOf(options['maxRegression']), listOf(options['protect'])];
  const set = limits.map((text): [string, Limit] => {
    const [, alias, share] = /^([^=]+)=(\d*\.?\d+)$/.exec(text) ?? [];
    if (alias === undefined)
      throw new CliError(`--max-regression takes ALIAS=SHARE, not '${clean(text)}'`, EXIT.usage);
    const was = before.max_regression?.[alias];
    // a number is of exact match alone: the alias's other limits stay
    return [alias, typeof was === 'object' ? { ...was, exact_match: Number(share) } : Number(share)];
  });
  return {
    ...(set.length > 0 ? { max_regression: { ...before.max_regression, ...Object.fromEntries(set) } } : {}),
    ...(protect.length > 0
      ? { protected_aliases: [...new Set([before.protected_aliases, protect].flat())] }
      : {}),
  };
}

/** Which of the newest promotions would have been answered otherwise. Throws CliError 2 where nothing decides one. */
export async function tryPolicies(session: Session, change: Change): Promise<void> {
  const names = Object.keys(change);
  const body = Object.fromEntries(
    DECIDE.filter((name) => names.includes(name)).map((name) => [name, change[name]]),
  );
  const rest = names.filter((name) => !(name in body));
  if (Object.keys(body).length === 0)
    throw new CliError(
      `${rest.join(' and ')} decide no promotion: there is nothing to try`,
      EXIT.usage,
      `tried can be ${DECIDE.join(', ')}`,
    );
  if (rest.length > 0) session.say(`not tried, for it decides no promotion: ${rest.join(', ')}`);
  const tried = await answer(session.client.POST('/v1/promotions/try_policies', { body }));
  const others = tried.promotions.filter(({ changed }) => changed.length > 0);
  const count = tried.promotions.length;
  session.print(
    tried,
    [
      count === 0
        ? 'Nothing was promoted yet.'
        : `${others.length} of the newest ${count} promotion(s) would have been answered otherwise.`,
      ...others.map(told),
      'Nothing was changed.',
    ].join('\n'),
  );
}

function told({ id, model, alias, number, current, before, after, changed }: Tried): string {
  const [was, is] = [before, after].map(({ blocked }) => (blocked ? 'blocked' : 'passes'));
  const which = `${clean(model)}:${clean(alias)} version ${number}${current ? ', which serves now' : ''} (${id})`;
  const gates = changed.map(
    ({ name, reason, fix }) =>
      `    ${clean(name)}: ${clean(reason)}${fix === null ? '' : `\n      fix: ${clean(fix)}`}`,
  );
  return [`  ${which}: ${was === is ? `stays ${is}` : `${was} today, then ${is}`}`, ...gates].join('\n');
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
