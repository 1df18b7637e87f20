import type { Tx } from '#platform/db.js';

/** DI token of what knows who made a subject and what came of a node. */
export const REACH = 'REVIEW_REACH';

/** What is built on the nodes that a review asks about, and what is being built on them. */
export interface BlastRadius {
  /** That run, with those jobs of theirs that have not ended; a job may be in none. */
  pipelines: number;
  jobs: number;
  artifacts: number;
  versions: number;
  deployments: number;
}

export interface ReachPort {
  /** By review id. */
  radius(
    tx: Tx,
    projectId: string,
    asked: readonly { review: string; nodes: readonly string[] }[],
  ): Promise<Map<string, BlastRadius>>;
  /** By decision id: the model that the pipeline of the job is published as which was decided on. */
  publishedAs(tx: Tx, decisions: readonly string[]): Promise<Map<string, string>>;
  /** By review id: when the first deployment stops that was flagged with it. */
  deadlines(tx: Tx, reviews: readonly string[]): Promise<Map<string, Date>>;
  /** Members whose jobs made the subject. */
  makers(tx: Tx, subjectId: string): Promise<string[]>;
}
