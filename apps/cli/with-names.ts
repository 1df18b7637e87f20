import { ApiError } from '#client/errors.js';

/**
 * Reads with expansions in the place of ids, and without them for a key that may not read what they stand for; `beside` are those that
 * stay as long as the key may read them.
 */
export async function withNames<const E extends readonly string[], T>(
  names: E,
  read: (expand: { 'expand[]'?: [...E] }) => Promise<T>,
  beside: readonly string[] = [],
): Promise<T> {
  const all = [...beside, ...names] as unknown as [...E];
  if (all.length === 0) return read({});
  try {
    return await read({ 'expand[]': all });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 403) throw error;
    return names.length > 0 ? withNames([] as unknown as E, read, beside) : read({});
  }
}
