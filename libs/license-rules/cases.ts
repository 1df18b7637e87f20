import { type Catalogue, hubLicense } from '#license-catalogue/catalogue.js';
import type { Decision, LineageGraph } from './decision.contract.js';
import { fold } from './decision-surfaces.js';
import { HUB_RELATION } from '#license-catalogue/vocabulary.js';

type Row = Record<string, unknown>;
/** What a case of cases.yaml expects of a decision. */
export interface Expectation {
  verdict: string;
  fixable?: boolean;
  exact?: boolean;
  findings: Row[];
  obligations: Row[];
  not_findings?: Row[];
  not_obligations?: Row[];
  /** Front matter that the model card must have. */
  card?: { license?: string; base_model_relation?: string };
}

/** Every difference between a decision and what a case expects, in words; none: the case passes. */
export function differences(
  decision: Decision,
  expect: Expectation,
  on: { graph: LineageGraph; catalogue: Catalogue },
): string[] {
  const faults: string[] = [];
  if (decision.verdict !== expect.verdict)
    faults.push(`verdict ${decision.verdict}, expected ${expect.verdict}`);
  if ((decision.fixable ?? undefined) !== expect.fixable)
    faults.push(`fixable ${String(decision.fixable)}, expected ${String(expect.fixable)}`);
  for (const kind of ['findings', 'obligations'] as const) {
    const rows: Row[] = decision[kind];
    for (const wanted of expect[kind])
      if (!rows.some((row) => agrees(row, wanted))) faults.push(`${kind} lack ${JSON.stringify(wanted)}`);
    for (const barred of expect[`not_${kind}`] ?? [])
      for (const row of rows.filter((one) => agrees(one, barred)))
        faults.push(`${kind} must not have ${JSON.stringify(row)}`);
    if (expect.exact)
      for (const row of rows.filter((one) => !expect[kind].some((wanted) => agrees(one, wanted))))
        faults.push(`${kind} has more: ${JSON.stringify(row)}`);
  }
  const card = cardOf(decision, on);
  for (const [key, wanted] of Object.entries(expect.card ?? {}))
    if (card[key as keyof typeof card] !== wanted)
      faults.push(`card.${key} ${String(card[key as keyof typeof card])}, expected ${wanted}`);
  return faults;
}

/** The front matter of the subject's card: the base model's license as the Hub names it, and how the subject relates to it. */
function cardOf({ subject, resolved }: Decision, on: { graph: LineageGraph; catalogue: Catalogue }) {
  const base = on.graph.nodes.find((node) => node.kind === 'base_model');
  const ids = resolved.find((row) => row.node === base?.id)?.concluded ?? [];
  const entry = ids.length === 1 ? on.catalogue.byId.get(ids[0]!) : undefined;
  const kind = on.graph.nodes.find((node) => node.id === subject)?.kind;
  return {
    license: entry ? hubLicense(entry, on.catalogue).license : 'other',
    base_model_relation: kind ? (HUB_RELATION as Readonly<Record<string, string>>)[kind] : undefined,
  };
}

function agrees(row: Row, wanted: Row): boolean {
  return Object.entries(wanted).every(([key, value]) => {
    if (key.endsWith('_contains')) {
      const text = row[key.slice(0, -'_contains'.length)];
      return typeof text === 'string' && fold(text).includes(fold(String(value)));
    }
    return (Array.isArray(value) ? value : [value]).includes(row[key]);
  });
}
