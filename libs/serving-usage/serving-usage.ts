import type { Basis } from '#sizing/energy.js';
import { CPU_WATTS } from '#sizing/energy.js';

/** Sums over a deployment's or a version's hours. */
export interface ServedTotals {
  requests: number;
  uncounted: number;
  promptTokens: number;
  outputTokens: number;
  busySeconds: number;
  /** That the engine was up, as far as its supervisor was read. */
  upSeconds: number;
  measuredJoules: number;
  modelledJoules: number;
  /** CPU seconds granted while busy, in hours whose energy nobody told. */
  unmeteredCpuSeconds: number;
  /** With energy that could be neither counted nor modelled. */
  unknownSeconds: number;
  sources: string[];
}

export interface ServedRates {
  /** Of an hour of what serves; null: nobody has said. */
  hourPrice: number | null;
  currency: string | null;
  kgCo2ePerKwh: number | null;
}

/** What was served, and what a thousand tokens of it took. Null where a part is not known, or nothing was served. */
export type ServedFigures = ReturnType<typeof figuresOf>;

export function figuresOf(totals: ServedTotals, rates: ServedRates) {
  const { promptTokens, outputTokens, busySeconds, upSeconds } = totals;
  const tokens = promptTokens + outputTokens;
  const energy = energyOf(totals);
  const carbon = (wattHours: number | null) =>
    wattHours === null || rates.kgCo2ePerKwh === null ? null : round((wattHours / 1000) * rates.kgCo2ePerKwh);
  const per1k = (of: number | null) => (of === null || tokens === 0 ? null : round((of * 1000) / tokens));
  return {
    requests: totals.requests,
    uncounted_requests: totals.uncounted,
    prompt_tokens: promptTokens,
    output_tokens: outputTokens,
    busy_seconds: round(busySeconds),
    up_seconds: round(upSeconds),
    tokens_per_busy_second: busySeconds > 0 && tokens > 0 ? round(tokens / busySeconds) : null,
    ...energy,
    watt_hours_per_1k_tokens: per1k(energy.watt_hours),
    kg_co2e: carbon(energy.watt_hours),
    kg_co2e_per_1k_tokens: per1k(carbon(energy.watt_hours)),
    cost: rates.hourPrice === null ? null : costOf(totals, { ...rates, hourPrice: rates.hourPrice }, per1k),
  };
}

function energyOf(totals: ServedTotals) {
  const { measuredJoules, modelledJoules, unmeteredCpuSeconds, unknownSeconds, sources } = totals;
  const modelled = modelledJoules + unmeteredCpuSeconds * CPU_WATTS;
  const told = [
    ...sources,
    ...(unmeteredCpuSeconds > 0
      ? [`CPU: ${CPU_WATTS} W x granted CPUs x busy time, modelled: nobody metered these hours`]
      : []),
  ];
  const basis: Basis | null =
    unknownSeconds > 0 || measuredJoules + modelled === 0
      ? null
      : modelled === 0
        ? 'measured'
        : measuredJoules === 0
          ? 'modelled'
          : 'mixed';
  return {
    watt_hours: basis === null ? null : round((measuredJoules + modelled) / 3600),
    basis,
    source: told.join(' | ') || 'nothing was served',
  };
}

/** A machine that waits costs what one that answers does: by the time it was up, and, of the answers alone, by the time it was busy. */
function costOf(
  { busySeconds, upSeconds }: ServedTotals,
  { hourPrice, currency }: ServedRates & { hourPrice: number },
  per1k: (of: number | null) => number | null,
) {
  const of = (seconds: number) => (hourPrice * seconds) / 3600;
  const up = Math.max(upSeconds, busySeconds);
  return {
    currency,
    price_per_hour: hourPrice,
    up: round(of(up)),
    busy: round(of(busySeconds)),
    per_1k_tokens: per1k(of(up)),
    per_1k_tokens_busy: per1k(of(busySeconds)),
  };
}

export interface AskedPrice {
  inputPer1m: number;
  outputPer1m: number;
}

/** What a provider would have asked for the same tokens, and from which volume on the own machine is cheaper. */
export function compareWith(totals: ServedTotals, price: AskedPrice, hourPrice: number | null) {
  const { promptTokens, outputTokens, busySeconds } = totals;
  const upSeconds = Math.max(totals.upSeconds, busySeconds);
  const tokens = promptTokens + outputTokens;
  const provider = (promptTokens * price.inputPer1m + outputTokens * price.outputPer1m) / 1e6;
  const own = hourPrice === null ? null : (hourPrice * upSeconds) / 3600;
  const perHour = (count: number, seconds: number) =>
    seconds > 0 && count > 0 ? Math.round((count * 3600) / seconds) : null;
  const most = perHour(tokens, busySeconds);
  const even = hourPrice === null || provider === 0 ? null : Math.ceil(hourPrice / (provider / tokens));
  return {
    input_price_per_1m: price.inputPer1m,
    output_price_per_1m: price.outputPer1m,
    provider_cost: round(provider),
    own_cost: own === null ? null : round(own),
    cheaper: own === null || tokens === 0 ? null : own < provider ? ('own' as const) : ('provider' as const),
    measured_tokens_per_hour: perHour(tokens, upSeconds),
    break_even_tokens_per_hour: even,
    /** At the speed that was measured while it was busy. */
    most_tokens_per_hour: most,
    reachable: even === null || most === null ? null : even <= most,
    assumptions: [
      `input and output tokens come as measured, ${promptTokens} to ${outputTokens}`,
      'the provider counts tokens as this tokenizer does, and discounts none that it has cached',
      'the machine is paid for each hour that the engine is up, idle ones too, and serves nothing else',
      'the most tokens an hour are those of the time that it was busy: more requests at once may serve more',
      'the training is not in it: luthier cost compare JOB has it',
    ],
  };
}

const round = (value: number) => Number(value.toPrecision(9));
