/** 32 random hex digits for an Idempotency-Key. Not crypto.randomUUID: a browser has none on a page over plain http from another machine. */
export const requestKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
