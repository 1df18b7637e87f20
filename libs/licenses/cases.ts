import type { Decision } from './licenses.contract.js';
import { fold } from './decision-surfaces.js';

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
  card?: Row;
}

/** Every difference between a decision and what a case expects, in words; none: the case passes. */
export function differences(decision: Decision, expect: Expectation): string[] {
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
  return faults;
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
