/** What the supervisor measured beside an attempt (jobs/energy.py). */
export interface Metered {
  cpu_seconds: number;
  /** The attempt's part of the CPU time that anyone on the machine used meanwhile. */
  cpu_share: number;
  /** Packages and memory of the whole machine; null where it offers no counter. */
  machine_joules: number | null;
  cpu_source: string | null;
  cpu_unavailable: string | null;
  gpu_joules: number | null;
  gpu_unavailable: string | null;
}

export interface Run {
  wallSeconds: number;
  /** Of CPUs that were granted: what is modelled where nobody counted their seconds. */
  cpus: number;
  gpus: number;
  metered: Metered | null;
  /** Board limit that the operator states; null: not stated. */
  gpuWatts: number | null;
}

export const BASES = ['measured', 'modelled', 'mixed'] as const;
export type Basis = (typeof BASES)[number];

/** Watt-hours of one run; a part that can be neither measured nor modelled is null, and so is the sum. */
export type Energy = {
  watt_hours: number | null;
  basis: Basis | null;
  cpu_watt_hours: number;
  gpu_watt_hours: number | null;
  /** Of the machine's counted energy, what was taken to be this run's; null where it was not counted. */
  share_of_machine: number | null;
  source: string;
};

/**
 * Of a CPU that is busy, with its part of package and memory: a server's power limit over its cores (350 W over 56, 360 W over 96,
 * 205 W over 24: 4 to 9 W), with memory. A constant, and marked as such.
 */
export const CPU_WATTS = 10;
/** Of a board's limit while it trains; sizing/speed.ts has the source. */
const GPU_POWER = 0.85;
const hours = (joules: number) => joules / 3600;

export function energyOf(run: Run): Energy {
  const { metered } = run;
  const counted = metered?.machine_joules ?? null;
  const cpuSeconds = metered?.cpu_seconds ?? run.cpus * run.wallSeconds;
  const cpu = hours(counted === null ? cpuSeconds * CPU_WATTS : counted * metered!.cpu_share);
  const gpu = gpuOf(run);
  const parts: Basis[] = [
    counted === null ? 'modelled' : 'measured',
    ...(gpu.basis === null ? [] : [gpu.basis]),
  ];
  const known = gpu.watt_hours !== null;
  return {
    watt_hours: known ? round(cpu + gpu.watt_hours!) : null,
    basis: known ? together(parts) : null,
    cpu_watt_hours: round(cpu),
    gpu_watt_hours: gpu.watt_hours === null ? null : round(gpu.watt_hours),
    share_of_machine: counted === null ? null : metered!.cpu_share,
    source: [cpuSource(run, counted !== null), gpu.source].filter(Boolean).join('; '),
  };
}

function cpuSource({ metered, cpus }: Run, isCounted: boolean): string {
  if (isCounted) return `CPU: ${metered!.cpu_source} of the machine by share of CPU time`;
  const of = metered ? 'CPU seconds' : `${cpus} granted CPUs`;
  const why = metered?.cpu_unavailable ?? 'nobody measured this attempt';
  return `CPU: ${CPU_WATTS} W x ${of}, modelled: ${why}`;
}

function gpuOf(run: Run): { watt_hours: number | null; basis: Basis | null; source: string } {
  if (run.gpus === 0) return { watt_hours: 0, basis: null, source: '' };
  const { metered, gpuWatts } = run;
  if (metered && metered.gpu_joules !== null)
    return {
      watt_hours: hours(metered.gpu_joules),
      basis: 'measured',
      source: 'GPU: NVML counters of its boards',
    };
  const why = metered?.gpu_unavailable ?? 'nobody measured this attempt';
  if (gpuWatts === null)
    return { watt_hours: null, basis: null, source: `GPU: unknown (${why}; LUTHIER_GPU_WATTS is not set)` };
  const watt_hours = hours(run.wallSeconds * run.gpus * gpuWatts * GPU_POWER);
  return {
    watt_hours,
    basis: 'modelled',
    source: `GPU: ${GPU_POWER * 100} % of ${gpuWatts} W, modelled: ${why}`,
  };
}

export function together(parts: readonly Basis[]): Basis | null {
  if (parts.length === 0) return null;
  return parts.every((one) => one === parts[0]) ? parts[0]! : 'mixed';
}

export interface Serving {
  /** What a provider asks for a million tokens. */
  pricePerMillion: number;
  /** Of what would serve the model instead; null: not said. */
  hourPrice: number | null;
  tokensPerSecond: number | null;
  watts: number | null;
}

/** Where training once and serving oneself meets paying by the token. Null where a figure is missing, or it never does. */
export function breakEven(trainingCost: number | null, of: Serving) {
  const { pricePerMillion, hourPrice, tokensPerSecond, watts } = of;
  const own =
    hourPrice === null || tokensPerSecond === null ? null : (hourPrice / (tokensPerSecond * 3600)) * 1e6;
  const saved = own === null ? null : pricePerMillion - own;
  const pays = saved === null ? null : saved > 0;
  return {
    price_per_1m: pricePerMillion,
    own_cost_per_1m: own === null ? null : round(own),
    pays_off: pays,
    break_even_tokens: trainingCost === null || !pays ? null : Math.ceil((trainingCost / saved!) * 1e6),
    watt_hours_per_1k_tokens:
      watts === null || tokensPerSecond === null ? null : round((watts / tokensPerSecond / 3600) * 1000),
  };
}

const round = (value: number) => Number(value.toPrecision(6));
