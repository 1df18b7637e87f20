import { ApiError, Unreachable } from '#client/errors.js';

/** Exit codes, as `luthier --help` prints them. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  policy: 3,
  auth: 4,
  notFound: 5,
  conflict: 6,
  unavailable: 7,
  interrupted: 130,
} as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** Ends the command with a sentence, what to do about it, and an exit code. */
export class CliError extends Error {
  /** What --json says beside the message. */
  facts: Record<string, unknown> = {};
  constructor(
    message: string,
    readonly exit: Exit = EXIT.failed,
    readonly fix: string | null = null,
  ) {
    super(message);
    this.name = 'CliError';
  }
}

const POLICY = /^license_|_review_required$|^policy_|^quarantined$|^judge_not_allowed$/;

/** The exit code of whatever ended the command. */
export function exitOf(error: unknown): Exit {
  if (error instanceof CliError) return error.exit;
  if (error instanceof Unreachable) return EXIT.unavailable;
  if (!(error instanceof ApiError)) return EXIT.failed;
  if (error.status === 403 && POLICY.test(error.code ?? '')) return EXIT.policy;
  if (error.code === 'insufficient_quota') return EXIT.policy;
  if (error.code === 'invalid_grant') return EXIT.auth; // RFC 6749 has 400 for a token that is not taken
  return BY_STATUS[error.status] ?? (error.status >= 500 ? EXIT.unavailable : EXIT.failed);
}

const BY_STATUS: Record<number, Exit> = {
  400: EXIT.usage,
  401: EXIT.auth,
  403: EXIT.auth,
  404: EXIT.notFound,
  409: EXIT.conflict,
  412: EXIT.conflict,
  413: EXIT.usage,
  422: EXIT.usage,
  428: EXIT.usage,
  429: EXIT.unavailable,
};
