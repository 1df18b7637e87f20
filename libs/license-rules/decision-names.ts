import { atLeast, find, madeAvailable, need, type Bound, type Case } from './decision-case.js';

/** Space, hyphen and underscore are alike; an organisation before a slash is no part of the name. */
const nameKey = (name: string): string =>
  name
    .slice(name.lastIndexOf('/') + 1)
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ');

/** A name the prefix demands, made from the one that was asked for. */
export const curedName = (name: string, prefix: string): string => `${prefix.replaceAll(' ', '-')}-${name}`;

/** A required prefix of the model's name, for copies and derivatives and, where the clause says so, for students (R3, R5). */
export function askName(asked: Case, bound: Bound): void {
  if (!bindsName(asked, bound)) return;
  const { prefix, clause } = bound.license.terms.naming!;
  const name = need(asked, 'model_name', bound, clause);
  const met = name !== null && nameKey(name).startsWith(nameKey(prefix));
  asked.obligations.push({
    type: 'name-prefix',
    license_id: bound.license.id,
    node: bound.node.id,
    text: prefix,
    surface: 'model_name',
    level: 'required',
    ...(met ? { satisfied_by: 'model_name' } : {}),
    clause: clause ?? '',
  });
  if (name !== null && !met && atLeast(asked, 'G3'))
    find(asked, 'NAME_PREFIX_MISSING', bound, {
      clause,
      remedy: `rename the model, e.g. ${curedName(name, prefix)}`,
    });
}

function bindsName(asked: Case, bound: Bound): boolean {
  const naming = bound.license.terms.naming;
  if (!naming || !bound.derived || !madeAvailable(asked)) return false;
  return bound.derivative || (bound.mode === 'outputs' && naming.outputs_trigger === true);
}

/** G3 and later: two prefixes that no name can both begin with. */
export function askNameConflicts(asked: Case): void {
  if (!atLeast(asked, 'G3')) return;
  const bound = asked.bounds.filter((one) => bindsName(asked, one));
  const keys = new Set(bound.map((one) => nameKey(one.license.terms.naming!.prefix)));
  for (const one of bound) {
    const prefix = nameKey(one.license.terms.naming!.prefix);
    const rival = [...keys].find((key) => !key.startsWith(prefix) && !prefix.startsWith(key));
    if (rival)
      find(asked, 'NAME_CONFLICT', one, {
        clause: one.license.terms.naming!.clause,
        remedy: `no name begins with "${prefix}" and with "${rival}": drop one ancestor`,
      });
  }
}
