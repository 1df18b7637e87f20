import type { Verdict } from '#license-catalogue/vocabulary.js';
import { assertNever } from '#kernel/errors.js';

export const GATE_KINDS = ['license', 'eval', 'signature', 'card', 'quant'] as const;
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
  score: number | null;
  rows: number | null;
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
  /** Artifact ids of the version by role; the one that is served is `gguf`. */
  artifacts: { adapter?: string; merged?: string; gguf?: string };
  asked: { minScore?: number; evaluation?: string; maxQuantizationDrop: number };
  signatures: readonly { artifact: string; ok: boolean; reason: string }[];
  cardFaults: readonly string[];
}

/** Every gate at once, met or not, so that nobody learns of them one by one. */
export function gatesOf(evidence: Evidence): Gate[] {
  return [license(evidence), evaluation(evidence), signature(evidence), card(evidence), quant(evidence)];
}

export const blocks = (gates: readonly Gate[]): boolean => gates.some((gate) => gate.status === 'unmet');

function license({ license: asked }: Evidence): Gate {
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
function preferServed(evaluations: readonly Measured[], artifacts: Evidence['artifacts']): Measured[] {
  const order = [artifacts.gguf, artifacts.merged, artifacts.adapter].filter((id) => id !== undefined);
  return order.flatMap((id) => evaluations.filter((one) => one.subject === id).toReversed());
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

function quant({ artifacts, evaluations, asked }: Evidence): Gate {
  const gate = { name: 'quantization', kind: 'quant' as const };
  if (!artifacts.gguf) {
    const evidence = { artifacts };
    return {
      ...gate,
      status: 'unmet',
      reason: 'The version has no GGUF file, which the engine here serves.',
      fix: 'Run a quantize job and register the version with it.',
      evidence,
    };
  }
  const served = preferServed(evaluations, { gguf: artifacts.gguf })[0];
  const { merged, adapter } = artifacts;
  const full = preferServed(evaluations, { merged, adapter }).find(
    (one) => one.dataset_version === served?.dataset_version,
  );
  if (served?.score == null || full?.score == null) {
    return {
      ...gate,
      status: 'skipped',
      reason: 'Not measured both before and after quantization on the same data.',
      fix: null,
      evidence: { gguf: artifacts.gguf },
    };
  }
  const drop = full.score - served.score;
  const evidence = { before: full.id, after: served.id, drop, max_drop: asked.maxQuantizationDrop };
  if (drop > asked.maxQuantizationDrop + 1e-9) {
    const reason = `Quantization cost ${figure(drop)}: from ${figure(full.score)} to ${figure(served.score)}.`;
    return { ...gate, status: 'unmet', reason, fix: 'Quantize with a wider type, e.g. f16.', evidence };
  }
  return {
    ...gate,
    status: 'passed',
    reason: `Quantization changed the score by ${figure(-drop)}.`,
    fix: null,
    evidence,
  };
}

const figure = (value: number): string => String(Number(value.toFixed(4)));
