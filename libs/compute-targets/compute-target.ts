import type { Capabilities } from '#jobs/compute.port.js';

/** How often a worker looks at each of its targets. */
export const LOOK_SECONDS = 15;
/** No look for so long: nobody knows how the target is. */
export const SILENT_SECONDS = 4 * LOOK_SECONDS;

export const TARGET_STATES = ['ready', 'unreachable', 'silent'] as const;
export type TargetState = (typeof TARGET_STATES)[number];

/** What a target can do beside starting programs, as it said last. */
export type Abilities = Pick<Capabilities, 'gang' | 'preemption' | 'logStream' | 'limits'>;

export const abilitiesOf = ({ gang, preemption, logStream, limits }: Capabilities): Abilities => ({
  gang,
  preemption,
  logStream,
  limits,
});

/** How it is, and why where it is not ready. */
export function stateOf(
  { lookedAt, fault }: { lookedAt: Date; fault: string | null },
  now: Date,
): { state: TargetState; reason: string | null } {
  const seconds = Math.round((now.getTime() - lookedAt.getTime()) / 1000);
  if (seconds > SILENT_SECONDS)
    return {
      state: 'silent',
      reason: `No worker has looked at it for ${seconds} seconds: start the worker that has it.`,
    };
  return fault === null ? { state: 'ready', reason: null } : { state: 'unreachable', reason: fault };
}
