import { totalOf } from '#sizing/memory.js';
import type { Estimate, Figure, MemoryParts } from './estimate.contract.js';
import { byPeaks, finished, type Reckoned } from './estimate-finish.js';
import { dtypeOf, type Ground, type RowLength } from './estimate-ground.js';
import { otherMemory, wholeBytes } from './estimate-memory.js';
import {
  answerSeconds,
  formula,
  measured,
  type Sample,
  secondsFrom,
  startSeconds,
  SUSTAINED,
} from './estimate-time.js';
import { type Past, resultOf } from './outcome.js';
import { type EvaluateSpec, readsRows } from './spec.js';

export function ofEvaluation(
  ground: Ground,
  spec: EvaluateSpec,
  { rows, row }: { rows: number; row: RowLength | null },
): Estimate {
  const { engine, batch_size, max_new_tokens } = spec;
  // a divergence reads a row with both models; what only reads answers nothing
  const perRow =
    spec.task === 'divergence'
      ? 2 * (row?.mean ?? 0)
      : (row?.mean ?? 0) * (1 + (spec.lm_eval?.num_fewshot ?? 0)) + (readsRows(spec) ? 0 : max_new_tokens);
  const tokens: Figure | null = row && {
    value: Math.ceil(rows * perRow),
    basis: 'formula',
    from: `${row.from}; and max_new_tokens a row, at most`,
  };
  const like = ground.history.filter((job) => {
    const past = job.spec as Partial<EvaluateSpec>;
    return past.engine === engine && (past.task ?? 'exact_match') === (spec.task ?? 'exact_match');
  });
  const samples = like.flatMap((job): Sample[] => {
    const { seconds, metrics } = resultOf(job);
    return seconds === undefined ? [] : [{ units: metrics?.['rows'] ?? 0, seconds }];
  });
  const { size, device, machine } = ground;
  const dtype = dtypeOf(ground);
  const seen = secondsFrom(samples, rows);
  const byFormula = () => {
    if (!size || !device) return null;
    const weights = wholeBytes(size, dtype);
    const cores = machine ? machine.cpus / Math.max(1, machine.slots) : 1;
    const speed = device === 'cuda' ? SUSTAINED.gpu : SUSTAINED.core * cores;
    const batches = Math.ceil(rows / (engine === 'llamacpp' ? 1 : batch_size));
    const answers = answerSeconds({ weightBytes: weights, batches, newTokens: max_new_tokens, device });
    return formula(
      startSeconds(weights) + answers + (rows * perRow * 2 * size.parameters) / speed,
      'start + 2N a token, and all weights read once for every new token of a batch',
    );
  };
  const parts =
    size && device
      ? otherMemory('evaluate', {
          size,
          dtype,
          device,
          tokens: batch_size * ((row?.longest ?? 0) + max_new_tokens),
        })
      : null;
  return finished(ground, {
    tokens,
    steps: formula(Math.ceil(rows / batch_size), 'rows and batch size'),
    ...timed(seen, byFormula(), `${samples.length} earlier evaluations of this base on ${ground.target}`),
    ...memoryFrom(like, parts, 'weights + keys and values of a batch'),
  });
}

/** A merge or a quantisation: one pass over the weights. */
export function ofPiece(ground: Ground, kind: 'merge' | 'quantize'): Estimate {
  const { size, device } = ground;
  const samples = ground.history.flatMap((job): Sample[] => {
    const { seconds } = resultOf(job);
    return seconds === undefined ? [] : [{ units: 1, seconds }];
  });
  const seen = secondsFrom(samples, 1);
  const byFormula = () => {
    if (!size) return null;
    const weights = wholeBytes(size, dtypeOf(ground));
    return formula(startSeconds(2 * weights), 'start + weights read and written at 200 MB/s');
  };
  const parts =
    size && otherMemory(kind, { size, dtype: dtypeOf(ground), device: device ?? 'cpu', tokens: 0 });
  return finished(ground, {
    tokens: null,
    steps: null,
    ...timed(seen, byFormula(), `${samples.length} earlier jobs of this base on ${ground.target}`),
    ...memoryFrom(ground.history, parts, 'weights and the largest matrix'),
  });
}

/** Nobody here has read the program. */
export const ofOwn = (ground: Ground, name: string): Estimate =>
  finished(ground, {
    ...{ tokens: null, steps: null, seconds: null, secondsByFormula: null },
    ...{ memory: null, memoryByFormula: null, host: null },
    missing: `Unknown: '${name}' is an own recipe, and nobody here has read what it does.`,
  });

function timed(seen: number | null, made: Figure | null, from: string) {
  const seconds = seen === null ? made : measured(seen, from);
  return { seconds, secondsByFormula: made?.value ?? null };
}

function memoryFrom(
  like: readonly Past[],
  parts: MemoryParts | null,
  from: string,
): Pick<Reckoned, 'memory' | 'memoryByFormula' | 'host' | 'missing'> {
  const value = parts && totalOf(parts);
  const memory = byPeaks(like, parts) ?? (value === null ? null : { ...formula(value, from), parts });
  const missing = value === null ? 'The size of the base model is not known.' : null;
  return { memory, memoryByFormula: value, host: null, missing };
}
