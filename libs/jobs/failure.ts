import type { Seen } from './compute.port.js';
import type { Evidence, EvidenceKind } from './evidence.js';
import type { MemoryAdvice } from './memory-advice.js';
import type { Termination } from './recipe-output.contract.js';

export interface FailureRow {
  blame: 'user' | 'platform' | 'provider';
  /** Whether a new attempt is made without a person, from the newest verified checkpoint. */
  retryable: boolean;
  advice: string;
  /** OpenAI's `error.code` on the fine-tuning job. */
  openai: string;
  /** What such an end rests on, as far as it is known; the message comes on top. */
  evidence: readonly EvidenceKind[];
}

/** Every way a job can end without a result. One table for retry, advice, docs and the OpenAI door. */
export const FAILURES = {
  invalid_data: {
    blame: 'user',
    retryable: false,
    openai: 'invalid_training_file',
    advice: 'Mend the rows that the message names and upload the file again.',
    evidence: ['log', 'exit_code'],
  },
  user_error: {
    blame: 'user',
    retryable: false,
    openai: 'user_error',
    advice: 'Change the parameters that the message names and submit again.',
    evidence: ['log', 'exit_code'],
  },
  model_rejected: {
    blame: 'user',
    retryable: false,
    openai: 'model_rejected',
    advice: 'The model failed a check; the message says which. Use another model or adapter.',
    evidence: ['log', 'detail'],
  },
  diverged: {
    blame: 'user',
    retryable: false,
    openai: 'training_diverged',
    advice: 'The loss became NaN or infinite: lower the learning rate or look at the data.',
    evidence: ['last_step', 'log'],
  },
  oom: {
    blame: 'user',
    retryable: false,
    openai: 'out_of_memory',
    advice: 'Lower batch_size or max_seq_length, use qlora, or choose a larger target.',
    evidence: ['oom_killed', 'signal', 'last_step'],
  },
  disk_full: {
    blame: 'platform',
    retryable: false,
    openai: 'disk_full',
    advice: 'Free disk space on the machine that runs the jobs, then submit again.',
    evidence: ['disk', 'log'],
  },
  timeout: {
    blame: 'user',
    retryable: false,
    openai: 'timeout',
    advice: 'The time limit was reached: raise it or train fewer steps.',
    evidence: ['last_step', 'log'],
  },
  stalled: {
    blame: 'platform',
    retryable: true,
    openai: 'stalled',
    advice: 'No progress for too long. If it happens again, look at the log of the attempt.',
    evidence: ['last_step', 'log'],
  },
  preempted: {
    blame: 'provider',
    retryable: true,
    openai: 'preempted',
    advice: 'The machine took the slot back; the job goes on from its checkpoint.',
    evidence: ['signal', 'exit_code', 'last_step'],
  },
  node_lost: {
    blame: 'platform',
    retryable: true,
    openai: 'node_lost',
    advice: 'The program or its machine vanished; the job goes on from its checkpoint.',
    evidence: ['detail', 'last_step'],
  },
  gpu_fault: {
    blame: 'provider',
    retryable: true,
    openai: 'gpu_fault',
    advice: 'The GPU reported a fault; have the machine checked.',
    evidence: ['detail', 'log'],
  },
  image_missing: {
    blame: 'platform',
    retryable: false,
    openai: 'image_missing',
    advice: 'The image or Python environment of the target is not there: run `luthier doctor`.',
    evidence: ['exit_code', 'detail'],
  },
  no_device: {
    blame: 'platform',
    retryable: false,
    openai: 'no_device',
    advice: 'The device that was asked for is not there: see `luthier doctor`, or submit without it.',
    evidence: ['log', 'detail'],
  },
  policy_blocked: {
    blame: 'user',
    retryable: false,
    openai: 'license_forbids_use',
    advice: 'A license or a recall forbids this use; the decision or the message names it.',
    evidence: ['decision'],
  },
  recipe_rejected: {
    blame: 'user',
    retryable: false,
    openai: 'recipe_rejected',
    advice:
      'The own recipe is not the one that was allowed, or left what its entry does not name; tell whoever keeps the allowlist.',
    evidence: ['log', 'exit_code'],
  },
  storage_error: {
    blame: 'platform',
    retryable: true,
    openai: 'storage_error',
    advice: 'The object store did not take or give the files; the job tries again.',
    evidence: ['detail', 'disk'],
  },
  needs_failed: {
    blame: 'user',
    retryable: false,
    openai: 'needs_failed',
    advice: 'A job that this one needs did not succeed: see that job.',
    evidence: ['needed'],
  },
  no_result: {
    blame: 'platform',
    retryable: true,
    openai: 'no_result',
    advice: 'The program ended without a result file; look at the log of the attempt.',
    evidence: ['exit_code', 'log'],
  },
  killed: {
    blame: 'platform',
    retryable: true,
    openai: 'killed',
    advice: 'Something killed the program; the job goes on from its checkpoint.',
    evidence: ['signal', 'exit_code', 'oom_killed'],
  },
  internal: {
    blame: 'platform',
    retryable: true,
    openai: 'server_error',
    advice: 'The program failed in a way it does not know; look at the log of the attempt.',
    evidence: ['exit_code', 'signal', 'log'],
  },
} as const satisfies Record<string, FailureRow>;

/** An end that a person wished for. */
export const CANCELLED: FailureRow = {
  blame: 'user',
  retryable: false,
  openai: 'cancelled',
  advice: 'Submit it again if it is still wanted; what it had saved is not taken up.',
  evidence: ['by', 'last_step'],
};
/** Every end without a result. */
export const ENDINGS: Record<string, FailureRow> = { ...FAILURES, cancelled: CANCELLED };

export type FailureReason = keyof typeof FAILURES;
export const isFailureReason = (text: string): text is FailureReason => Object.hasOwn(FAILURES, text);

/** Attempts a job gets in all before an infrastructure failure is final. */
export const MAX_ATTEMPTS = 3;
export const mayRetry = (reason: FailureReason, attempts: number): boolean =>
  FAILURES[reason].retryable && attempts < MAX_ATTEMPTS;

const BY_RECIPE: Record<Termination['reason'], FailureReason> = {
  succeeded: 'no_result',
  unexpected: 'internal',
  bad_spec: 'user_error',
  data_rejected: 'invalid_data',
  model_rejected: 'model_rejected',
  diverged: 'diverged',
  oom: 'oom',
  disk_full: 'disk_full',
  transient: 'node_lost',
  terminated: 'preempted',
  no_device: 'no_device',
};

export interface Ending {
  reason: FailureReason;
  message: string;
  /** Of an out-of-memory: the numbers, and settings that would fit. */
  details?: MemoryAdvice;
  evidence?: Evidence;
}

/**
 * Why an attempt that left no result ended. The engine's own proof of memory comes first, then the program's own word,
 * then its exit code. 137 is any SIGKILL; only oomKilled means memory.
 */
export function reasonOf(seen: Seen, termination: Termination | null): Ending {
  if (seen.oomKilled)
    return { reason: 'oom', message: seen.detail ?? 'The memory limit of the attempt was reached.' };
  if (termination) return { reason: BY_RECIPE[termination.reason], message: termination.message };
  if (seen.phase === 'vanished')
    return {
      reason: 'node_lost',
      message: seen.detail ?? 'The program is no longer there and left no word.',
    };
  switch (seen.exitCode) {
    case 0:
      return { reason: 'no_result', message: 'The program ended with code 0 but left no valid result.json.' };
    case 2:
      return { reason: 'user_error', message: 'The program refused its spec.' };
    case 125:
    case 126:
    case 127:
      return {
        reason: 'image_missing',
        message: `The program could not be started (exit ${seen.exitCode}). ${seen.detail ?? ''}`.trim(),
      };
    case 137:
      return { reason: 'killed', message: 'The program was killed (SIGKILL), not for memory.' };
    case 143:
      return {
        reason: 'preempted',
        message: 'The program was asked to stop (SIGTERM) by something other than us.',
      };
    default:
      return {
        reason: 'internal',
        message: `The program ended with ${seen.signal ?? `exit code ${seen.exitCode ?? 'unknown'}`}.`,
      };
  }
}
