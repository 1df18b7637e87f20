import type { operations } from '#client/schema.js';
import { CliError, EXIT } from './exits.js';
import { duration, table } from './text.js';

export type EstimateAnswer = operations['estimates_create']['responses'][200]['content']['application/json'];

interface Figure {
  value: number;
  basis: string;
  from: string;
}
export interface Money {
  currency: string;
  units: number;
  nanos: number;
}
interface Estimate {
  kind: string;
  tokens: Figure | null;
  steps: Figure | null;
  seconds: Figure | null;
  memory_mb: Figure | null;
  cost: Money | null;
  fits_reason: string;
}

/** What a promotion will wait for, then every job with its numbers and where they come from, then whether it may go on. */
export function estimateText(made: EstimateAnswer, body: object = {}): string {
  const jobs = [made, ...made.then];
  const names = namesOf(body, jobs);
  const parts = jobs.map((one, at) => (jobs.length > 1 ? `${names[at]}\n${ofJob(one)}` : ofJob(one)));
  return [...made.warnings, ...parts, ...togetherLines(made), ...verdictLines(made)].join('\n');
}

/** As `watch` names the jobs of a pipeline: by what they are called in it, else by their kind. */
function namesOf(body: object, jobs: readonly { kind: string }[]): string[] {
  const asked = 'jobs' in body && Array.isArray(body.jobs) ? (body.jobs as { name?: unknown }[]) : [];
  const isOneEach = asked.length === jobs.length; // a sweep makes several jobs of one
  return jobs.map(({ kind }, at) => {
    const name = isOneEach ? asked[at]!.name : undefined;
    return typeof name === 'string' && name !== kind ? `${name} (${kind})` : kind;
  });
}

/** Of a pipeline: how long all its jobs take. */
export const togetherLines = ({ total }: Pick<EstimateAnswer, 'total'>): string[] =>
  total.jobs > 1
    ? [`${total.jobs} jobs together: ${total.seconds === null ? 'time not known' : duration(total.seconds)}`]
    : [];

export type Verdict = Pick<EstimateAnswer, 'allowed_to_proceed' | 'unavailable_reason' | 'obligations'>;

/** Whether it may be submitted, what stands in the way, and what is owed. */
export function verdictLines(made: Verdict): string[] {
  const { unavailable_reason: refusal, obligations } = made;
  const found = (refusal?.findings ?? []).filter(({ verdict }) => verdict !== 'allow');
  const blocked = found.map(
    (one) =>
      `blocked by: ${one.code} (${[one.license_id, one.clause].filter(Boolean).join(' ')}); what to do: ${one.remedy}`,
  );
  const owed = obligations
    .filter((one) => one.satisfied_by === null)
    .map((one) => `owed: ${one.what} ${one.why}`);
  return [
    refusal ? `may go on: no${found.length > 0 ? '' : `, ${refusal.message}`}` : 'may go on: yes',
    ...[...blocked, ...new Set(owed)],
  ];
}

/** Ends with exit 3 where a license or quota forbids it. */
export function assertAllowed({ allowed_to_proceed: may, unavailable_reason: refusal }: Verdict): void {
  if (!may) throw new CliError(refusal!.message, EXIT.policy);
}

export const moneyText = ({ currency, units, nanos }: Money): string =>
  `${(units + nanos / 1e9).toFixed(2)} ${currency}`;

function ofJob(made: Estimate): string {
  const { tokens, steps, seconds, memory_mb: memory, cost } = made;
  const row = (name: string, figure: Figure | null, text: string) =>
    figure ? [name, text, figure.basis, figure.from] : [name, 'not known', '-', '-'];
  const rows = [
    row('tokens', tokens, String(tokens?.value)),
    row('steps', steps, String(steps?.value)),
    row('time', seconds, duration(seconds?.value ?? 0)),
    row('memory', memory, `${memory?.value} MiB`),
    ...(cost ? [['cost', moneyText(cost), 'formula', '-']] : []),
  ];
  return [table(['WHAT', 'ABOUT', 'BASIS', 'FROM'], rows), made.fits_reason].join('\n');
}
