import { ApiError, Unreachable } from '#client/errors.js';

/** An error in the words a person needs: what happened, where, and what to quote. */
export interface Problem {
  title: string;
  text: string;
  /** The field at fault, as the API names it: `trainer.learning_rate`. */
  field: string | null;
  /** Every field at fault, where the API lists them. */
  faults: readonly { field: string; text: string }[];
  requestId: string | null;
  code: string | null;
  status: number | null;
}

const TITLES: Record<number, string> = {
  400: 'This was not accepted',
  401: 'You are signed out',
  403: 'You may not do this',
  404: 'Not found',
  409: 'It contradicts what is there',
  412: 'Somebody was faster',
  413: 'Too large',
  422: 'This was not accepted',
  428: 'Read it again first',
  429: 'Too many requests, or no quota left',
  503: 'Something that is needed does not answer',
};

export function problemOf(error: unknown): Problem {
  const none = { field: null, faults: [], requestId: null, code: null, status: null };
  if (error instanceof ApiError) {
    const { status, requestId, code, param } = error;
    const title = TITLES[status] ?? (status >= 500 ? 'Something is wrong on our side' : 'This was refused');
    const faults = faultsIn(error.facts['faults']);
    return { title, text: error.message, field: param, faults, requestId, code, status };
  }
  if (error instanceof Unreachable)
    return { ...none, title: 'The service does not answer', text: 'Nothing was lost: it is tried again.' };
  const text = error instanceof Error ? error.message : String(error);
  return { ...none, title: 'Something is wrong in this page', text };
}

function faultsIn(listed: unknown): Problem['faults'] {
  if (!Array.isArray(listed)) return [];
  return listed.map(({ param, message }: Record<string, unknown>) => ({
    field: `${param as string}`,
    text: `${message as string}`,
  }));
}

export const isStatus = (error: unknown, status: number): boolean =>
  error instanceof ApiError && error.status === status;
export const isUnreachable = (error: unknown): boolean => error instanceof Unreachable;
