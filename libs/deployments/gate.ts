import type { Verdict } from '#license-catalogue/vocabulary.js';
import { assertNever } from '#kernel/errors.js';
import { calledFirst, ENGINES_OF } from '#registry/variants.js';
import { type Figures, type LimitName, limits } from './gate-limits.js';
import { type ParityAsked, parityGates } from './gate-parity.js';
import { type Regression, regressions } from './gate-regression.js';

export const GATE_KINDS = [
  'license',
  'eval',
  'regression',
  'signature',
  'card',
  'quant',
  'divergence',
  'parity',
  'refusal_rate',
  'false_refusal_rate',
  'perplexity',
] as const;
/** KL(parent‖GGUF) in nats per token that passes where nobody asks for another; SmolLM2-135M: q8_0 0.001, q4_k_m 0.045. */
export const DEFAULT_MAX_KL = 0.1;
export type GateKind = (typeof GATE_KINDS)[number];

/** One condition of a promotion. `unmet` blocks; `skipped` had nothing to ask. */
export interface Gate {
  name: string;
  kind: GateKind;
  status: 'passed' | 'unmet' | 'skipped';
  reason: string;
  /** What to do about it; null when nothing is to be done. */
  fix: string | null;
  /** Ids and figures that the answer rests on. */
  evidence: Record<string, unknown>;
}

export interface Measured {
  id: string;
  name: string;
  subject: string;
  dataset_version: string;
  /** Task and, of a harness, which one: only scores of one measure can be held against each other. */
  measure: string;
  score: number | null;
  rows: number | null;
}

/** What quantisation cost, token by token; `reference` is what `subject` was compared with. */
export interface Divergence {
  id: string;
  subject: string;
  reference: string | null;
  dataset_version: string;
  rows: number | null;
  kl_divergence: number | null;
  top1_agreement: number | null;
  perplexity: number | null;
  parent_perplexity: number | null;
}

/** All that the gates ask, gathered beforehand: plain values. */
export interface Evidence {
  license: {
    decision: string;
    verdict: Verdict;
    fixable: boolean;
    why: string;
    remedies: readonly string[];
    obligations: number;
    /** The review that has to answer it, and what has to happen there. */
    review: { id: string; next: string } | null;
    /** Members of a project of one who answered for themselves. */
    selfAttested: boolean;
    /** The alias takes no self-attested answer. */
    isProtected: boolean;
  };
  evaluations: readonly Measured[];
  divergences: readonly Divergence[];
  /** Every finished evaluation of the version. */
  figures: readonly Figures[];
  /** One for each metric that the request or the project limits. */
  regressions: readonly Regression[];
  parity: ParityAsked;
  /** Artifact ids of the version by role; the one that is served is `gguf`. */
  artifacts: { adapter?: string; merged?: string; gguf?: string; quantized?: string };
  /** `maxTaskDrop`, `maxKl`: a number has to be measured; without one `maxQuantizationDrop` and the default hold for what was. */
  asked: {
    minScore?: number;
    evaluation?: string;
    maxQuantizationDrop: number;
    maxTaskDrop?: number;
    /** Null: no budget. */
    maxKl?: number | null;
    /** A rollback: it has no score to prove. */
    isWayBack?: boolean;
    limits: Partial<Record<LimitName, number>>;
  };
  signatures: readonly { artifact: string; ok: boolean; reason: string }[];
  cardFaults: readonly string[];
}

/** Every gate at once, met or not, so that nobody learns of them one by one. */
export function gatesOf(evidence: Evidence): Gate[] {
  return [
    ...[license(evidence), evaluation(evidence), ...regressions(evidence)],
    ...[signature(evidence), card(evidence)],
    ...[quant(evidence), divergence(evidence)],
    ...[...parityGates(evidence.parity, evidence.artifacts), ...limits(evidence)],
  ];
}

/** What the policies of a project decide a gate by; the others ask the version and the request alone. */
export type PolicyEvidence = Pick<Evidence, 'license' | 'regressions' | 'parity' | 'artifacts'>;
/** The gates that the policies of a project bear on, without the rest. */
export const policyGates = (of: PolicyEvidence): Gate[] => [
  license(of),
  ...regressions(of),
  ...parityGates(of.parity, of.artifacts),
];

export const blocks = (gates: readonly Gate[]): boolean => gates.some((gate) => gate.status === 'unmet');

function license({ license: asked }: Pick<Evidence, 'license'>): Gate {
  const gate = {
    name: 'license',
    kind: 'license' as const,
    evidence: { decision: asked.decision, verdict: asked.verdict, review: asked.review?.id ?? null },
  };
  const passes = asked.verdict === 'allow' || asked.verdict === 'allow-with-obligations';
  if (passes && asked.selfAttested && asked.isProtected) {
    return {
      ...gate,
      status: 'unmet',
      reason: 'The review that it rests on is self-attested, which is never enough for a protected alias.',
      fix: 'Have another member approve the review, or promote to an alias that is not protected.',
    };
  }
  switch (asked.verdict) {
    case 'allow':
      return { ...gate, status: 'passed', reason: 'The licenses allow the declared use.', fix: null };
    case 'allow-with-obligations': {
      const reason = `The licenses allow the declared use, with ${asked.obligations} obligation(s).`;
      return { ...gate, status: 'passed', reason, fix: null };
    }
    case 'needs-review':
      return {
        ...gate,
        status: 'unmet',
        reason: asked.why || 'A license question is open.',
        fix:
          [cure(asked.remedies), asked.review?.next].filter(Boolean).join('; ') ||
          'Have a license reviewer look at it.',
      };
    case 'deny': {
      const fallback = asked.fixable
        ? 'Cure the findings of the decision.'
        : 'Use another base or data set, or record a grant of the licensor.';
      return {
        ...gate,
        status: 'unmet',
        reason: asked.why || 'A license forbids the declared use.',
        fix: [cure(asked.remedies) ?? fallback, asked.review?.next].filter(Boolean).join('; '),
      };
    }
    default:
      return assertNever(asked.verdict);
  }
}

const cure = (remedies: readonly string[]): string | null =>
  remedies.length > 0 ? [...new Set(remedies)].join('; ') : null;

function evaluation({ evaluations, artifacts, asked }: Evidence): Gate {
  const gate = { name: 'evaluation', kind: 'eval' as const };
  const own = preferServed(evaluations, artifacts);
  const wanted = asked.evaluation;
  const chosen = wanted === undefined ? own[0] : own.find((one) => one.id === wanted || one.name === wanted);
  if (!chosen) {
    const reason =
      wanted === undefined
        ? 'The version was never evaluated.'
        : `The version has no evaluation '${wanted}'.`;
    return {
      ...gate,
      status: 'unmet',
      reason,
      fix: 'Run an evaluate job on an artifact of this version.',
      evidence: { evaluations: own.map((one) => one.id) },
    };
  }
  const evidence = {
    evaluation: chosen.id,
    name: chosen.name,
    score: chosen.score,
    min_score: asked.minScore ?? null,
    rows: chosen.rows,
  };
  if (chosen.score === null) {
    return {
      ...gate,
      status: 'unmet',
      reason: `'${chosen.name}' ended without a score.`,
      fix: 'Run the evaluation again.',
      evidence,
    };
  }
  if (asked.minScore !== undefined && !(chosen.score >= asked.minScore)) {
    const reason = `'${chosen.name}' scored ${figure(chosen.score)}, below the ${figure(asked.minScore)} asked for.`;
    return { ...gate, status: 'unmet', reason, fix: 'Train a better version, or ask for less.', evidence };
  }
  return {
    ...gate,
    status: 'passed',
    reason: `'${chosen.name}' scored ${figure(chosen.score)}.`,
    fix: null,
    evidence,
  };
}

/** What is served counts first, then what it was made from; of equals the newest. */
export function preferServed<T extends { subject: string }>(
  evaluations: readonly T[],
  artifacts: Evidence['artifacts'],
): T[] {
  return calledFirst(artifacts).flatMap((id) => evaluations.filter((one) => one.subject === id).toReversed());
}

function signature({ signatures }: Evidence): Gate {
  const bad = signatures.filter(({ ok }) => !ok);
  const gate = {
    name: 'signature',
    kind: 'signature' as const,
    evidence: { artifacts: signatures.map(({ artifact, ok }) => ({ artifact, ok })) },
  };
  if (signatures.length === 0) {
    return {
      ...gate,
      status: 'unmet',
      reason: 'Nothing of this version is signed.',
      fix: 'Register it again.',
    };
  }
  if (bad.length > 0) {
    const reason = bad.map((one) => `${one.artifact}: ${one.reason}`).join('; ');
    return {
      ...gate,
      status: 'unmet',
      reason,
      fix: 'Do not use these files; make the version again from its jobs.',
    };
  }
  return {
    ...gate,
    status: 'passed',
    reason: `${signatures.length} artifact(s) are what was signed.`,
    fix: null,
  };
}

function card({ cardFaults }: Evidence): Gate {
  const gate = { name: 'model card', kind: 'card' as const, evidence: { faults: cardFaults } };
  return cardFaults.length === 0
    ? { ...gate, status: 'passed', reason: 'The model card is complete.', fix: null }
    : {
        ...gate,
        status: 'unmet',
        reason: cardFaults.join('; '),
        fix: 'Register the version again, with the missing facts.',
      };
}

/** Which engines would load what the version does have. */
const others = (loadable: Record<string, readonly string[]>): string[] =>
  Object.entries(loadable).map(([role, engines]) => `Its ${role} is loaded by ${engines.join(' and ')}.`);

function quant({ artifacts, evaluations, asked }: Evidence): Gate {
  const gate = { name: 'quantization', kind: 'quant' as const };
  if (!artifacts.gguf) {
    const loadable = Object.fromEntries(
      Object.entries(artifacts).map(([role]) => [role, ENGINES_OF[role as keyof typeof ENGINES_OF]]),
    );
    return {
      ...gate,
      status: 'unmet',
      reason: [
        'The version has no GGUF file, which is what the engine here, llama.cpp, loads.',
        ...others(loadable),
      ].join(' '),
      fix: 'Run a quantize job of a GGUF type and register the version with it.',
      evidence: { artifacts, engines: loadable },
    };
  }
  const served = preferServed(evaluations, { gguf: artifacts.gguf })[0];
  const { merged, adapter } = artifacts;
  const full = preferServed(evaluations, { merged, adapter }).find(
    (one) => one.dataset_version === served?.dataset_version && one.measure === served.measure,
  );
  if (served?.score == null || full?.score == null) {
    if (asked.maxTaskDrop !== undefined) {
      return {
        ...gate,
        status: 'unmet',
        reason: `A drop of at most ${figure(asked.maxTaskDrop)} is asked for, and it was not measured before and after quantization on the same data.`,
        fix: 'Evaluate the merged model and the GGUF on the same dataset version.',
        evidence: { gguf: artifacts.gguf, max_drop: asked.maxTaskDrop },
      };
    }
    return {
      ...gate,
      status: 'skipped',
      reason: 'Not measured both before and after quantization on the same data.',
      fix: null,
      evidence: { gguf: artifacts.gguf },
    };
  }
  const drop = full.score - served.score;
  const most = asked.maxTaskDrop ?? asked.maxQuantizationDrop;
  const evidence = { before: full.id, after: served.id, drop, max_drop: most };
  // a comparison that NaN would pass lets nothing through
  if (!(drop <= most + 1e-9)) {
    const reason = `Quantization cost ${figure(drop)}: from ${figure(full.score)} to ${figure(served.score)}, more than ${figure(most)}.`;
    return { ...gate, status: 'unmet', reason, fix: 'Quantize with a wider type, e.g. f16.', evidence };
  }
  return {
    ...gate,
    status: 'passed',
    reason: `Quantization changed the score by ${figure(-drop)}: from ${figure(full.score)} to ${figure(served.score)}.`,
    fix: null,
    evidence,
  };
}

/** The newest comparison of the GGUF with the merged model of the version; one with anything else counts for nothing. */
function divergence({ artifacts: { gguf, merged }, divergences, asked }: Evidence): Gate {
  const gate = { name: 'quantization loss', kind: 'divergence' as const };
  if (asked.maxKl === null) {
    const reason = asked.isWayBack ? 'Not asked of the way back.' : 'No budget is asked for.';
    return { ...gate, status: 'skipped', reason, fix: null, evidence: {} };
  }
  const found = divergences.findLast(
    (one) => one.subject === gguf && (merged === undefined || one.reference === merged),
  );
  const measure =
    'Run an evaluate job with the task divergence: luthier eval run --task divergence ' +
    `--model ${gguf ?? '<gguf>'} --parent ${merged ?? '<merged>'} --data <version>.`;
  if (!found && asked.maxKl === undefined) {
    const reason =
      'No KL divergence and no perplexity was measured against the model that the GGUF was made of.';
    return { ...gate, status: 'skipped', reason, fix: null, evidence: { gguf: gguf ?? null } };
  }
  const most = asked.maxKl ?? DEFAULT_MAX_KL;
  const evidence = { ...found, max_kl: most };
  if (!found) {
    const reason = `A KL divergence of at most ${figure(most)} is asked for, and it was not measured.`;
    return { ...gate, status: 'unmet', reason, fix: measure, evidence };
  }
  const { kl_divergence: kl, top1_agreement: top1, perplexity, parent_perplexity: before } = found;
  if (kl === null) {
    const reason = 'The comparison ended without a KL divergence.';
    return { ...gate, status: 'unmet', reason, fix: measure, evidence };
  }
  const told =
    `KL divergence ${figure(kl)} nats per token over ${found.rows ?? '?'} rows` +
    (top1 === null ? '' : `, same first choice in ${figure(100 * top1)} %`) +
    (perplexity === null || before === null
      ? ''
      : `, perplexity ${figure(before)} before and ${figure(perplexity)} after`);
  if (!(kl <= most)) {
    const reason = `${told}: more than the ${figure(most)} allowed.`;
    const fix = 'Quantize with a wider type, e.g. q8_0, or allow more with max_kl.';
    return { ...gate, status: 'unmet', reason, fix, evidence };
  }
  return { ...gate, status: 'passed', reason: `${told}.`, fix: null, evidence };
}

export const figure = (value: number): string => String(Number(value.toFixed(4)));
