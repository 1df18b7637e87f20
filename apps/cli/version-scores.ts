import { FORMS } from './versions.js';
import type { ModelVersion } from './views.js';

type Version = Pick<ModelVersion, 'model' | 'version' | 'artifacts'> & Record<string, unknown>;
type Form = (typeof FORMS)[number];
interface Scored {
  name: string;
  subject: string;
  metrics?: object | null;
}

/** The form of a version that is served; null where it has none that can be. */
export const servedForm = ({ artifacts }: Pick<Version, 'artifacts'>): Form | null =>
  FORMS.find((form) => artifacts[form]) ?? null;

/** The newest scores by what was evaluated: of the served form; those of another form, where only it was evaluated, name it. */
export function servedScores(version: Version): Record<string, object> {
  const formOf = new Map(FORMS.map((form) => [version.artifacts[form], form]));
  const rank = (one: Scored) => {
    const at = FORMS.indexOf(formOf.get(one.subject)!);
    return at < 0 ? FORMS.length : at;
  };
  const best = new Map<string, Scored>();
  for (const one of (version['evaluations'] ?? []) as Scored[]) {
    const other = best.get(one.name);
    if (!other || rank(one) <= rank(other)) best.set(one.name, one);
  }
  const served = servedForm(version);
  return Object.fromEntries(
    [...best.values()].map((one) => {
      const form = formOf.get(one.subject) ?? served;
      return [form === served ? one.name : `${one.name} (${form})`, one.metrics ?? {}];
    }),
  );
}

/** Which form the scores of two versions are of, in a line; null where nothing of either is served. `held`: the form of the verdict. */
export function formsText(versions: readonly Version[], held: Form | null): string | null {
  const forms = versions.map(servedForm);
  const [a, b] = forms;
  if (!a && !b) return null;
  const of = versions.map(({ model, version }, at) => `the ${forms[at] ?? 'nothing'} of ${model}@${version}`);
  const told =
    a === b
      ? `Scores are of the ${a}, the form that is served.`
      : `Scores are of what is served: ${of.join(', ')}.`;
  return held === null || forms.includes(held) ? told : `${told} The verdict is of the ${held} of both.`;
}
