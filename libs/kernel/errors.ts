export type ErrorKind = 'invalid' | 'denied' | 'not_found' | 'conflict' | 'limited' | 'unavailable';

export interface ErrorDetails {
  /** Dotted path of the field at fault, as OpenAI's `param`. */
  param?: string;
  /** HTTP status where the kind's default (400, 403, 404, 409, 429, 503) is not the right one: 401, 405, 412, 413, 415, 422, 428. */
  status?: number;
  /** Response headers, e.g. Allow or Retry-After. */
  headers?: Record<string, string>;
  /** Further facts for the client: faults by line, license clauses. Never internals. */
  [fact: string]: unknown;
}

/** A refused request: thrown by services, turned into HTTP by the one filter of the api. */
export class AppError extends Error {
  constructor(
    readonly kind: ErrorKind,
    readonly code: string,
    message: string,
    readonly details: ErrorDetails = {},
  ) {
    super(message);
    this.name = 'AppError';
  }
}

export const invalid = (code: string, message: string, details?: ErrorDetails) =>
  new AppError('invalid', code, message, details);
export const denied = (code: string, message: string, details?: ErrorDetails) =>
  new AppError('denied', code, message, details);
export const notFound = (code: string, message: string, details?: ErrorDetails) =>
  new AppError('not_found', code, message, details);
export const conflict = (code: string, message: string, details?: ErrorDetails) =>
  new AppError('conflict', code, message, details);
export const unavailable = (code: string, message: string, details?: ErrorDetails) =>
  new AppError('unavailable', code, message, details);

/** Ends a switch over a union: a new member fails to compile here. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
