import { isUnreachable } from '../api/problem.js';

/** What was asked for, or why it is not there. */
export interface Told<T> {
  data?: T | undefined;
  error?: unknown;
}

/** What may be shown: that which was read stays while the service is silent, which the banner says; a refusal takes it back. */
export const knownOf = <T>({ data, error }: Told<T>): T | undefined =>
  error && !isUnreachable(error) ? undefined : data;

/** In the place of what is not there: a dash would say that nothing was measured. */
export const missingWords = (error: unknown) => (error ? ('not known' as const) : ('…' as const));
