import { parse } from 'yaml';
import { z } from 'zod';

const basis = z.enum(['primary', 'secondary', 'memory']);
const figures = z.strictObject({
  regulation: z.string(),
  flops_per_parameter_and_token: z.number().positive(),
  provider_ratio: z.number().positive(),
  warning_ratio: z.number().positive(),
  assumed_base_flops: z.strictObject({
    general: z.number().positive(),
    systemic_risk: z.number().positive(),
  }),
  basis,
  dates: z.array(z.strictObject({ from: z.iso.date(), what: z.string(), basis })),
});
export type AiAct = z.infer<typeof figures>;

/** Parses regulation.yaml. Throws ZodError or YAMLParseError on a text that is none. */
export const loadAiAct = (text: string): AiAct =>
  z.strictObject({ eu_ai_act: figures }).parse(parse(text, { uniqueKeys: true })).eu_ai_act;

/** What applies on a day (ISO 8601), and what comes later, in order of time. */
export function datesOn(day: string, { dates }: AiAct) {
  const inOrder = [...dates].sort((a, b) => (a.from < b.from ? -1 : 1));
  return {
    applies: inOrder.filter(({ from }) => from <= day),
    comes: inOrder.filter(({ from }) => from > day),
  };
}

/** One training: how many parameters the model has (all of them, also where few are trained), and how many tokens it saw. */
export interface Training {
  parameters: number;
  tokens: number;
}

export interface ModifierRatio {
  /** Floating point operations of our own trainings together. */
  flops: number;
  base_flops: number;
  /** Nobody knows the base's compute: the figure of the guidelines stands for it. */
  is_assumed: boolean;
  ratio: number;
  /** `provider`: above the bar at which who changes a model becomes its provider; `near`: a person should look. */
  flag: 'near' | 'provider' | null;
}

/**
 * Whether our changes to a general-purpose model make us its provider (guidelines of 2025-07-18): the compute of all trainings along
 * our own lineage against that of the base. An unknown number of tokens is for the caller: leaving a training out would flatter.
 */
export function modifierRatio(
  of: { trainings: readonly Training[]; baseFlops: number | null; hasSystemicRisk?: boolean },
  act: AiAct,
): ModifierRatio {
  const flops = of.trainings.reduce(
    (sum, { parameters, tokens }) => sum + act.flops_per_parameter_and_token * parameters * tokens,
    0,
  );
  const { general, systemic_risk } = act.assumed_base_flops;
  const base_flops = of.baseFlops ?? (of.hasSystemicRisk ? systemic_risk : general);
  const ratio = flops / base_flops;
  const flag = ratio > act.provider_ratio ? 'provider' : ratio >= act.warning_ratio ? 'near' : null;
  return { flops, base_flops, is_assumed: of.baseFlops === null, ratio, flag };
}
