import { memoryOf, totalOf, type Training } from './memory.js';
import { rangeOf, verdictOf, type Verdict } from './verdict.js';

/** One way to need less: the job's own parameters, and what it would need then. */
export interface Alternative {
  changes: readonly { param: string; from: string | number; to: string | number }[];
  bytes: number;
  verdict: Exclude<Verdict, 'does_not_fit'>;
}
export interface Room {
  /** Bytes that one attempt may use. */
  available: number;
  /** Steps whose gradients are summed, so that a smaller batch can stay the same to the optimizer. */
  accumulation: number;
  /** Of `batch_size`; a preference pair is two sequences of one row. */
  batch: number;
  /** By how much reality went beyond the formula, where it is known; 1 otherwise. */
  factor: number;
  /** Which parameters a job can be given; the others are not proposed. */
  allowed: ReadonlySet<string>;
}
type Change = Alternative['changes'][number];
type Step = (training: Training, room: Room) => { training: Training; changes: readonly Change[] } | null;

const SHORTEST = 64;
const MOST = 3;

/**
 * Up to three settings under which a training fits, each worked out by the estimator: first one change alone, the gentlest
 * value of it that fits, then two and more together. Those that fit with all of the interval come before tight ones.
 */
export function settingsThatFit(training: Training, room: Room): Alternative[] {
  const steps = STEPS.filter(({ params }) => params.every((param) => room.allowed.has(param)));
  const found: Alternative[] = [];
  const further: Alternative[] = [];
  for (const names of subsets(steps)) {
    const made = gentlest(training, room, names);
    if (!made) continue;
    // more changes than another way needs: worth naming only where there are too few ways
    const more = found.some((one) =>
      one.changes.every((own) => made.changes.some(({ param }) => param === own.param)),
    );
    (more ? further : found).push(made);
  }
  const gently = (ways: Alternative[]) => ways.sort((a, b) => rank(a) - rank(b));
  return [...gently(found), ...gently(further)].slice(0, MOST);
}

const rank = ({ verdict, changes }: Alternative): number => (verdict === 'fits' ? 0 : 100) + changes.length;

interface Knob {
  params: readonly string[];
  /** The values from gentle to harsh. */
  tries: readonly Step[];
}

const halved = (from: number, least: number): number[] => {
  const values: number[] = [];
  for (let value = Math.floor(from / 2); value >= least; value = Math.floor(value / 2)) values.push(value);
  return values;
};
const at =
  (
    values: (training: Training, room: Room) => number[],
    index: number,
    make: (value: number) => Step,
  ): Step =>
  (training, room) => {
    const value = values(training, room)[index];
    return value === undefined ? null : make(value)(training, room);
  };
const DEPTH = 12;
const depths = [...Array(DEPTH).keys()];

const STEPS: readonly Knob[] = [
  {
    params: ['trainer.batch_size', 'trainer.gradient_accumulation_steps'],
    tries: depths.map((index) =>
      at(
        (_, room) => halved(room.batch, 1),
        index,
        (batch) => (training, room) => ({
          training: { ...training, sequences: (training.sequences / room.batch) * batch },
          changes: [
            { param: 'trainer.batch_size', from: room.batch, to: batch },
            {
              param: 'trainer.gradient_accumulation_steps',
              from: room.accumulation,
              to: Math.ceil((room.accumulation * room.batch) / batch),
            },
          ],
        }),
      ),
    ),
  },
  {
    params: ['trainer.max_seq_length'],
    tries: depths.map((index) =>
      at(
        ({ length }) => halved(length, SHORTEST),
        index,
        (length) => (training) => ({
          training: { ...training, length },
          changes: [{ param: 'trainer.max_seq_length', from: training.length, to: length }],
        }),
      ),
    ),
  },
  {
    params: ['adapter.type'],
    tries: [
      (training) =>
        training.adapter && training.quantization === null
          ? {
              training: { ...training, quantization: 'nf4' },
              changes: [{ param: 'adapter.type', from: 'lora', to: 'qlora' }],
            }
          : null,
      (training) =>
        training.adapter === null
          ? {
              training: { ...training, adapter: { r: 16, targets: 'all-linear' } },
              changes: [{ param: 'adapter.type', from: 'full', to: 'lora' }],
            }
          : null,
    ],
  },
  {
    params: ['trainer.gradient_checkpointing'],
    tries: [
      (training) =>
        training.checkpointing
          ? null
          : {
              training: { ...training, checkpointing: true },
              changes: [{ param: 'trainer.gradient_checkpointing', from: 'false', to: 'true' }],
            },
    ],
  },
  {
    params: ['trainer.use_liger_kernel'],
    tries: [
      (training) =>
        training.logits === 'chunked'
          ? null
          : {
              training: { ...training, logits: 'chunked' },
              changes: [{ param: 'trainer.use_liger_kernel', from: 'false', to: 'true' }],
            },
    ],
  },
  {
    params: ['adapter.r'],
    tries: depths.map((index) =>
      at(
        ({ adapter }) => (adapter ? halved(adapter.r, 4) : []),
        index,
        (r) => (training) => ({
          training: { ...training, adapter: { ...training.adapter!, r } },
          changes: [{ param: 'adapter.r', from: training.adapter!.r, to: r }],
        }),
      ),
    ),
  },
];

/** All subsets, the small ones first. */
function subsets(knobs: readonly Knob[]): Knob[][] {
  const all: Knob[][] = Array.from({ length: 2 ** knobs.length - 1 }, (_, bits) =>
    knobs.filter((_one, index) => ((bits + 1) >> index) & 1),
  );
  return all.sort((a, b) => a.length - b.length);
}

/** The first value of the last knob that fits, the others turned as far as they go only where that is needed. */
function gentlest(training: Training, room: Room, knobs: readonly Knob[]): Alternative | null {
  let tight: Alternative | null = null;
  const visit = (index: number, so: Training, changes: readonly Change[]): Alternative | null => {
    if (index === knobs.length) {
      const bytes = totalOf(memoryOf(so)) * room.factor;
      const verdict = verdictOf(rangeOf(bytes), room.available);
      if (verdict === 'does_not_fit') return null;
      const made = { changes, bytes, verdict };
      if (verdict === 'fits') return made;
      tight ??= made;
      return null;
    }
    for (const step of knobs[index]!.tries) {
      const next = step(so, room);
      const found = next && visit(index + 1, next.training, [...changes, ...next.changes]);
      if (found) return found;
    }
    return null;
  };
  return visit(0, training, []) ?? tight;
}

/** In a sentence, as a person reads it. */
export const changesText = ({ changes }: Pick<Alternative, 'changes'>): string =>
  changes.map(({ param, from, to }) => `${param} ${to} (was ${from})`).join(', ');
