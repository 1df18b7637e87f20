import type { RunRow } from './integrations.repository.js';
import { type AskedRun, runIdOf } from './run-config.js';

/** OpenAI's fields; `url` is ours, null until the run is open. */
export const runView = (run: RunRow) => ({
  type: run.type,
  wandb: {
    ...(run.asked as unknown as AskedRun),
    run_id: runIdOf(run.jobId, run.position),
    url: (run.place as { url: string } | null)?.url ?? null,
  },
});
export type RunView = ReturnType<typeof runView>;
