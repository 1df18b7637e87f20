import { unix, unixOrNull } from '#kernel/clock.js';
import { freshSteps } from './check-steps.js';
import { stateOf } from './compute-target.js';
import type { ComputeTargetView, TargetCheckView } from './compute-targets.contract.js';
import type { CheckRow, TargetRow } from './compute-targets.repository.js';

const numberOrNull = (value: bigint | null) => (value === null ? null : Number(value));

export function checkView(row: CheckRow, now: Date): TargetCheckView {
  const runs = row.leaseUntil !== null && row.leaseUntil > now;
  const open = runs ? 'running' : 'waiting';
  return {
    object: 'compute_target.check',
    id: row.id,
    state: row.passed === null ? open : row.passed ? 'passed' : 'failed',
    asked_at: unix(row.askedAt),
    answered_at: unixOrNull(row.answeredAt),
    tries: row.tries,
    steps: row.steps.length > 0 ? row.steps : freshSteps(),
  };
}

export function targetView(
  row: TargetRow,
  { check, now, isDefault }: { check: CheckRow | null; now: Date; isDefault: boolean },
): ComputeTargetView {
  const { abilities, environment } = row;
  const free = numberOrNull(row.diskFreeBytes);
  const total = numberOrNull(row.diskTotalBytes);
  return {
    object: 'compute_target',
    name: row.target,
    default: isDefault,
    ...stateOf(row, now),
    cpus: row.cpus,
    memory_mb: row.memoryMb,
    gpus: row.gpus,
    gpu_memory_mb: row.gpuMemoryMb,
    slots: { total: row.slots, taken: row.taken },
    queue: { jobs: row.queued, oldest_queued_at: unixOrNull(row.oldestQueuedAt) },
    abilities: abilities && {
      gang: abilities.gang,
      preemption: abilities.preemption,
      log_stream: abilities.logStream,
      limits: abilities.limits,
    },
    environment: environment && { sha256: environment.sha256, image: environment.image },
    disk: free === null || total === null ? null : { free_bytes: free, total_bytes: total },
    seen_at: unixOrNull(row.seenAt),
    looked_at: unix(row.lookedAt),
    check: check && checkView(check, now),
  };
}
