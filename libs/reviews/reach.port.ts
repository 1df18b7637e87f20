import type { Tx } from '#platform/db.js';

/** DI token of what knows who made a subject and what came of a node. */
export const REACH = 'REVIEW_REACH';

/** What is built on the nodes that a review asks about. */
export interface BlastRadius {
  artifacts: number;
  versions: number;
  deployments: number;
}

export interface ReachPort {
  /** By review id. */
  radius(
    tx: Tx,
    asked: readonly { review: string; nodes: readonly string[] }[],
  ): Promise<Map<string, BlastRadius>>;
  /** By review id: when the first deployment stops that was flagged with it. */
  deadlines(tx: Tx, reviews: readonly string[]): Promise<Map<string, Date>>;
  /** Members whose jobs made the subject. */
  makers(tx: Tx, subjectId: string): Promise<string[]>;
}
