import type { DecideInput } from './decision-case.js';
import { compare } from './decision-lineage.js';
import type { Decision, LineageGraph } from './decision.contract.js';
import { choicesIn } from './resolve.js';
import { VERDICTS } from '#license-catalogue/vocabulary.js';

/** A declared expression and one set of licenses that it offers. */
interface Choice {
  declared: string;
  sets: readonly (readonly string[])[];
}
type Chosen = ReadonlyMap<string, string>;

/** Each way costs a whole decision; a lineage with more stays ambiguous, and a person chooses. */
const MAX_WAYS = 32;

/** The expressions of the lineage that offer a choice, each once: whoever may choose, chooses the same everywhere. */
export function choicesToMake({ graph, catalogue }: Pick<DecideInput, 'graph' | 'catalogue'>): Choice[] {
  const declared = new Set(graph.nodes.flatMap((node) => node.declared_license ?? []));
  const choices = [...declared].sort(compare).flatMap((one) => {
    const sets = choicesIn(one, catalogue);
    return sets ? [{ declared: one, sets }] : [];
  });
  return choices.reduce((ways, { sets }) => ways * sets.length, 1) > MAX_WAYS ? [] : choices;
}

/** Every combination of choices. */
export const waysThrough = (choices: readonly Choice[]): Chosen[] =>
  choices.reduce<Map<string, string>[]>(
    (ways, { declared, sets }) =>
      ways.flatMap((way) => sets.map((set) => new Map([...way, [declared, set.join(' AND ')]]))),
    [new Map<string, string>()],
  );

export const withChoices = (graph: LineageGraph, chosen: Chosen): LineageGraph => ({
  ...graph,
  nodes: graph.nodes.map((node) => {
    const choice = chosen.get(node.declared_license ?? '');
    return choice === undefined ? node : { ...node, declared_license: choice };
  }),
});

/** The lower verdict, then fewer findings, then fewer duties; of equals the one that is written first. */
export const isKinder = (a: Decision, b: Decision): boolean => {
  const [left, right] = [measure(a), measure(b)];
  const at = left.findIndex((value, i) => value !== right[i]);
  return at >= 0 && left[at]! < right[at]!;
};

const measure = ({ verdict, findings, obligations }: Decision): number[] => [
  VERDICTS.indexOf(verdict),
  findings.length,
  obligations.filter(({ level }) => level === 'required').length,
  obligations.length,
];

/** The answer, with what was declared and what was chosen of it. */
export function withChosen(decision: Decision, graph: LineageGraph, chosen: Chosen): Decision {
  const declared = new Map(graph.nodes.map((node) => [node.id, node.declared_license]));
  const resolved = decision.resolved.map((row) => {
    const said = declared.get(row.node);
    const choice = said === undefined ? undefined : chosen.get(said);
    return choice === undefined ? row : { ...row, declared: said!, chosen: choice };
  });
  return { ...decision, resolved };
}
