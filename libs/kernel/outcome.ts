/** What a worker step answers: waiting is an answer, not an error. Only bugs throw. */
export type Outcome =
  | { kind: 'done' }
  | { kind: 'again'; afterSeconds: number }
  | { kind: 'failed'; reason: string }
  | { kind: 'cancelled' };

export const done = (): Outcome => ({ kind: 'done' });
export const again = (afterSeconds: number): Outcome => ({ kind: 'again', afterSeconds });
export const failed = (reason: string): Outcome => ({ kind: 'failed', reason });
export const cancelled = (): Outcome => ({ kind: 'cancelled' });
