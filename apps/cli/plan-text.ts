import { type EstimateAnswer, moneyText, togetherLines, verdictLines } from './estimate-text.js';
import { duration, table } from './text.js';

/** What the training comes to on one compute target of the installation. */
export interface PlannedTarget {
  name: string;
  default: boolean;
  state: string;
  reason: string | null;
  cpus: number | null;
  gpus: number | null;
  slots: { total: number; taken: number };
  queue: { jobs: number };
  /** Null where it cannot run there; `refused` says why. */
  estimate: EstimateAnswer | null;
  refused: string | null;
}
export interface Plan extends EstimateAnswer {
  targets: PlannedTarget[];
}

interface Ranged {
  value: number;
  low?: number | undefined;
  high?: number | undefined;
}
type Row = NonNullable<EstimateAnswer['gpus']>[number];

const gib = (mib: number): string => (mib / 1024).toFixed(1);
const WORDS: Record<string, string> = { fits: 'fits', tight: 'tight', does_not_fit: 'does not fit' };
const verdictOf = (verdict: string | null | undefined): string => WORDS[verdict ?? ''] ?? 'not known';
const within = ({ value, low = value, high = value }: Ranged, word: (one: number) => string): string =>
  `${word(value)} (${word(low)}-${word(high)})`;
const memoryOf = (needs: Ranged | null, has: number | null): string | null =>
  needs && `${within(needs, gib)} of ${has === null ? '?' : gib(has)} GiB`;

/** What a promotion will wait for, where it can run here, the GPUs it would fit, then the same verdict as of `luthier estimate`. */
export function textOfPlan(made: Plan, of: { asksGpus: boolean }): string {
  const { tokens } = made;
  const showsGpus = of.asksGpus || made.targets.some(hasGpu);
  return [
    ...(made.warnings.length > 0 ? [...made.warnings, ''] : []),
    made.targets.length > 0 ? targetsTable(made.targets) : made.fits_reason,
    ...made.targets.flatMap(noteOn),
    '',
    ...(showsGpus ? [gpusTable(made.gpus ?? [])] : ['On GPUs: luthier plan … --gpus l4,a100-80 (all: every GPU that is known)']),
    ...(tokens ? [`${tokens.value} tokens (${tokens.basis}).${showsGpus ? ' Energy is modelled, not measured.' : ''}`] : []),
    ...(showsGpus ? notKnown(made.gpus ?? []) : []),
    '',
    ...togetherLines(made),
    ...verdictLines(made),
  ].join('\n'); // prettier-ignore
}

const hasGpu = ({ estimate, gpus }: PlannedTarget): boolean =>
  (gpus ?? 0) > 0 || (estimate?.target.device ?? 'cpu') !== 'cpu';

function targetsTable(targets: readonly PlannedTarget[]): string {
  const rows = targets.map((one) => {
    const { estimate } = one;
    return [
      `${one.name}${one.default ? ' (default)' : ''}`,
      deviceOf(one),
      estimate ? verdictOf(estimate.verdict) : 'refused',
      estimate && memoryOf(estimate.memory_mb, estimate.target.memory_mb),
      estimate?.seconds && within(estimate.seconds, duration),
      estimate?.cost && moneyText(estimate.cost),
      `${one.queue.jobs}, ${one.slots.taken} of ${one.slots.total} slots taken`,
    ];
  });
  return table(['TARGET', 'RUNS ON', 'VERDICT', 'MEMORY OF EACH', 'TIME', 'COST', 'QUEUED'], rows);
}

function deviceOf({ estimate, cpus, gpus }: PlannedTarget): string {
  const device = estimate?.target.device ?? null;
  if (device === null) return 'not known yet';
  return device === 'cpu' ? `CPU, ${cpus ?? '?'} cores` : `${gpus ?? '?'} x GPU`;
}

/** What a table has no room for. */
function noteOn({ name, estimate, refused, state, reason }: PlannedTarget): string[] {
  const away = state === 'ready' ? [] : [`${name} is ${state}${reason === null ? '' : `: ${reason}`}`];
  if (refused !== null) return [...away, `${name}: ${refused}`];
  const { target, seconds, fits_reason: why } = estimate!;
  if (estimate!.verdict !== 'fits') return [...away, `${name}: ${why}`];
  if (target.device !== 'cpu') return away;
  const time = seconds ? `about ${duration(seconds.value)}` : 'for a time that is not known';
  return [...away, `${name} has no GPU: there it trains on the CPU, ${time}`];
}

function gpusTable(gpus: readonly Row[]): string {
  const rows = gpus.map((row) => [
    row.count === 1 ? row.name : `${row.count} x ${row.name}`,
    verdictOf(row.verdict),
    memoryOf(row.memory_mb, row.gpu_memory_mb),
    row.seconds && within(row.seconds, duration),
    row.energy_kwh && `${row.energy_kwh.value.toPrecision(2)} kWh`,
    row.cost && moneyText(row.cost),
  ]);
  return table(['GPU', 'VERDICT', 'MEMORY OF EACH', 'TIME', 'ENERGY', 'COST'], rows);
}

/** Why a cell is empty, once for all GPUs that it holds for. */
function notKnown(gpus: readonly Row[]): string[] {
  const grouped = new Map<string, string[]>();
  for (const { name, verdict, unavailable } of gpus) {
    if (verdict === 'does_not_fit') continue;
    for (const { what, reason } of unavailable) {
      if (what === 'energy_kwh') continue;
      const key = `no ${what === 'memory_mb' ? 'memory' : what === 'seconds' ? 'time' : what}: ${reason}`;
      grouped.set(key, [...(grouped.get(key) ?? []), name]);
    }
  }
  return [...grouped].map(
    ([text, names]) => `${text}${names.length === gpus.length ? '' : ` (${names.join(', ')})`}`,
  );
}
