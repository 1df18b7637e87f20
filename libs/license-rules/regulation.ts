import { parse } from 'yaml';
import { z } from 'zod';

const basis = z.enum(['primary', 'secondary', 'memory']);
const flops = z.number().positive();
const figures = z.strictObject({
  regulation: z.string(),
  provider_ratio: z.number().positive(),
  warning_ratio: z.number().positive(),
  assumed_base_flops: z.strictObject({ general: flops, systemic_risk: flops }),
  known_base_flops: z.array(
    z.strictObject({ repos: z.array(z.string()).min(1), flops, how: z.string(), source: z.url(), basis }),
  ),
  basis,
  dates: z.array(z.strictObject({ from: z.iso.date(), what: z.string(), basis })),
});
export type AiAct = z.infer<typeof figures>;

/** DI token: the figures and dates, as data. */
export const AI_ACT = 'AI_ACT';

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

/** What is published about the training of a repository's model; null where the figures do not know it. */
export function knownBaseFlops(repo: string, { known_base_flops }: AiAct) {
  const wanted = repo.toLowerCase();
  return known_base_flops.find(({ repos }) => repos.some((one) => one.toLowerCase() === wanted)) ?? null;
}

/** One training. `parameters`: all of the model's, trained or frozen; `tokens`: seen in all epochs together, padding left out. */
export interface Training {
  parameters: number;
  /** Those that were trained (an adapter's); null: nobody knows, and all count as trained. */
  trainable_parameters: number | null;
  tokens: number;
}

const OPERATIONS_PER_PASS = 2;

/**
 * Floating point operations of a training: for each token 2 per parameter forward, 2 per parameter for the gradients of the
 * activations, 2 per trained parameter for the gradients of the weights; 6 in all where every parameter is trained (Kaplan et al.
 * 2020, arXiv:2001.08361, section 2.1). Activations computed anew to save memory, attention's share that grows with the length,
 * and passes over validation rows are not in it.
 */
export function trainingFlops({ parameters, trainable_parameters, tokens }: Training): number {
  return OPERATIONS_PER_PASS * tokens * (2 * parameters + (trainable_parameters ?? parameters));
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
 * our own lineage (`flops`) against that of the base. An unknown training is for the caller: leaving one out would flatter.
 */
export function modifierRatio(
  of: { flops: number; baseFlops: number | null; hasSystemicRisk?: boolean },
  act: AiAct,
): ModifierRatio {
  const { general, systemic_risk } = act.assumed_base_flops;
  const base_flops = of.baseFlops ?? (of.hasSystemicRisk ? systemic_risk : general);
  const ratio = of.flops / base_flops;
  const flag = ratio > act.provider_ratio ? 'provider' : ratio >= act.warning_ratio ? 'near' : null;
  return { flops: of.flops, base_flops, is_assumed: of.baseFlops === null, ratio, flag };
}
