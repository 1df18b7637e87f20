import { collectAncestors, isData, type Reach } from './decision-lineage.js';
import type { LineageGraph, LineageNode } from './decision.contract.js';
import { type AiAct, datesOn, modifierRatio, type ModifierRatio, type Training } from './regulation.js';

/** What a training of ours came to, as its job measured it. */
export interface MeasuredTraining extends Training {
  flops: number;
  /** What trained: several artifacts of one job are one training. */
  job: string | null;
}

export interface BaseCompute {
  flops: number;
  source: 'declared' | 'catalogue';
  url: string;
  /** How the figure came about, or who declared it. */
  how: string;
}

/** What is known of the nodes; a node that is missing here is one that nobody knows about. */
export interface ComputeFacts {
  trainings: ReadonlyMap<string, MeasuredTraining>;
  bases: ReadonlyMap<string, BaseCompute>;
}

export const COMPUTE_NOTES = [
  'AI_ACT_RATIO_NEAR',
  'AI_ACT_RATIO_PROVIDER',
  'AI_ACT_BASE_UNKNOWN',
  'AI_ACT_TRAINING_UNKNOWN',
  'AI_ACT_DATA_COMPUTE_UNKNOWN',
] as const;
export type ComputeNote = { code: (typeof COMPUTE_NOTES)[number]; node: string | null; text: string };

export interface ComputeAnswer {
  regulation: string;
  /** Each training in the lineage once; `flops` null: not measured. */
  trainings: { node: string; job: string | null; tokens: number | null; flops: number | null }[];
  bases: {
    node: string;
    flops: number | null;
    source: string | null;
    url: string | null;
    how: string | null;
  }[];
  /** Of the trainings that are known; null where none of several is. */
  flops: number | null;
  /** Something is unknown that would add to `flops`. */
  at_least: boolean;
  /** What the ratio is against: the smallest base; the figure of the guidelines for one that nobody knows. */
  compared_with: { flops: number; is_assumed: boolean };
  ratio: number | null;
  flag: ModifierRatio['flag'];
  notes: ComputeNote[];
  dates: ReturnType<typeof datesOn>;
}

const TRAINED: ReadonlySet<string> = new Set(['adapter', 'finetuned']);

/**
 * The modifier ratio of the EU AI Act along the lineage of a model: every training of ours that its weights come from, over all
 * parents of a merge, against the base. Unknown stays unknown; null for data. `day`: ISO 8601, for the dates.
 */
export function computeOf(
  of: { graph: LineageGraph; subject: string; facts: ComputeFacts; day: string },
  act: AiAct,
): ComputeAnswer | null {
  const { reaches } = collectAncestors(of.graph, of.subject, true);
  const subject = reaches[0]?.node;
  if (!subject || isData(subject)) return null;
  const models = reaches.filter(({ mode, node }) => mode === 'contains' && !isData(node));
  const trainings = trainingsOf(models, of.facts);
  const bases = models
    .filter(({ node }) => node.kind === 'base_model')
    .map(({ node }) => {
      const { flops = null, source = null, url = null, how = null } = of.facts.bases.get(node.id) ?? {};
      return { node: node.id, flops, source, url, how };
    });
  const known = trainings.flatMap(({ flops }) => flops ?? []);
  const flops = known.length === 0 && trainings.length > 0 ? null : known.reduce((sum, one) => sum + one, 0);
  const compared = smallest(bases, act);
  const { ratio, flag } = modifierRatio({ flops: flops ?? 0, baseFlops: compared.flops }, act);
  const generated = reaches.filter(({ mode }) => mode === 'outputs').map(({ node }) => node);
  const at_least = known.length < trainings.length || generated.length > 0;
  return {
    regulation: act.regulation,
    trainings,
    bases,
    flops,
    at_least,
    compared_with: compared,
    ratio: flops === null ? null : ratio,
    flag,
    notes: [
      ...flagNote(flag, { ratio, at_least }, act),
      ...unknowns({ trainings, bases, generated, compared }),
    ],
    dates: datesOn(of.day, act),
  };
}

function trainingsOf(models: readonly Reach[], { trainings }: ComputeFacts): ComputeAnswer['trainings'] {
  const seen = new Set<string>();
  return models
    .filter(({ node }) => TRAINED.has(node.kind) || trainings.has(node.id))
    .flatMap(({ node }) => {
      const { job = null, tokens = null, flops = null } = trainings.get(node.id) ?? {};
      if (job !== null && seen.has(job)) return [];
      if (job !== null) seen.add(job);
      return { node: node.id, job, tokens, flops };
    });
}

/** Of several bases the one that gives the highest ratio: which of them is "the original" nobody can tell. */
function smallest(bases: readonly { flops: number | null }[], act: AiAct): ComputeAnswer['compared_with'] {
  const assumed = { flops: act.assumed_base_flops.general, is_assumed: true };
  const all = bases.map(({ flops }) => (flops === null ? assumed : { flops, is_assumed: false }));
  return all.reduce((least, one) => (one.flops < least.flops ? one : least), all[0] ?? assumed);
}

const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;

function flagNote(
  flag: ModifierRatio['flag'],
  { ratio, at_least }: { ratio: number; at_least: boolean },
  act: AiAct,
): ComputeNote[] {
  const share = `Our trainings come to ${at_least ? 'at least ' : ''}${percent(ratio)} of the base's training compute`;
  const bar = percent(act.provider_ratio);
  if (flag === 'provider')
    return [
      {
        code: 'AI_ACT_RATIO_PROVIDER',
        node: null,
        text: `${share}, above the ${bar} at which who changes a general-purpose model counts as its provider: let a lawyer look at Art. 53 before it is offered.`,
      },
    ];
  if (flag === 'near')
    return [
      {
        code: 'AI_ACT_RATIO_NEAR',
        node: null,
        text: `${share}; above ${bar} who changes a general-purpose model counts as its provider.`,
      },
    ];
  return [];
}

function unknowns(of: {
  trainings: ComputeAnswer['trainings'];
  bases: ComputeAnswer['bases'];
  generated: readonly LineageNode[];
  compared: ComputeAnswer['compared_with'];
}): ComputeNote[] {
  const stands = `${of.compared.flops.toExponential()} operations`;
  const bases = of.bases.filter(({ flops }) => flops === null).map(({ node }) => node);
  const nobody = of.bases.length === 0 ? [null] : [];
  return [
    ...[...bases, ...nobody].map((node) => ({
      code: 'AI_ACT_BASE_UNKNOWN' as const,
      node,
      text: `${node ? 'Nobody has said what the training of this base model came to' : 'The lineage names no base model'}; the ratio is against ${stands}${of.compared.is_assumed ? ', which the guidelines set for that case' : ''}.`,
    })),
    ...of.trainings
      .filter(({ flops }) => flops === null)
      .map(({ node }) => ({
        code: 'AI_ACT_TRAINING_UNKNOWN' as const,
        node,
        text: 'What this training came to was not measured: it is not in the sum.',
      })),
    ...[...new Set(of.generated.map(({ id }) => id))].map((node) => ({
      code: 'AI_ACT_DATA_COMPUTE_UNKNOWN' as const,
      node,
      text: 'It made training data; what that came to is not known and not in the sum (recital 111 counts it).',
    })),
  ];
}
