import parse, { type Expression } from 'spdx-expression-parse';

const MAX_LENGTH = 500;
const MAX_CHOICES = 32;

/**
 * The sets of licenses among which an SPDX expression lets one choose: AND binds all, OR offers either. `idOf` names a word's
 * license; a choice with a word that it does not know is no choice. An exception (WITH) only adds permissions, which are not counted
 * on; "or later" (+) is taken as the version that is named. null: no expression, or nothing in it is known.
 */
export function choicesOf(value: string, idOf: (word: string) => string | undefined): string[][] | null {
  if (value.length > MAX_LENGTH || !/\s(AND|OR|WITH)\s/i.test(value)) return null;
  const words = value.replace(/[\w.-]+/g, (word) =>
    /^(and|or|with)$/i.test(word) ? word.toUpperCase() : (idOf(word) ?? word),
  );
  try {
    const sets = setsOf(parse(words), idOf).filter((set) => !set.includes(null)) as string[][];
    return sets.length > 0 && sets.length <= MAX_CHOICES ? sets : null;
  } catch {
    return null; // no SPDX expression
  }
}

/** null stands for a word that nobody knows. */
function setsOf(expression: Expression, idOf: (word: string) => string | undefined): (string | null)[][] {
  if ('license' in expression) return [[idOf(expression.license) ?? null]];
  const [left, right] = [setsOf(expression.left, idOf), setsOf(expression.right, idOf)];
  if (expression.conjunction === 'or') return [...left, ...right];
  if (left.length * right.length > MAX_CHOICES) throw new RangeError('too many choices');
  return left.flatMap((one) => right.map((other) => [...new Set([...one, ...other])]));
}
