import type { Usage } from '#jobs/usage.js';

/** What one job of a version's lineage took, as its attempts' meters or the model say. */
export interface JobEnergy {
  job: string;
  kind: string;
  activity: Activity;
  usage: Usage;
}

/** CycloneDX's words for what energy was spent on; it has none for a conversion. */
export type Activity = 'fine-tuning' | 'validation' | 'other';
const ACTIVITY: Readonly<Record<string, Activity>> = { finetune: 'fine-tuning', evaluate: 'validation' };
export const activityOf = (kind: string): Activity => ACTIVITY[kind] ?? 'other';

type Json = Record<string, unknown>;
const property = (name: string, value: string | number | null) =>
  value === null ? [] : [{ name: `luthier:${name}`, value: String(value) }];

/**
 * `considerations.environmentalConsiderations` of a CycloneDX 1.6 model card: kWh by activity, with the job and whether it was
 * measured. A job whose energy is not known is named with the reason instead; nothing is left out in silence.
 */
export function environment(jobs: readonly JobEnergy[]): Json {
  if (jobs.length === 0) return {};
  const known = jobs.filter(({ usage }) => usage.watt_hours !== null);
  const unknown = jobs.filter(({ usage }) => usage.watt_hours === null);
  return {
    environmentalConsiderations: {
      ...(known.length > 0 ? { energyConsumptions: known.map(consumption) } : {}),
      ...(unknown.length > 0
        ? {
            properties: unknown.flatMap(({ job, kind, usage }) =>
              property('energy.unknown', `${kind} ${job}: ${usage.source}`),
            ),
          }
        : {}),
    },
  };
}

function consumption({ job, kind, activity, usage }: JobEnergy): Json {
  const energy = { value: kwh(usage.watt_hours!), unit: 'kWh' };
  return {
    activity,
    energyProviders: [
      {
        description: 'Whatever feeds the machines that ran the job: Luthier does not know whose power it is.',
        organization: { name: 'not recorded' },
        energySource: 'unknown',
        energyProvided: energy,
      },
    ],
    activityEnergyCost: energy,
    ...(usage.kg_co2e === null
      ? {}
      : { co2CostEquivalent: { value: round(usage.kg_co2e / 1000), unit: 'tCO2eq' } }),
    properties: [
      ...property('job.id', job),
      ...property('job.kind', kind),
      ...property('energy.basis', usage.basis),
      ...property('energy.source', usage.source),
      ...property('energy.attempts', usage.attempts),
      ...property('energy.share_of_machine', usage.share_of_machine),
    ],
  };
}

const round = (value: number) => Number(value.toPrecision(6));
const kwh = (wattHours: number) => round(wattHours / 1000);

/** The same figures for an experiment tracker; what is not known is left out, and `luthier.energy.source` says why. */
export function usageMetrics(usage: Usage | null): Record<string, number> {
  if (usage === null) return {};
  const { watt_hours: energy, kg_co2e: carbon, cost, slot_seconds } = usage;
  return {
    'usage.slot_seconds': slot_seconds,
    ...(energy === null ? {} : { 'usage.watt_hours': energy }),
    ...(carbon === null ? {} : { 'usage.kg_co2e': carbon }),
    ...(cost === null ? {} : { 'usage.cost': cost.units + cost.nanos / 1e9 }),
  };
}

export const usageTags = (usage: Usage | null): Record<string, string> =>
  usage === null
    ? {}
    : {
        'luthier.energy.basis': usage.basis ?? 'unknown',
        'luthier.energy.source': usage.source,
        ...(usage.cost === null ? {} : { 'luthier.cost.currency': usage.cost.currency }),
      };
