import { count } from '#serving-usage/histogram.js';
import type { CountedSlot } from '#serving-usage/serving-usage.service.js';
import { type Ending, nothingCounted, SLOT_SECONDS } from '#serving-usage/traffic.js';
import type { Tokens } from './engine-request.js';

const SLOT_MS = SLOT_SECONDS * 1_000;
/** Whom a request was for. */
export interface CountedFor {
  id: string;
  versionId: string;
  projectId: string;
}
/** How one request ended. */
export interface Ended {
  ending: Ending;
  tokens: Tokens | null;
  /** From when the caller asked to the end. */
  ms: number;
  /** From when the caller asked to the first token; null where none came by itself. */
  firstTokenMs: number | null;
}

/** What one process has counted of requests, by deployment and five minutes; holds nothing that is over and written. */
export class TrafficSlots {
  private readonly slots = new Map<string, CountedSlot>();
  private readonly changed = new Set<string>();

  add(row: CountedFor, now: Date, { ending, tokens, ms, firstTokenMs }: Ended): void {
    const slot = this.slotOf(row, now);
    slot[ending] += 1;
    slot.promptTokens += tokens?.prompt ?? 0;
    slot.outputTokens += tokens?.output ?? 0;
    if (ending === 'answered') count(slot.latency, ms);
    if (firstTokenMs !== null) count(slot.firstToken, firstTokenMs);
  }

  /** All that changed since it was taken last, as it is now. */
  take(): CountedSlot[] {
    const taken = [...this.changed].map((key) => copyOf(this.slots.get(key)!));
    this.changed.clear();
    return taken;
  }

  /** They could not be written: they are taken again with the next. */
  putBack(slots: readonly CountedSlot[]): void {
    for (const { deploymentId, slot } of slots) this.changed.add(keyOf(deploymentId, slot));
  }

  /** What is over and written needs no memory. A clock set back a little finds its slot again. */
  forget(now: Date): void {
    for (const [key, { slot }] of this.slots)
      if (!this.changed.has(key) && now.getTime() - slot.getTime() > 4 * SLOT_MS) this.slots.delete(key);
  }

  private slotOf({ id: deploymentId, versionId, projectId }: CountedFor, now: Date): CountedSlot {
    const slot = new Date(Math.floor(now.getTime() / SLOT_MS) * SLOT_MS);
    const key = keyOf(deploymentId, slot);
    const known = this.slots.get(key) ?? { deploymentId, versionId, projectId, slot, ...nothingCounted() };
    this.slots.set(key, known);
    this.changed.add(key);
    return known;
  }
}

const keyOf = (deploymentId: string, slot: Date): string => `${deploymentId} ${slot.getTime()}`;
const copyOf = (one: CountedSlot): CountedSlot => ({
  ...one,
  latency: { ...one.latency },
  firstToken: { ...one.firstToken },
});
