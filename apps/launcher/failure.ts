/** A refusal a user can act on: what is wrong and what to type. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly fix?: string,
  ) {
    super(fix ? `${message}\nFix: ${fix}` : message);
    this.name = 'Failure';
  }
}

/** Thrown where SIGINT or SIGTERM ended the work. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}

export const throwIfAborted = (signal: AbortSignal): void => {
  if (signal.aborted) throw new Interrupted();
};

/** Waits ms milliseconds or until the signal aborts, whichever is first. */
export const delay = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
