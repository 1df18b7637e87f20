/**
 * How Node runs api and worker. Node 24 lets the space of young objects grow to 128 MB while a program starts and hardly gives it
 * back; of 16 MB halves an idle worker needs 100 MB less (measured by `npm run bench -- --only idle-memory`).
 */
export const HEAP_FLAGS = ['--max-semi-space-size=16'] as const;
